import type { BentFiles } from '../rule.ts';

export const CLAIM: BentFiles = {
  'verbs/claim/judge.ts': [
    [
      'two strangers that speak as the address are one',
      'if (clash || strangers || (own',
      'if (clash || (own',
    ],
    [
      'two owners of which one was not heard beside the other are one',
      'owners.length > 1 && owners.some(',
      'owners.length > 2 && owners.some(',
    ],
    ['two that probe for it are one', "if (rivals > 1) return 'conflict';", ''],
    ['one that probes for it is none', "if (rivals === 1) return 'contested';", ''],
    [
      'a proxy in front of an address of ours is a conflict',
      '(own && owners.length > 0)',
      '(own && users.length > 0)',
    ],
    ['a proxy has it', "if (users.length > 0) return 'proxied';", "if (users.length > 0) return 'used';"],
    ['hosts that conflict are none', 'verdict !== null && isConflict(verdict)', 'false'],
    [
      'cut short, an address of ours is used',
      "if (own) return 'own';\n  return said === 'claim-contested'",
      "return said === 'claim-contested'",
    ],
    [
      'cut short, who speaks as it only wants it',
      "said === 'claim-contested' && by.every(({ sign }) => sign === 'probes')",
      "said === 'claim-contested'",
    ],
    ['that there are more is not said', 'candidate.crowded ? [...grounds, CROWDED] : grounds', 'grounds'],
    [
      'who was examined is named twice',
      '.filter(([mac]) => !known.has(mac === OTHER_PROGRAM ? null : mac))',
      '',
    ],
  ],
  'verbs/claim/plan.ts': [
    [
      'the first probe is asked as ourselves, too',
      '(asks ? timing.probes - 1 : 0)',
      '(asks ? timing.probes : 0)',
    ],
    ['in a VLAN it is asked as ourselves', ' && vlan === null;', ';'],
    [
      'without an address it is asked as ourselves',
      'interfaces.some(({ facts }) => facts.addresses.length > 0)',
      'true',
    ],
    ['announcements are not planned', '(claims ? timing.announcements : 0)', '0'],
    ['who only checks announces', '(claims ? timing.announcements : 0)', 'timing.announcements'],
    ['nobody is looked for', 'LOOK = 2;', 'LOOK = 0;'],
    ['the first claim waits for the rate', 'Math.max(0, most - 1)', 'most'],
    ['the last probe is waited for twice', '(probes - 1) * probeMax', 'probes * probeMax'],
    ['waits begin with the first probe', 'probeWait + (probes', '(probes'],
  ],
  'verbs/claim/places.ts': [
    ['with a tag subnets are known', 'tagged === true ? [] : edgesOf(meant)', 'edgesOf(meant)'],
    [
      'of a named interface the others matter',
      'named.length > 0 ? named.map((name) => interfaceNamed(all, name)) : all;',
      'all;',
    ],
    ['an edge by itself is asked for', 'if (first === last) refuse(first, edges);', ''],
    [
      'a range that begins with an edge is refused',
      'if (first === last) refuse(first, edges);',
      'refuse(first, edges);',
    ],
    ['edges are asked for', 'excluded: [...excluded, ...hostless]', 'excluded'],
    ['what was left out is asked for', 'excluded: [...excluded, ...hostless]', 'excluded: hostless'],
    ['a /31 has edges', 'prefix.length < 31', 'prefix.length < 32'],
    ['a /30 has none', 'prefix.length < 31', 'prefix.length < 30'],
    ['broadcast addresses are hosts', 'edge(lastOf(prefix),', 'edge(firstOf(prefix),'],
    [
      'our own is asked for out of another interface',
      'shares.flatMap((share) => withoutOthers(share, shares))',
      'shares',
    ],
    [
      'who names interfaces does not mean it',
      'named.length > 0 ? shares : shares',
      'false ? shares : shares',
    ],
    ['what two of ours have is asked for by neither', 'targets.has(ip) && !mine.has(ip)', 'targets.has(ip)'],
    ['the widest subnet is the nearest', 'rank(b) - rank(a)', 'rank(a) - rank(b)'],
    [
      'the way of this host does not matter',
      'facts.name === direct ? 33 : nearness(facts, ip)',
      'nearness(facts, ip)',
    ],
    ['several addresses are one', 'targets.size !== 1', 'targets.size === 0'],
    ['where else it could be is not told', 'others.length === 0\n', 'true\n'],
  ],
};
