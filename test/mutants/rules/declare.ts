import type { BentFiles } from '../rule.ts';

export const DECLARE: BentFiles = {
  'declare/draft.ts': [
    [
      'an onlink gateway needs a route to it',
      'if (via === null || onlink) return true;',
      'if (via === null) return true;',
    ],
    [
      'a source that is not its own is possible',
      'if (source !== null && !host.addresses.some(({ local }) => local === source)) return false;\n',
      '',
    ],
    [
      'a gateway on another link is reached',
      'nexthops.some((hop) => hop.link === link && hop.via === null)',
      'nexthops.some((hop) => hop.via === null)',
    ],
    ['a gateway behind a gateway is reached', 'hop.link === link && hop.via === null)', 'hop.link === link)'],
    ['what would change nothing is a step', 'if (undo.length === 0) return;\n    const where', 'const where'],
    ['what cannot be changed from here is a step', 'if (where !== null) {', 'if (where === null && false) {'],
    [
      'a link that is down is told of for each route',
      'if (!this.warnings.some((warning) => warning.sentence === sentence)) this.warn',
      'this.warn',
    ],
    ['routes lead out of a link that is down', 'link.name === name && link.up', 'link.name === name'],
    ['the same route is made twice', 'if (made.has(key) || !this.isUp', 'if (!this.isUp'],
    [
      'the address that was taken away comes back with what went along',
      'one.local === change.local && one.prefixLength === change.prefixLength',
      'false',
    ],
    [
      'another prefix of the address is taken for the address',
      'one.local === change.local && one.prefixLength === change.prefixLength',
      'one.local === change.local',
      'nothing goes along with an address but addresses of its own prefix length',
    ],
  ],
  'declare/session.ts': [
    [
      'a session on lo is warned of',
      "if (path === null || path.link === 'lo') return;",
      'if (path === null) return;',
    ],
    ['another way out is not told', 'if (end.link !== path.link)', 'if (false)'],
    [
      'an own address that is answered no more is not told',
      'if (whoAnswers(before, session, path.link) && !answered)',
      'if (false)',
    ],
    ['a cut that heals at the end is not told', '  if (moment)\n', '  if (false)\n'],
    ['a neighbour with the same MAC is sent elsewhere', '|| known.mac !== change.mac;', '|| true;'],
    ['an entry that is not valid counts as known', '!known || !isValid(known.state) ||', '!known ||'],
    [
      'a neighbour on another link counts',
      'change.link !== link || change.ip !== next',
      'change.ip !== next',
    ],
    ['a link of another session of IPv6 counts', '(link === null || link === change.link)', 'true'],
    ['a link set up may cut IPv6', "(change.do === 'set-up' && !change.up)", "change.do === 'set-up'"],
    ['a new MAC is not told', "change.do === 'set-mac' && change.link === path.link", 'false'],
    [
      'a new MAC of another link is told',
      "change.do === 'set-mac' && change.link === path.link",
      "change.do === 'set-mac'",
    ],
    [
      'the own session is told last',
      'Number(b.yours) - Number(a.yours)',
      'Number(a.yours) - Number(b.yours)',
    ],
  ],
  'declare/logins.ts': [
    ['an address mapped into IPv6 is one of IPv6', "end.replace(/^::ffff:(?=\\d+\\.)/i, '')", 'end'],
    [
      'the port of the own session is not one for logins',
      'if (/^\\d+$/.test(port)) ports.add(Number(port));',
      '',
    ],
    ['any connection is a login', 'if (program !== null || ports.has(ownPort)) add', 'add'],
    ['the zone of the peer is not the link', "link ?? peer.split('%')[1] ?? null", 'link ?? null'],
    ['what is known as own is turned into a login', 'if (!four.has(key)) four.set', 'four.set'],
  ],
  'declare/preconditions.ts': [
    [
      'a route needs only its link',
      "const up: Precondition = { kind: 'up', link: change.link };",
      "const up: Precondition = { kind: 'link', link: change.link };",
    ],
    [
      'the source of a route need not be there',
      "change.source === null ? [up] : [up, { kind: 'own', local: change.source }]",
      '[up]',
    ],
    [
      'an address may be there already',
      "[linkNeeded(change.link), { kind: 'no-address', link: change.link, local: change.local }]",
      '[linkNeeded(change.link)]',
    ],
    [
      'a VLAN may be there already',
      "[linkNeeded(change.parent), { kind: 'no-link', link: change.link }]",
      '[linkNeeded(change.parent)]',
    ],
    [
      'conf/all needs a link',
      "change.link === 'all' || change.link === 'default' ? []",
      "change.link === 'default' ? []",
    ],
    [
      'a neighbour needs no link that is up',
      "return [{ kind: 'up', link: change.link }];",
      'return [linkNeeded(change.link)];',
    ],
  ],
};
