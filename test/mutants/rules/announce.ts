import type { BentFiles } from '../rule.ts';

export const ANNOUNCE: BentFiles = {
  'verbs/announce/gaps.ts': [
    ['the second question comes at once', 'FIRST_GAP: Millis = 15;', 'FIRST_GAP: Millis = 1;'],
    ['questions get rarer without end', 'LONGEST_GAP: Millis = 1000;', 'LONGEST_GAP: Millis = 100_000;'],
  ],
  'verbs/announce/plan.ts': [
    ['who has it is asked once', 'LOOKS = 2;', 'LOOKS = 1;'],
    ['the second look comes late', 'SECOND_LOOK: Millis = 150;', 'SECOND_LOOK: Millis = 1500;'],
    ['nobody is waited for', 'LOOK_WAIT: Millis = 250;', 'LOOK_WAIT: Millis = 0;'],
    ['half of what is asked is told', 'PACKETS = 4;', 'PACKETS = 2;'],
    [
      'peers whose MAC was given are looked for',
      'via.filter(({ mac }) => mac === null).length',
      'via.length',
    ],
    ['who has it is looked for unasked', '(check ? addresses.size : 0)', 'addresses.size'],
    ['peers are looked for unasked', '(looking ? unnamed : 0)', 'unnamed'],
    ['peers are told for nothing', '(forms.length + via.length)', 'forms.length'],
    [
      'nothing is proven, and told all the same',
      'verify ? addresses.size * via.length : 0',
      'addresses.size * via.length',
    ],
    ['the last round is waited for', 'Math.max(0, count - 1) * interval', 'count * interval'],
    [
      'the last row is not asked',
      'Math.ceil(Math.max(0, patience - told) / interval) + 1',
      'Math.ceil(Math.max(0, patience - told) / interval)',
    ],
    ['patience begins with the last round', 'Math.max(0, patience - told) / interval', 'patience / interval'],
    [
      'where nothing is proven patience counts',
      'pairs === 0 || count === 0 ? seconds',
      'count === 0 ? seconds',
    ],
    ['where nobody is told patience counts', 'pairs === 0 || count === 0 ? seconds', 'pairs === 0 ? seconds'],
    [
      'rounds outlast no patience',
      'lookTime + Math.max(told, patience)',
      'lookTime + patience',
      'as long as the rounds take it takes in any case, and the larger of the two is told',
    ],
    [
      'the pace does not count',
      'Math.max((looks + announcements) / rate, (lookTime + told) / 1000)',
      '(lookTime + told) / 1000',
    ],
    [
      'gaps stay as they are',
      'gap = Math.min(LONGEST_GAP, gap * 2)) {',
      'gap = Math.min(LONGEST_GAP, gap)) {',
    ],
  ],
  'verbs/announce/refusals.ts': [
    ['0.0.0.0/8 has hosts', '[{ first: 0, last: 0x00ffffff }', '[{ first: 0, last: 0 }'],
    [
      'loopback is announced',
      '{ first: 0x7f000000, last: 0x7fffffff }',
      '{ first: 0x7f000001, last: 0x7f000001 }',
    ],
    [
      'groups are announced',
      '{ first: 0xe0000000, last: 0xefffffff }',
      '{ first: 0xe0000000, last: 0xe0ffffff }',
    ],
    [
      'class E is announced',
      '{ first: 0xf0000000, last: 0xfffffffe }',
      '{ first: 0xf0000000, last: 0xfffffffd }',
    ],
    ['the edges of a /31 are none of hosts', 'own.prefixLength >= 31', 'own.prefixLength >= 32'],
    ['a /30 has no edges', 'own.prefixLength >= 31', 'own.prefixLength >= 30'],
    ['an edge of ours is refused', 'edge !== ip && ranges', 'ranges'],
    [
      'an edge in the middle is announced',
      'first <= edge && edge <= last',
      'first === edge || edge === last',
    ],
    ['somebody is told of itself', 'if (addresses.has(ip))', 'if (false)'],
    ['a peer may be impossible', 'refuseImpossible([{ first: ip, last: ip }]);', ''],
    ['a peer may be an edge', '    refuseEdges([{ first: ip, last: ip }], facts);\n', ''],
    ['what is foreign is announced', 'if (foreign.length > 0)', 'if (false)'],
    ['force is nothing', '  if (force) return;\n', ''],
    ['what is ours is ours in every VLAN', 'if (vlan !== null)', 'if (false)'],
  ],
};
