import type { BentFiles } from '../rule.ts';

export const DOCTOR: BentFiles = {
  'doctor/checks/one-way-out.ts': [
    [
      'said again where arp_filter is already said to be useless',
      '[...arpFilterUseless(scene), ...ownUnanswered(scene)]',
      '[...ownUnanswered(scene)]',
    ],
    [
      'said again where own addresses are said to be unanswered',
      '[...arpFilterUseless(scene), ...ownUnanswered(scene)]',
      '[...arpFilterUseless(scene)]',
    ],
    ['said although the flux is said', 'if (fluxingIn(scene, segment).length > 0 || deafIn', 'if (deafIn'],
    [
      'said although links are said to be deaf',
      '> 0 || deafIn(scene, segment).length > 0) return [];',
      '> 0) return [];',
    ],
  ],
  'doctor/checks/flux.ts': [
    ['an address that each link holds is flux', '&& answering.some((link) => !holders.includes(link))', ''],
    [
      'one link that answers for an address of another is flux',
      'answering.length > 1 && answering.some',
      'answering.length > 0 && answering.some',
    ],
  ],
  'doctor/checks/address-twice.ts': [
    ['the first link does not keep it', 'holders.slice(1)', 'holders'],
    [
      'held twice and answered once is told',
      'holders.length > 1 && answering.length > 1',
      'holders.length > 1',
    ],
  ],
  'doctor/checks/same-mac.ts': [
    ['links that stand on one NIC are told', 'const all = [...roots.values()];', 'const all = sharing;'],
    ['the new MAC may be that of another link', 'used.has(mac) || mac === 0', 'mac === 0'],
    [
      'cables to containers are told',
      ': all.filter(({ name }) => scene.facts.get(name)?.kind === null)',
      ': all',
    ],
    [
      'the new MAC is not locally administered',
      'let mac = first * 2 ** 40 + LOCAL_BIT + lower;',
      'let mac = first * 2 ** 40 + lower;',
    ],
  ],
  'doctor/checks/vrrp-leftovers.ts': [
    ['told where a virtual MAC stands on the link', 'return stands || shared ||', 'return shared ||'],
    ['told where another link shares the segment', 'return stands || shared ||', 'return stands ||'],
    ['told where conf/default says the same', '&&\n        own !== (conf.default[setting] ?? 0)', ''],
    ['told where conf/all sets it', '(conf.all[setting] ?? 0) === 0 &&', ''],
    ['told where it hides a service address', '|| hiding.has(link.name) ||', '||'],
  ],
  'doctor/checks/table-limits.ts': [
    [
      'entries that do not count are counted',
      "state === 'permanent' || flags.includes('extern_learn')",
      'false',
    ],
    ['gc_thresh2 becomes gc_thresh3', 'value: Math.floor(limit / 2)', 'value: limit'],
    [
      'less than three quarters stays free',
      'while (limit < entries * 4) limit *= 2;',
      'while (limit < entries * 2) limit *= 2;',
    ],
    ['a count that went back is a rise', '|| fulls <= before.fulls) return null;', ') return null;'],
  ],
  'doctor/checks/published-never.ts': [
    ['an entry that could answer another asker is told', '||\n    OF_THE_ASKER_FROM_AFAR.has(reason)', ''],
    [
      'it is taken away where forwarding alone is missing',
      "verdict.reason === 'not-forwarding' && leadsElsewhere ? [forwarding]",
      'false ? [forwarding]',
    ],
  ],
  'doctor/silence.ts': [
    [
      'somebody is silenced when others answer on',
      'before.length > 0 && after.length === 0',
      'before.length > 0 && after.length < before.length',
    ],
    ['a loopback address is asked for', '!isLoopbackIpv4(ip) && !told.has(ip)', '!told.has(ip)'],
    ['published addresses are not asked for', "if (fresh(ip)) yield { ip, kind: 'published' };", ''],
    [
      'proxied addresses are not asked for',
      "for (const ip of proxied(scene)) if (fresh(ip)) yield { ip, kind: 'proxied' };",
      '',
    ],
    [
      'only the first asker of a subnet is tried',
      'return far > near ? [near, far] : [near];',
      'return [near];',
    ],
    [
      'what is answered on a wire of another network never counts',
      '&&\n    !homes.some(({ prefix }) => isMetOn(was, wire.links, prefix))',
      '',
    ],
    [
      'a link without carrier answers',
      'link.up && link.carrier && link.arp',
      'link.up && link.arp',
      'the kernel that is asked then says no for such a link: this only spares the question',
    ],
    [
      'a machine that is routed to on the wire itself is missed',
      "  if (kind === 'proxied' && livesOn(is, wire, ip)) return [];\n",
      '',
    ],
  ],
  'doctor/consent.ts': [
    ['consent for one link is consent for all', '(one.on === null || wire.includes(one.on))', 'true'],
    ['an empty link is any', "|| on === '' ?", '?'],
  ],
  'doctor/concerns.ts': [
    ['conf/all concerns nobody else', "change.link === 'all' || change.setting", 'change.setting'],
    [
      'medium_id concerns its own link alone',
      "|| change.setting === 'medium_id') return ANYBODY;",
      ') return ANYBODY;',
    ],
  ],
  'doctor/reach.ts': [
    [
      'limits of the machine can be set from a namespace',
      "return host.initial === false ? MACHINE : null;\n    case 'set-neigh'",
      "return null;\n    case 'set-neigh'",
    ],
    [
      'timers of a link need the machine itself',
      "host.initial === false && change.link === 'default' ? MACHINE",
      'host.initial === false ? MACHINE',
    ],
    [
      'a read-only /proc/sys takes settings',
      'return host.readOnly === true ? OUTSIDE : null;',
      'return null;',
    ],
  ],
  'doctor/second-look.ts': [
    [
      'a table that was full once is believed to fill',
      'return fulls !== null && fulls > 0;',
      'return false;',
    ],
  ],
  'doctor/own-way.ts': [
    [
      'a host route by a link of the segment counts as aside',
      'nexthops.every(({ link }) => !links.includes(link))',
      'nexthops.length > 0',
    ],
    ['the subnet goes with the link', "via: null, scope: 'host' }", "via: null, scope: 'link' }"],
    ['the gateway is not onlink', 'source: null, onlink: true }', 'source: null }'],
  ],
  'doctor/fold.ts': [
    ['two in a row are a range', 'if (to - from < 2)', 'if (to - from < 1)'],
    [
      'findings of two hosts are one',
      '[kind, severity, host, links, templateOf(found)]',
      '[kind, severity, links, templateOf(found)]',
    ],
    [
      'what cannot be done from here is dropped',
      'beyond: distinct(group.flatMap(({ beyond }) => beyond)),',
      'beyond: [],',
    ],
  ],
  'doctor/hosts.ts': [
    [
      'a guess about one host is said beside what all show',
      "found.kind !== 'vip-answered' || !found.addresses",
      'true || !found.addresses',
    ],
    [
      'a host that stands by is told to be silent',
      "found.kind !== 'link-silent' || !areElsewhere",
      'true || !areElsewhere',
    ],
    [
      'a service address that two hosts answer for is a duplicate',
      "service ? 'vip-contested' : 'duplicate-address'",
      "'duplicate-address'",
    ],
    [
      'of two that hide it the first is mended',
      'hiding.length !== 1 || hosts.length !== 2',
      'hosts.length !== 2',
    ],
  ],
  'doctor/vips.ts': [
    ['an address on lo that a NIC has too is hidden', '|| onNics.has(ip) ||', '||'],
    ['a NIC that is down hides', '(link.loopback || !link.arp)', 'true'],
  ],
  'doctor/wires.ts': [
    ['a default route makes no way out', "destination.endsWith('/0') &&", 'false &&'],
    [
      'a route by a gateway brings askers',
      'hop.link === link.name && hop.via === null',
      'hop.link === link.name',
    ],
  ],
};
