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
};
