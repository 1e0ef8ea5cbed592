/** One rule of the model dropped or bent: the text that says it, and what stands in its place. */
export interface Mutation {
  readonly name: string;
  /** In src/kernel. */
  readonly file: string;
  /** Must stand there exactly once: a mutant of a rule that is gone is an error. */
  readonly find: string;
  readonly put: string;
}

/** How settings of all and of the link combine: each bent to the neighbouring rule. */
const COMBINES: readonly (readonly [string, string, string])[] = [
  ['arp_ignore', 'max', 'link'],
  ['arp_announce', 'max', 'link'],
  ['arp_filter', 'or', 'link'],
  ['arp_accept', 'max', 'link'],
  ['proxy_arp', 'or', 'link'],
  ['proxy_arp_pvlan', 'or', 'link'],
  ['rp_filter', 'max', 'link'],
  ['accept_local', 'or', 'link'],
  ['drop_gratuitous_arp', 'or', 'link'],
  ['forwarding', 'link', 'or'],
  ['medium_id', 'link', 'max'],
  ['route_localnet', 'or', 'link'],
  ['send_redirects', 'or', 'link'],
  ['ignore_routes_with_linkdown', 'or', 'link'],
];

/** By file: name, what stands there, what is put in its place. */
const BENT: Readonly<Record<string, readonly (readonly [string, string, string])[]>> = {
  conf: [
    ...COMBINES.map(
      ([name, from, to]) =>
        [
          `${name} combines by ${to}`,
          `  ${name}: {\n    combine: '${from}'`,
          `  ${name}: {\n    combine: '${to}'`,
        ] as const,
    ),
    [
      'arp_ignore 9 acts as 8',
      '  return values.includes(raw) ? raw : 0;',
      `  return values.includes(raw) ? raw : name === 'arp_ignore' && raw > 8 ? 8 : 0;`,
    ],
    [
      'arp_announce 3 acts as 2',
      '  return values.includes(raw) ? raw : 0;',
      `  return values.includes(raw) ? raw : name === 'arp_announce' && raw > 2 ? 2 : 0;`,
    ],
    [
      'arp_accept 3 acts as 1',
      '  return values.includes(raw) ? raw : 0;',
      `  return values.includes(raw) ? raw : name === 'arp_accept' && raw > 2 ? 1 : 0;`,
    ],
  ],
  owns: [
    [
      'owns: the scope does not count',
      '(local === null || local === address.local) && address.limit <= widest',
      '(local === null || local === address.local)',
    ],
    ['owns: the peer does not count', '(peer === null || matches(address, peer));', 'true;'],
    [
      'owns: the prefix is that of the address alone',
      'same = (local === null || matches(address, local)) &&',
      'same = (local === null || address.local === local) &&',
    ],
    [
      'owns: the usable address that follows is not taken',
      `    if (address.limit <= widest) {
      found = address.local;
      break;
    }
    same = false;`,
      '    same = false;',
    ],
    [
      'arp_ignore 1 asks as 2',
      'owns(link, { peer: null, local, widest: RT_SCOPE_HOST }) ? 0 : 1',
      'owns(link, { peer: asked.spa === 0 ? null : asked.spa, local, widest: RT_SCOPE_HOST }) ? 0 : 1',
    ],
    [
      'arp_ignore 1 refuses scope host',
      'owns(link, { peer: null, local, widest: RT_SCOPE_HOST }) ? 0 : 1',
      'owns(link, { peer: null, local, widest: RT_SCOPE_LINK }) ? 0 : 1',
    ],
    [
      'arp_ignore 2 asks as 1',
      'peer: asked.spa === 0 ? null : asked.spa, local, widest: RT_SCOPE_HOST }) ? 0 : 2',
      'peer: null, local, widest: RT_SCOPE_HOST }) ? 0 : 2',
    ],
    [
      `arp_ignore 2 holds a probe's sender against it`,
      'peer: asked.spa === 0 ? null : asked.spa',
      'peer: asked.spa',
    ],
    [
      'arp_ignore 3 asks the receiving link alone',
      'kernel.links.some((one) => owns(one,',
      '[link].some((one) => owns(one,',
    ],
    [
      'arp_ignore 3 takes scope host',
      'peer: null, local, widest: RT_SCOPE_LINK })) ? 0 : 3',
      'peer: null, local, widest: RT_SCOPE_HOST })) ? 0 : 3',
    ],
    [
      'arp_ignore 8 answers',
      `    case 8:
      return 8;`,
      `    case 8:
      return 0;`,
    ],
  ],
  kernel: [
    ['M10: realms make no difference', 'realms: host.routes.some(', 'realms: false && host.routes.some('],
    ['M10: realms of rules make no difference', ' || host.rules.some(({ realm }) => realm === true)', ''],
    [
      'route_localnet leaves scope host as it is',
      'conf.route_localnet !== 0 ? RT_SCOPE_LINK : RT_SCOPE_HOST',
      'RT_SCOPE_HOST',
    ],
    [
      'prefixes are matched with the local address',
      'return ((address.peer ^ ip) & address.mask) === 0;',
      'return ((address.local ^ ip) & address.mask) === 0;',
    ],
    [
      'the rules mark is concluded, not remembered',
      'customRules: customRules ?? hasCustomRules(host)',
      'customRules: hasCustomRules(host)',
    ],
    ['the local mark is concluded, not remembered', 'customLocal ?? host.routes.some(', 'host.routes.some('],
    [
      'local and main are two tables from the start',
      'customRules ? (tables.byNumber.get(RT_TABLE_LOCAL) ?? empty) : tables.merged',
      'tables.byNumber.get(RT_TABLE_LOCAL) ?? empty',
    ],
  ],
  admission: [
    [
      'a link that is down hears',
      `      if (link === place.link || !link.hearsDown) return 'link-down';
`,
      '',
    ],
    [
      'a NOARP link hears',
      `  if (!link.arp) return 'link-noarp';
`,
      '',
    ],
    [
      'frames to other hosts are heard',
      `  if (addressed === 'other') return 'other-host';
`,
      '',
    ],
    [
      'short frames are taken',
      '(heard.size ?? ARP_IPV4_SIZE) < ARP_IPV4_SIZE',
      '(heard.size ?? ARP_IPV4_SIZE) < 20',
    ],
    [
      'the size of hardware addresses is not checked',
      `  if ((heard.hln ?? 6) !== 6) return 'hardware-size';
`,
      '',
    ],
    [
      'the size of protocol addresses is not checked',
      `  if ((heard.pln ?? 4) !== 4) return 'protocol-size';
`,
      '',
    ],
    [
      'hardware type 6 is refused',
      'claimed === HRD_ETHERNET || claimed === HRD_IEEE802',
      'claimed === HRD_ETHERNET',
    ],
    ['every hardware type is taken', 'claimed === HRD_ETHERNET || claimed === HRD_IEEE802', 'claimed > 0'],
    [
      'the protocol is not checked',
      `  if ((heard.pro ?? PRO_IPV4) !== PRO_IPV4) return 'protocol-type';
`,
      '',
    ],
    [
      'unknown operations are taken',
      'heard.op === OP_REQUEST || heard.op === OP_REPLY ? null',
      'heard.op !== 0 ? null',
    ],
    [
      'multicast targets are heard',
      `  if (isMulticastIpv4(heard.tpa)) return 'target-multicast';
`,
      '',
    ],
    [
      'loopback targets are heard',
      'link.conf.route_localnet === 0 && isLoopbackIpv4(heard.tpa)',
      'false && isLoopbackIpv4(heard.tpa)',
    ],
    [
      'drop_gratuitous_arp drops nothing',
      'heard.spa === heard.tpa && link.conf.drop_gratuitous_arp !== 0',
      'false',
    ],
    [
      'drop_gratuitous_arp drops requests only',
      'heard.spa === heard.tpa && link.conf.drop_gratuitous_arp !== 0',
      'heard.op === OP_REQUEST && heard.spa === heard.tpa && link.conf.drop_gratuitous_arp !== 0',
    ],
    [
      'foreign VLANs are heard',
      `return tags.length === 0 ? { link, addressed: to, lost } : 'foreign-vlan';`,
      'return { link, addressed: to, lost };',
    ],
  ],
  reply: [
    [
      'a probe is judged like a question',
      '  if (heard.spa === 0) return judgeProbe',
      '  if (heard.spa === 1) return judgeProbe',
    ],
    [
      'arp_ignore does not silence probes',
      `if (level !== 0) return silent(IGNORED[level], 'learn-probe');`,
      `if (level === 8) return silent(IGNORED[level], 'learn-probe');`,
    ],
    [
      'a suppressed question teaches',
      `if (level !== 0) return silent(IGNORED[level], 'learn-suppressed');`,
      'if (level !== 0) return overheard(kernel, one, IGNORED[level]);',
    ],
    ['arp_filter is not asked', '  if (link.conf.arp_filter !== 0) {', '  if (link.conf.arp_filter > 9) {'],
    [
      'arp_filter takes an unroutable asker',
      `  if (!out) return 'arp-filter-no-route';`,
      '  if (!out) return null;',
    ],
    [
      'arp_filter suppresses the answer, not the learning',
      `if (refusal) return silent(refusal, 'learn-suppressed');`,
      'if (refusal) return overheard(kernel, one, refusal);',
    ],
    [
      'arp_filter asks for the route to the target',
      '{ src: heard.tpa, dst: heard.spa, vrf: link.vrf }',
      '{ src: heard.spa, dst: heard.tpa, vrf: link.vrf }',
    ],
    [
      'a refused question teaches nothing',
      `if (inward.kind === 'refused') return overheard(kernel, one, inward.reason);`,
      `if (inward.kind === 'refused') return silent(inward.reason, 'learn-suppressed');`,
    ],
    [
      'the reply goes to whom the frame came from',
      `    dst: heard.sha,
    src: link.mac,`,
      `    dst: 0x02c0ffee0001,
    src: link.mac,`,
    ],
    ['proxy_arp is always on', 'const proxied = link.conf.proxy_arp !== 0;', 'const proxied = true;'],
    ['proxy_arp is always off', 'const proxied = link.conf.proxy_arp !== 0;', 'const proxied = false;'],
    [
      'medium_id is not asked',
      'if (proxied && !isSameMedium(link.conf.medium_id, out.conf.medium_id))',
      'if (proxied)',
    ],
    ['medium_id 0 is a medium', 'return inward !== 0 && (inward === -1', 'return (inward === -1'],
    [
      'medium_id -1 is a number like others',
      'inward !== 0 && (inward === -1 || outward === -1 || outward === inward)',
      'inward !== 0 && outward === inward',
    ],
    [
      'published entries are not asked',
      `  if (on && (on.has(link.name) || on.has(null))) return 'answer-published';
`,
      '',
    ],
    ['published entries hold for every link', 'on && (on.has(link.name) || on.has(null))', 'on'],
    [
      'published entries without a link do not count',
      'on && (on.has(link.name) || on.has(null))',
      'on?.has(link.name)',
    ],
    [
      'pvlan answers announcements',
      `heard.spa === heard.tpa ? 'pvlan-same-address' : 'answer-pvlan'`,
      `'answer-pvlan'`,
    ],
    ['an asker does not override locktime', `    overrides: 'learn-asker',`, '    overrides: null,'],
    ['an asker makes no entry', '    creates: true,', '    creates: false,'],
    [
      'an asker is reachable',
      `    state: 'stale',
    creates: true,`,
      `    state: 'reachable',
    creates: true,`,
    ],
  ],
  routes: [
    [
      'fib: rules are never asked',
      `  if (kernel.customRules) return lookUpByRules(kernel, flow);
`,
      '',
    ],
    [
      'fib: table default is not asked',
      `  if (route.type === 'none') return lookUp(kernel.last, flow.dst);
`,
      '',
    ],
    [
      'fib: a refusing route leads to table default',
      `if (!route.refuses || kernel.follows.refusalEndsLookup) return route;`,
      `if (!route.refuses) return route;`,
    ],
    ['fib: goto is not followed', `if (met && rule.action === 'goto' && rule.jump > at) {`, 'if (false) {'],
    [
      'fib: a refusing rule is passed by',
      `    if (rule.action !== 'lookup') return REFUSED_BY_RULE;`,
      `    if (rule.action !== 'lookup') continue;`,
    ],
    [
      'fib: a refusing route in a table is passed by',
      `    if (route.refuses) return route;
`,
      `    if (route.refuses) continue;
`,
    ],
    [
      'fib: suppress_prefixlength is not asked',
      `route.type !== 'none' && route.length > rule.suppress`,
      `route.type !== 'none'`,
    ],
    ['rules: not is not asked', 'return met !== rule.not;', 'return met;'],
    ['rules: iif is not asked', '(rule.iif === 0 || rule.iif === flow.iif) &&', 'true &&'],
    ['rules: from is not asked', '((flow.src ^ rule.from.network) & rule.from.mask) === 0 &&', 'true &&'],
    ['rules: to is not asked', '((flow.dst ^ rule.to.network) & rule.to.mask) === 0 &&', 'true &&'],
    [
      'address type: the limited broadcast is unicast',
      `if (ip === 0 || ip === LIMITED_BROADCAST) return 'broadcast';`,
      `if (ip === 0) return 'broadcast';`,
    ],
    [
      'input: a multicast sender is believed',
      `isMulticastIpv4(src) || src === LIMITED_BROADCAST) return refused('sender-not-unicast')`,
      `src === LIMITED_BROADCAST) return refused('sender-not-unicast')`,
    ],
    [
      'input: a loopback sender is believed',
      `    if (isLoopbackIpv4(src)) return refused('sender-loopback');
`,
      '',
    ],
    [
      'input: 0.x.x.x is refused',
      'kernel.follows.zeroNetIsOrdinary ? ip === 0 : ip >>> 24 === 0',
      'ip >>> 24 === 0',
    ],
    [
      'input: broadcast targets are ours',
      `  if (route.type === 'broadcast') return refused('target-broadcast');
`,
      `  if (route.type === 'broadcast') return LOCAL;
`,
    ],
    [
      'input: the sender of a question for us is not checked',
      '    return refusal === null ? LOCAL : refused(refusal);',
      '    return LOCAL;',
    ],
    [
      'input: forwarding is not asked',
      `  if (conf.forwarding === 0) return refused('not-forwarding');
`,
      '',
    ],
    [
      'input: the sender of a proxied question is not checked',
      `  if (refusal !== null) return refused(refusal);
`,
      '',
    ],
    [
      'input: the same link is another',
      `if (out === link && conf.proxy_arp_pvlan === 0) return refused('same-link');`,
      `if (out === link) return refused('same-link');`,
    ],
    [
      'sender: the full check is the only one',
      '  if (filter === 0 && !redirecting && kernel.follows.fastSenderCheck && !kernel.realms) {',
      '  if (false) {',
    ],
    [
      'sender: redirects make no difference',
      'const redirecting = out === link && redirects !== 0;',
      'const redirecting = false;',
    ],
    [
      'sender: accept_local is not asked in the fast check',
      '    if (acceptLocal !== 0) {',
      '    if (acceptLocal > 9) {',
    ],
    [
      'sender: the rules mark does not matter',
      'if (!kernel.customLocal && !kernel.customRules) {',
      'if (!kernel.customLocal) {',
    ],
    [
      'sender: the local mark does not matter',
      'if (!kernel.customLocal && !kernel.customRules) {',
      'if (!kernel.customRules) {',
    ],
    [
      'sender: the target is no source of the look-up',
      `    dst: src,
    src: dst,`,
      `    dst: src,
    src: 0,`,
    ],
    [
      'sender: the look-up comes from the receiving link',
      'iif: out === null ? LOOPBACK_INDEX : out.index,',
      'iif: link.index,',
    ],
    [
      'sender: without a route it is believed',
      `return filter === 0 ? null : 'rp-filter-no-route';`,
      'return null;',
    ],
    [
      'sender: without a route it is not believed',
      `return filter === 0 ? null : 'rp-filter-no-route';`,
      `return 'rp-filter-no-route';`,
    ],
    [
      'sender: any kind of route will do',
      `    if (back.type !== 'local') return 'sender-not-reachable-kind';
`,
      '',
    ],
    [
      'sender: accept_local is not asked in the full check',
      `    if (link.conf.accept_local === 0) return 'own-sender';
`,
      '',
    ],
    [
      'sender: the first next hop alone counts',
      'if (back.links.includes(link)) return null;',
      'if (back.links[0] === link) return null;',
    ],
    [
      'sender: an unnumbered link passes the loose check',
      `return filter === 0 ? null : 'rp-filter-unnumbered';`,
      `return filter !== 1 ? null : 'rp-filter-unnumbered';`,
    ],
    [
      'sender: loose is strict',
      `return filter === 1 ? 'rp-filter-strict' : null;`,
      `return filter !== 0 ? 'rp-filter-strict' : null;`,
    ],
    ['sender: strict is loose', `return filter === 1 ? 'rp-filter-strict' : null;`, 'return null;'],
    [
      'output: an own destination is nothing special',
      `  if (route.type === 'local') return kernel.linkOf.get(vrf?.name ?? '') ?? kernel.links[0];
`,
      '',
    ],
  ],
  doubts: [
    [
      'doubts: no other next hop is thought of',
      '    ...multipathDoubt(heard, asKernel(host), verdict),\n',
      '',
    ],
    [
      'doubts: every other next hop makes another answer',
      'if (otherwise.yes === verdict.yes) continue;',
      'if (verdict.reason === undefined) continue;',
    ],
  ],
  'source-doubts': [
    [
      'source-doubts: no other link is thought of',
      'if (otherwise.yes) senders.add(otherwise.value.spa);',
      'if (otherwise.yes) senders.add(first.value.spa);',
    ],
    [
      'source-doubts: every sender is in doubt',
      'if (possibleSenders(asking, host).length < 2) return [];',
      'if (possibleSenders(asking, host).length < 1) return [];',
    ],
  ],
  rules: [
    ['M9: a type of service is met by every look-up', ' || otherUser || rule.tos !== 0;', ' || otherUser;'],
    ['rules: every user is one', 'rule.uids !== null && rule.uids[0] > 0', 'false'],
    ['rules: every packet is of the protocol', 'return rule.neverForArp || rule.oif', 'return rule.oif'],
    [
      'rules: oif and mark are not asked',
      'rule.neverForArp || rule.oif !== null || marked',
      'rule.neverForArp',
    ],
  ],
  tables: [
    [
      'tables: throw is an answer',
      `route.type === 'throw' ? NO_ROUTE : route`,
      `route.type === 'throw' ? { ...route, refuses: true } : route`,
    ],
    [
      'tables: the highest metric wins',
      'rank: [beforeMain, route.metric]',
      'rank: [beforeMain, -route.metric]',
    ],
    [
      'tables: main before local',
      'route.table === RT_TABLE_LOCAL ? 0 : 1',
      'route.table === RT_TABLE_LOCAL ? 1 : 0',
    ],
    ['tables: the shortest prefix wins', '.toSorted(([a], [b]) => b - a)', '.toSorted(([a], [b]) => a - b)'],
    [
      'tables: linkdown next hops are taken',
      'hop.linkdown && link.conf.ignore_routes_with_linkdown !== 0',
      'false',
    ],
  ],
  lessons: [
    [
      'lesson: a broadcast reply makes reachable',
      `heard.op === OP_REPLY && addressed === 'host' ? 'reachable'`,
      `heard.op === OP_REPLY ? 'reachable'`,
    ],
    [
      'lesson: no reply makes reachable',
      `heard.op === OP_REPLY && addressed === 'host' ? 'reachable'`,
      `heard.op > 9 ? 'reachable'`,
    ],
    ['lesson: nothing is gratuitous', '  if (heard.spa !== heard.tpa) return false;', '  return false;'],
    [
      'lesson: a reply is gratuitous whatever its target MAC',
      `  if (heard.op !== OP_REQUEST && heard.tha !== heard.sha) return false;
`,
      '',
    ],
    [
      'lesson: own addresses may be announced by others',
      `  return addressType(kernel, heard.spa, link) === 'unicast';`,
      '  return true;',
    ],
    [
      'lesson: arp_accept is not asked',
      `  if (level === 0) return 'learn-no-entry';
`,
      '',
    ],
    [
      'lesson: arp_accept takes plain questions',
      `  if (heard.op === OP_REQUEST && heard.spa !== heard.tpa) return 'learn-no-entry';
`,
      '',
    ],
    [
      'lesson: arp_accept takes announcements only',
      `  if (heard.op === OP_REQUEST && heard.spa !== heard.tpa) return 'learn-no-entry';
`,
      `  if (heard.spa !== heard.tpa) return 'learn-no-entry';
`,
    ],
    [
      'lesson: arp_accept takes own senders',
      `if (!gratuitous && addressType(kernel, heard.spa, link) !== 'unicast') return 'learn-not-unicast';`,
      '',
    ],
    ['lesson: arp_accept 2 is 1', 'level === 2 && !owns', 'level === 3 && !owns'],
  ],
  learn: [
    [
      'learn: locktime is not asked',
      'hint.overrides !== null || now > entry.updated + entry.timing.locktime',
      'true',
    ],
    [
      'learn: locktime is never over',
      'hint.overrides !== null || now > entry.updated + entry.timing.locktime',
      'hint.overrides !== null',
    ],
    [
      'learn: no entry is NOARP from birth',
      `return mac === null ? entry : { ...entry, state: 'noarp', mac };`,
      'return entry;',
    ],
  ],
  'neighbour-table': [
    [
      'table: permanent entries learn',
      `  'hint-stale': NOTHING,
  'hint-reachable': NOTHING,
  set: ADMINISTERED,
};

const UNKNOWN`,
      `  'hint-stale': HINT_STALE,
  'hint-reachable': NOTHING,
  set: ADMINISTERED,
};

const UNKNOWN`,
    ],
    [
      'table: a matching hint makes stale',
      `row(['same-mac'], 'same', ['note-nothing-new']), OTHER_MAC`,
      `row(['same-mac'], 'stale', ['note-nothing-new']), OTHER_MAC`,
    ],
    [
      'table: a new MAC keeps the state',
      `const OTHER_MAC = row(['overrides'], 'stale',`,
      `const OTHER_MAC = row(['overrides'], 'same',`,
    ],
    [
      'table: a refused reply confirms',
      `const REFUSED_REPLY = row([], 'same', ['note-confirmed']);`,
      `const REFUSED_REPLY = row([], 'reachable', ['note-confirmed']);`,
    ],
    [
      'table: waiting packets stay',
      `row([], 'stale', ['take-mac', 'note-updated', 'age-confirmed', 'stop-timer', 'send-queue', 'notify'])`,
      `row([], 'stale', ['take-mac', 'note-updated', 'age-confirmed', 'stop-timer', 'notify'])`,
    ],
    [
      'table: a confirmed entry stays as it was',
      `row(['same-mac'], 'reachable', CONFIRMED)`,
      `row(['same-mac'], 'same', CONFIRMED)`,
    ],
  ],
  source: [
    [
      'source: arp_announce is not asked',
      'const level = link.conf.arp_announce;',
      'const level: number = 0;',
    ],
    [
      `source: a packet's source counts whoever owns it`,
      `source !== null && level !== 2 && addressType(kernel, source, link) === 'local'`,
      'source !== null && level !== 2',
    ],
    ['source: level 1 is level 0', '  if (isOwn && level === 0)', '  if (isOwn)'],
    [
      'source: level 1 is level 2',
      'isOwn && isOnLink(link, target, source)',
      'false && isOwn && isOnLink(link, target, source)',
    ],
    ['source: level 2 is level 1', 'source !== null && level !== 2 &&', 'source !== null &&'],
    [
      'source: level 1 asks for the target alone',
      'matches(address, target) && matches(address, source)',
      'matches(address, target)',
    ],
  ],
  'select-address': [
    [
      'source: scope host speaks',
      'if (address.secondary || address.limit > scope) continue;',
      'if (address.secondary) continue;',
    ],
    [
      'source: the first address speaks to every target',
      `    if (matches(address, target)) return { ip: address.local, reason: 'source-subnet' };
`,
      '',
    ],
    ['M7: the first link by index lends', 'lenders[kernel.turn % Math.max(1, lenders.length)]', 'lenders[0]'],
    [
      'source: nothing is borrowed',
      'return first === null ? borrow(kernel, link, scope)',
      `return first === null ? { ip: 0, reason: 'source-none' }`,
    ],
    [
      'source: scope link is lent',
      '!address.secondary && address.scope !== RT_SCOPE_LINK &&',
      '!address.secondary &&',
    ],
  ],
};

export const MUTATIONS: readonly Mutation[] = mutationsOf(BENT);

function mutationsOf(bent: typeof BENT): readonly Mutation[] {
  return Object.entries(bent).flatMap(([file, rules]) =>
    rules.map(([name, find, put]) => ({ name, file: `${file}.ts`, find, put })),
  );
}

/** Rules of packets that this host sends: told by what its kernel says of ways. */
const BENT_WAYS: typeof BENT = {
  path: [
    ['path: any address may be a source', 'from !== null && !canBeSource(kernel, from)', 'from === -1'],
    [
      'path: what is for many needs a route',
      'if (from !== null && isForMany(to)) return withoutRoute',
      'if (from === -1) return withoutRoute',
    ],
    [
      'path: a broadcast to all needs a route',
      'isMulticastIpv4(to) || to === LIMITED_BROADCAST',
      'isMulticastIpv4(to)',
    ],
    [
      'path: a loopback source leaves',
      'isLoopbackIpv4(source) && !link.loopback && link.conf.route_localnet === 0',
      'link.index < 0',
    ],
    ['path: route_localnet is not asked', ' && link.conf.route_localnet === 0', ''],
    ['path: loopback is no loopback', '!link.loopback && link.conf', 'link.conf'],
    ['path: an own address speaks to itself', `parseIpv4(route.snapshot?.source ?? '') ?? to`, 'to'],
    ['path: a group goes to every gateway', '&& route.length < GROUPS_LENGTH', '&& route.length < 0'],
    ['path: a group goes to no gateway', '&& route.length < GROUPS_LENGTH', ''],
    ['path: a broadcast goes to a gateway', 'if (to === LIMITED_BROADCAST || route.type', 'if (route.type'],
    ['path: the source of a route is not asked', '  if (preferred) return', '  if (preferred === "") return'],
    ['M5: a gateway by IPv6 is asked for by ARP', `  if (via6 !== null) return 'path-gateway6';\n`, ''],
    ['M5: a group goes to no gateway by IPv6', 'return isPast(to, route) ? null : hop.via6;', 'return null;'],
    ['path: every source is of scope link', 'scope: young ? own : scope }', 'scope: 253 }'],
  ],
  tables: [['M5: a gateway by IPv6 is none', 'via6: hop.via6 ?? null,', 'via6: null,']],
  ways: [
    [
      'ways: the first next hop is taken',
      'return preferred(kernel, route, src).map',
      'return preferred(kernel, route, src).slice(0, 1).map',
    ],
    ['M6: no next hop is preferred', 'return own.length > 0 ? own : hops;', 'return hops;'],
    ['M6: one in a group is preferred, too', ' || snapshot?.object !== undefined', ''],
  ],
  rules: [
    [
      'M19: a rule for a tunnel id is for packets of this host',
      'rule.oif === null && rule.tunnel !== true && isOfPackets(rule)',
      'rule.oif === null && isOfPackets(rule)',
    ],
    ['M19: a rule for a protocol is for none', 'return rule.neverForArp || marked ||', 'return marked ||'],
    [
      'M19: a rule for a mark is for none',
      'return rule.neverForArp || marked || rule.uids',
      'return rule.neverForArp || rule.uids',
    ],
    ['M19: a rule for a user is for none', ' || rule.uids !== null || rule.tos', ' || rule.tos'],
    [
      'M9: a rule for a type of service is for none',
      'rule.uids !== null || rule.tos !== 0 || rule.wholeDscp === true',
      'rule.uids !== null',
    ],
  ],
  packets: [
    [
      'packets: a mark is had or not rule by rule',
      'by(marksOf(rules), ({ mark }, one) => mark === null || ((mark.value ^ one) & mark.mask) === 0),',
      '...rules.map(({ mark }, nth) => [true, false].map((met) => new Set(mark === null || met ? [] : [at[nth]!.place]))),',
    ],
    ['packets: a user is of every range', '(uids[0] <= one && one <= uids[1])', 'one >= 0'],
    [
      'packets: every packet is of the protocol',
      'ipProtocol === undefined || ipProtocol === one',
      'ipProtocol === undefined || one >= 0',
    ],
    [
      'packets: of a range of ports there is the first alone',
      'first <= port && port <= last',
      'first === port',
    ],
    ['packets: ports know no mask', 'mask === undefined ? first <= port', 'mask !== 1 ? first <= port'],
    [
      'packets: no bits of the DSCP are left out',
      'return (dscp & dscpMask) << 2 === tos',
      'return dscpMask > 0 && dscp << 2 === tos',
    ],
    [
      'packets: a route for a service is for no packet that a rule is for',
      'services.find((tos) => tos === ((dscp << 2) & TOS_OF_ROUTES)) ?? 0',
      'dscp > 0 && at.length > 0 ? 0 : (services.find((tos) => tos === ((dscp << 2) & TOS_OF_ROUTES)) ?? 0)',
    ],
  ],
  'path-doubts': [
    ['path-doubts: no other next hop is thought of', '    ...pickDoubt(verdicts),\n', ''],
    ['path-doubts: no other link is thought of', '    ...orderDoubt(kernel, differs),\n', ''],
    ['path-doubts: no packet is thought of', '    ...packetDoubts(wanted, kernel, differs),\n', ''],
    [
      'path-doubts: no route for packets is thought of',
      'const services = [...new Set(host.routes.map(({ tos }) => tos))].filter((tos) => tos !== 0);',
      'const services: number[] = [];',
    ],
    ['path-doubts: no young object is thought of', '    ...objectDoubt(kernel, differs),\n', ''],
    [
      'path-doubts: every other next hop is another way',
      'const otherwise = verdicts.find((one) => !isSameWay(one, verdicts[0]!));',
      'const otherwise = verdicts.at(-1);',
    ],
    [
      'path-doubts: every rule for packets makes another way',
      'const otherwise = differs({ ...of, rules: asMetBy(of, places, kind) });',
      'const otherwise = decidePath({ to: 0, from: null }, kernel);',
    ],
    ['path-doubts: another source is the same way', '    one.source === other.source &&\n', ''],
    ['path-doubts: another link is the same way', '    one.link === other.link &&\n', ''],
  ],
};

export const MUTATIONS_OF_WAYS: readonly Mutation[] = mutationsOf(BENT_WAYS);

/** The same for rules that only time shows: told by scripts, not by frames. */
const BENT_IN_TIME: Readonly<Record<string, readonly (readonly [string, string, string])[]>> = {
  neighbour: [
    [
      'time: a timer set anew leaves the last use',
      `if (event.kind !== 'timer') draft.used = Math.max(draft.used, draft.confirmed);`,
      '',
    ],
    [
      'time: broadcasts after unicast probes are as many as for an unknown neighbour',
      `draft.state === 'probe' ? timing.multicastResolicit : timing.multicastSolicit`,
      'timing.multicastSolicit',
    ],
    ['time: every probe is a broadcast', 'if (made < timing.unicastSolicit) draft', 'if (made < 0) draft'],
    [
      'time: packets that pass by the table leave a trace',
      'warm: (draft) => draft.warm,',
      'warm: () => false,',
    ],
    [
      'time: an administrator starts the timer of the same state anew',
      `event.kind === 'set' && event.state === draft.state,\n  'names-invalid'`,
      `event.kind !== 'set',\n  'names-invalid'`,
    ],
    [
      'time: an administrator confirms nothing',
      `if (event.kind === 'set' && CONNECTED.has(event.state)) draft.confirmed = now;`,
      '',
    ],
    [
      'time: DELAY lasts as long as a retransmission',
      'setTimer(draft, happening, happening.now + draft.timing.delayFirstProbe);',
      'setTimer(draft, happening, happening.now + draft.timing.retransmit);',
    ],
  ],
  'neighbour-table': [
    [
      'time: REACHABLE never becomes DELAY',
      `      row(['used-within-delay'], 'delay', ['note-updated', 'wait-delay']),\n`,
      '',
    ],
    [
      'time: a confirmation does not keep REACHABLE',
      `      row(['confirmed-within-reachable'], 'same', ['wait-reachable']),\n`,
      '',
    ],
    [
      'time: a confirmation does not end DELAY',
      `      row(['confirmed-within-delay'], 'reachable', ['note-updated', 'wait-reachable', 'notify']),\n`,
      '',
    ],
    ['time: an unknown neighbour is probed by unicast first', `    'skip-unicast-probes',\n`, ''],
    [
      'time: a refused reply confirms nothing',
      `const REFUSED_REPLY = row([], 'same', ['note-confirmed']);`,
      `const REFUSED_REPLY = row([], 'same', []);`,
    ],
    [
      'time: the first packet through STALE does not restart locktime',
      `packet: [row([], 'delay', ['note-used', 'note-updated', 'wait-delay', 'transmit'])]`,
      `packet: [row([], 'delay', ['note-used', 'wait-delay', 'transmit'])]`,
    ],
    [
      'time: FAILED stays FAILED',
      `const UNKNOWN: Cells = {\n  packet: ASK,`,
      `const UNKNOWN: Cells = {\n  packet: NOTHING,`,
    ],
  ],
};

export const MUTATIONS_IN_TIME: readonly Mutation[] = mutationsOf(BENT_IN_TIME);

/** Rules that no frame at a kernel shows, for they are kept beside its model: the tests of their own file show them. */
const BENT_BESIDE: Readonly<Record<string, readonly (readonly [string, string, string])[]>> = {
  admission: [
    ['M14: the MAC of a middle link is that of another', `to === 'other' && dst === vlan.mac`, 'false'],
    ['M8: a bond that is down hears nothing', `link === place.link || !link.hearsDown`, 'true'],
    ['M8: what is down hears like a bond', `link === place.link || !link.hearsDown`, 'link === place.link'],
    ['M14: the MAC of a bridge is that of another', `to === 'other' && dst === over.mac`, 'false'],
  ],
  sharing: [
    [
      'M11: passthru takes groups, too',
      `if (!isMulticastMac(dst)) return first.mode`,
      'if (dst > 0) return first.mode',
    ],
    ['M11: passthru shares', `return first.mode !== 'passthru'`, 'return true'],
    ['M11: passthru hears its own MAC alone', `mode === 'passthru' || (mode`, '(mode'],
    [
      'M11: mode source hears what is sent to it',
      `(mode !== 'source' && dst === sharer.mac)`,
      '(dst === sharer.mac)',
    ],
    [
      'M11: mode source hears all',
      `if (mode === 'source' && isListed(sharer, heard))`,
      `if (mode === 'source')`,
    ],
    ['M11: mode source goes by the sender in ARP', 'return src === undefined ? sha : src;', 'return sha;'],
    [
      'M11: mode source hears what is sent to others',
      `return dst === sharer.mac ? 'host' : to;`,
      `return 'host';`,
    ],
    ['M11: nodst is not looked at', 'one.takesSenders && one.senders', 'false && one.senders'],
    ['M11: every mode source keeps its senders', 'one.takesSenders && one.senders', 'one.senders'],
    ['M11: bridge hears what bridge sent', `bridge: ['vepa'],`, `bridge: ['vepa', 'bridge'],`],
    ['M11: bridge does not hear what vepa sent', `vepa: ['vepa', 'bridge'],`, `vepa: ['vepa'],`],
    ['M11: a macvlan hears itself', 'sharer !== sender && hear.includes(mode)', 'hear.includes(mode)'],
    [
      'M11: who sends is not looked at',
      '  if (!hear) return sharer === sender ? to : null;\n',
      '  if (!hear) return to;\n',
    ],
    [
      'M11: the link below hears what a private one sent',
      'sender === undefined || HEAR_OF[sender.mode] !== undefined',
      'true',
    ],
    [
      'M12: l3 leaves what is sent to all',
      `(owner.mode === 'l2' && isMulticastMac(dst))`,
      'isMulticastMac(dst)',
    ],
    ['M12: l2 takes what is sent to all', ` || (owner.mode === 'l2' && isMulticastMac(dst))`, ''],
    ['M12: l3s takes', `!owner || owner.mode === 'l3s' ||`, '!owner ||'],
    ['M12: l2 takes all to one MAC', 'return ownerOf(all, heard) === sharer ? to : null;', 'return to;'],
    [
      'M12: l2 makes its own of the frames of others',
      'return ownerOf(all, heard) === sharer ? to : null;',
      `return ownerOf(all, heard) === sharer ? 'host' : null;`,
    ],
    ['M12: l2 hears what it sent', 'return own ? null : to;', 'return to;'],
    ['M12: an ipvlan that is down takes', 'up && targets.has(tpa)', 'targets.has(tpa)'],
    [
      'M12: a cut packet has a target',
      '  if ((size ?? ARP_IPV4_SIZE) < ARP_IPV4_SIZE) return undefined;\n',
      '',
    ],
  ],
  bond: [
    ['M8: all_slaves_active is not asked', `  if (bond.allMembersHear === true) return null;\n`, ''],
    ['M8: every port of 802.3ad hears', `return member.backup === true ? 'to all' : null;`, 'return null;'],
    ['M8: a member that stands by hears while none is active', ' && member.backup !== true', ''],
    [
      'M8: alb is deaf on all members but one',
      `bond.bondMode === 'balance-alb' ? 'to groups' : 'to all'`,
      `'to all'`,
    ],
    [
      'M8: tlb hears what is sent to one MAC',
      `bond.bondMode === 'balance-alb' ?`,
      `bond.bondMode !== undefined ?`,
    ],
  ],
  bridge: [
    ['M2: every port lets in', `  if (!port.forwards) return 'port-not-forwarding';\n`, ''],
    [
      'M2: a port that learns forwards',
      `(link.portState ?? 'forwarding') === 'forwarding'`,
      `(link.portState ?? 'forwarding') !== 'blocking'`,
    ],
    ['M1: spanning trees by VLAN have the state of the port', 'master.mst === true ||', ''],
    ['M1: VLANs have no states', `(range.state ?? 'forwarding') === 'forwarding' ? OPEN : 0`, 'OPEN'],
    ['M2: a locked port is open', '!port.senders.get(src ?? heard.sha)?.has(vid)', 'false'],
    ['M2: a locked port is shut', '!port.senders.get(src ?? heard.sha)?.has(vid)', 'true'],
    [
      'M2: a locked port goes by the sender in ARP',
      'port.senders.get(src ?? heard.sha)',
      'port.senders.get(heard.sha)',
    ],
    ['M2: a locked port does not ask in which VLAN', '?.has(vid)) return', ') return'],
    ['M2: a bridge takes any Ethernet source', 'src === 0 || isMulticastMac(src)', 'false'],
    ['M2: a bridge takes groups as source', 'src === 0 || isMulticastMac(src)', 'src === 0'],
    ['M14: a bridge takes all up', '!bridge.local.has(dst) && !bridge.promiscuous', 'false'],
    ['M1: an untagged frame is in no VLAN', ' : port.vlans.pvid;\n', ' : 0;\n'],
    ['M1: the first VLAN is the PVID', 'if (range.pvid) pvid', 'if (pvid === 0) pvid'],
    ['M1: every VLAN gets in', `if ((there & MEMBER) === 0) return 'port-vlan';`, ''],
    ['M1: the bridge is a member of all', '(own & OPEN) === 0 && !bridge.promiscuous', 'false'],
    ['M1: listening makes no difference', '(own & OPEN) === 0 && !bridge.promiscuous', '(own & OPEN) === 0'],
    ['M1: the tag is always taken off', 'if ((own & UNTAGGED) !== 0) return', 'if (true) return'],
    ['M1: the tag is never taken off', 'if ((own & UNTAGGED) !== 0) return', 'if (false) return'],
    [
      'M1: any tag is one of the bridge',
      'filters !== null && tags[0]?.tpid === filters',
      'filters !== null && tags.length > 0',
    ],
    ['M1: a range has its ends alone', 'range.first, range.last + 1', 'range.first, range.first + 1'],
    [
      'M1: an answer leaves in any VLAN',
      '(bridge.vlans.of[out]! & port.vlans.of[out]! & OPEN) === 0',
      'false',
    ],
    [
      'M1: an answer asks the bridge alone',
      'bridge.vlans.of[out]! & port.vlans.of[out]! & OPEN',
      'bridge.vlans.of[out]! & OPEN',
    ],
    [
      'M1: an answer asks the port alone',
      'bridge.vlans.of[out]! & port.vlans.of[out]! & OPEN',
      'port.vlans.of[out]! & OPEN',
    ],
    ['M1: an answer is in the VLAN of the question', ': bridge.vlans.pvid;\n', ': vid;\n'],
    [
      'M2: flood off makes no difference',
      'return port.sendsTo === null || port.sendsTo.get(heard.sha)?.has(out) === true;',
      'return true;',
    ],
    ['M2: every port learns', 'back.port.learns && vlanBack', 'vlanBack'],
    ['M2: what stays moves with the asker', 'pinned?.stays !== true && ', ''],
    ['M2: what was written decides nothing', '  if (pinned) return pinned.port === port.name;\n', ''],
    ['M2: what is learned is the sender in ARP', ' && (src ?? sha) === sha', ''],
    [
      'M2: the table of the bridge does not help an answer',
      'port.sendsTo === null || port.sendsTo.get(heard.sha)?.has(out) === true',
      'port.sendsTo === null',
    ],
    ['M16: PAUSE is passed on', `  if (dst === PAUSE) return 'drop';\n`, ''],
    [
      'M16: spanning tree is always on',
      `  if (dst === FIRST_LINK_LOCAL && !bridge.stp) return 'bridge';\n`,
      '',
    ],
    ['M16: spanning tree is always off', ' && !bridge.stp', ''],
    [
      'M16: the mask of the port is not asked',
      'port.groupForward | bridge.groupForward',
      'bridge.groupForward',
    ],
    [
      'M16: the mask of the bridge is not asked',
      'port.groupForward | bridge.groupForward',
      'port.groupForward',
    ],
    [
      'M16: any mask is one of all groups',
      'const bit = 1 << (dst - FIRST_LINK_LOCAL);',
      'const bit = 0xffff;',
    ],
    ['M16: link-local groups have no end', 'FIRST_LINK_LOCAL + 15', 'FIRST_LINK_LOCAL + 16'],
  ],
  doubts: [
    ['M20: a rule for a VRF is certain', 'if (iif !== name && oif !== name) return [];', 'return [];'],
    ['M20: a rule for any link is in doubt', 'if (iif !== name && oif !== name) return [];', ''],
    ['M20: a rule for what leaves by a VRF is certain', 'iif !== name && oif !== name', 'iif !== name'],
    [
      'M20: old kernels are in doubt, too',
      '  if (isBefore(kernel.version, VRF_RULES_VARY)) return [];\n',
      '',
    ],
    ['M20: what changes nothing is in doubt', '    if (otherwise.yes === verdict.yes) return [];\n', ''],
    ['M17: a known asker may find no room', '  if (lesson.before !== null) return [];\n', ''],
    ['M17: who is heard of finds room', '  if (lesson.after === null) return [];\n', '  return [];\n'],
    ['M17: what makes no entry is in doubt', '  if (lesson.after === null) return [];\n', ''],
    ['M3: filters are in doubt about answers alone', 'verdict.yes || lesson.changed', 'verdict.yes'],
  ],
  'way-doubts': [
    ['M3: XDP is no doubt', 'xdp === true', 'false'],
    ['M3: tcx is no doubt', 'tcx === true', 'false'],
    ['M3: programs on what is below are not looked at', 'if (one) below.push(one);', ''],
    ['M3: a VLAN the frame is not in is on the way', '(retagged || vids.has(vlan.id))', 'true'],
    ['M3: a bridge puts no tags on', 'retagged || vids.has', 'vids.has'],
    ['M3: programs on what is above are not looked at', 'name === link.master || isTaken', 'isTaken'],
    [
      'M3: programs are a doubt of silence',
      `...(acts || reason === 'taken-by-upper' ? programDoubts(link) : [])`,
      '...programDoubts(link)',
    ],
    ['M8: alb is certain', `bondMode === 'balance-alb'`, 'false'],
    ['M8: broadcast is certain', `bondMode === 'broadcast' ||`, ''],
    ['M8: broadcast_neigh is certain', `|| broadcastsArp === true`, ''],
    [
      'M8: a bond that searches has found',
      'return activeMember === null\n',
      'return activeMember !== null\n',
    ],
    ['M2: a locked port without a table is certain', 'port.knownSenders === undefined', 'false'],
    ['M2: neigh_suppress answers nobody', '|| neighSuppress === true', ''],
    ['M2: proxy_arp answers nobody', 'proxyArp === true ||', ''],
    ['M2: a port of neigh_suppress is answered', '  if (port.neighSuppress === true) return false;\n', ''],
    ['M2: every neighbour is one of the bridge', 'own.has(link) &&', ''],
    ['M11: all hosts is a group to be joined', ' && heard.dst !== ALL_HOSTS', ''],
    ['M11: a list that is not there is one', 'link.senders === undefined', 'false'],
    [
      'M12: a macvtap is heard like a macvlan',
      `kind === 'macvtap' || kind === 'ipvtap'`,
      `kind === 'ipvtap'`,
    ],
  ],
  hearing: [
    [
      'hearing: a frame to another is answered',
      `  if (addressedTo(arp.dst, macs) === 'other') return 'other-host';\n`,
      '',
    ],
    [
      'hearing: a reply is answered',
      `if (arp.op !== OP_REQUEST) return`,
      'if (arp.op !== OP_REQUEST && arp.op !== OP_REPLY) return',
    ],
    [
      'hearing: an unknown operation is answered',
      `if (arp.op !== OP_REQUEST) return`,
      'if (arp.op === OP_REPLY) return',
    ],
    [
      'hearing: an unknown operation passes for a reply',
      `arp.op === OP_REPLY ? 'no-reply-to-reply' : 'unknown-operation'`,
      `'no-reply-to-reply'`,
    ],
    [
      'hearing: a multicast group may ask',
      'isMulticastIpv4(spa) || spa === LIMITED_BROADCAST',
      'spa === LIMITED_BROADCAST',
    ],
    [
      'hearing: everybody may ask',
      'isMulticastIpv4(spa) || spa === LIMITED_BROADCAST',
      'isMulticastIpv4(spa)',
    ],
    ['hearing: 127/8 may ask', `  if (isLoopbackIpv4(spa)) return 'sender-loopback';\n`, ''],
    ['hearing: who asks as one of ours is answered', `  if (own.has(spa)) return 'own-sender';\n`, ''],
    [
      'hearing: an asker without a MAC is answered',
      'sha === 0 || isMulticastMac(sha)',
      'isMulticastMac(sha)',
    ],
    [
      'hearing: an asker with the MAC of a group is answered',
      'sha === 0 || isMulticastMac(sha)',
      'sha === 0',
    ],
    [
      'hearing: every frame is plain',
      'return isPlain(arp) && vlan === null ? null',
      'return vlan === null ? null',
    ],
    [
      'hearing: untagged is every VLAN',
      'return isPlain(arp) && vlan === null ? null',
      'return isPlain(arp) ? null',
    ],
    [
      'hearing: where the packet stands does not count',
      ' && end === ETHERNET_HEADER_SIZE + ARP_IPV4_SIZE',
      '',
    ],
    ['hearing: ARP in LLC/SNAP is heard', `heard.etherType === ETHERTYPE_ARP ? null : 'not-arp'`, 'null'],
    ['hearing: a tagged frame is heard untagged', 'vlan === null ? tags.length === 0 :', 'vlan === null ||'],
    ['hearing: a second tag does not count', 'inner.length === 0 && tag?.vid', 'tag?.vid'],
    [
      'hearing: every VLAN is ours',
      'inner.length === 0 && tag?.vid === vlan && tag.tpid',
      'inner.length === 0 && tag?.tpid',
    ],
    ['hearing: a tag of 802.1ad is one of 802.1Q', ' && tag.tpid === TPID_8021Q', ''],
  ],
  'self-answer': [
    ['self-answer: a vxlan with proxy asks the wire', 'link.vxlanProxy === true', 'false'],
    [
      'self-answer: every vxlan is one with proxy',
      'link.vxlanProxy === true',
      'link.vxlanProxy !== undefined',
    ],
    ['self-answer: batman-adv asks the wire', `link.kind === 'batadv'`, 'false'],
    ['self-answer: what has ports is a bridge', `if (link.kind === 'bridge')`, 'if (ports.has(name))'],
    ['self-answer: neigh_suppress does nothing', 'port.neighSuppress === true', 'false'],
    [
      'self-answer: what a port stands on is not looked at',
      'const below = look(port.name, depth + 1);',
      'const below = null as SelfAnswer | null;',
    ],
    [
      'self-answer: what stands on another asks the wire itself',
      'return link.lower === null ? null : look(link.lower, depth + 1);',
      'return null;',
    ],
    ['self-answer: a ring is walked for ever', '!link || depth > DEEPEST', '!link'],
  ],
};

export const MUTATIONS_BESIDE: readonly Mutation[] = mutationsOf(BENT_BESIDE);
