import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ContestFacts, ContestRule } from '../contest-rule.ts';
import { EPISODE_KINDS } from '../episodes.ts';
import { EXPECTED_RULES, REPLACED_RULES } from './changed.ts';
import { ASKED_APART_RULES, CONFLICT_RULES, SPLIT_RULES } from './conflict.ts';
import { FAILOVER_RULES, HANDOVER_RULES } from './failover.ts';
import { ASKED_ALIKE_RULES, FLUX_RULES } from './flux.ts';
import { OWN_RULES } from './own-conflict.ts';
import { RENUMBER_RULES } from './renumber.ts';
import { SPOOF_RULES } from './spoof.ts';
import { TAKEOVER_RULES } from './takeover.ts';
import { VIRTUAL_RULES } from './virtual.ts';

/** A MAC has claimed the address of another, and nothing else is known. */
const NOTHING: ContestFacts = {
  own: false,
  gateway: false,
  expected: false,
  leased: false,
  handover: 'unknown',
  roles: 'neither',
  rivalIsRouter: false,
  ownerIsRouter: false,
  ownerAlive: false,
  ownerSilent: false,
  ownerUsed: 0,
  ownerAnswered: 0,
  defended: false,
  gaveWay: false,
  together: 0,
  alike: 0,
  rivalHasOther: false,
  ownerHasOther: false,
  ownLives: false,
  answered: 0,
  pressed: 0,
  announced: 0,
  announcing: 0,
  beganAnnounced: false,
  whispered: 0,
  used: 0,
  askedForIt: 'never',
  known: false,
  crossed: false,
  givesAway: false,
  byAsker: false,
  sameVendor: false,
  ownerAlone: 'unasked',
  rivalAlone: 'unasked',
  aloneShared: 0,
  aloneApart: 0,
  aloneWhole: false,
  wide: false,
  waited: 0,
};

type Facts = Partial<ContestFacts>;
/** A rule, the facts it takes at the least, what may stand in place of some of them, and what is too much or too little. */
type Row = readonly [
  name: string,
  rule: ContestRule | undefined,
  least: Facts,
  also: readonly Facts[],
  not: readonly Facts[],
];

const ROWS: readonly Row[] = [
  ['our own address', OWN_RULES[0], { own: true }, [], [{ own: false }]],
  ['an announced move', EXPECTED_RULES[0], { expected: true }, [], [{ expected: false }]],
  [
    'the owner is silent for a second',
    REPLACED_RULES[1],
    { ownerSilent: true, waited: 1000 },
    [],
    [{ ownerSilent: false }, { ownerAlive: true }, { waited: 999 }],
  ],
  ['nothing shows for ten seconds', REPLACED_RULES[2], { waited: 10_000 }, [], [{ waited: 9999 }]],
  [
    'two masters, and the owner is alive',
    SPLIT_RULES[0],
    { handover: 'two-masters', ownerAlive: true },
    [],
    [{ handover: 'unknown' }, { ownerAlive: false }],
  ],
  [
    'one defends it, or gives way',
    SPLIT_RULES[1],
    { defended: true },
    [{ defended: false, gaveWay: true }],
    [{ defended: false }],
  ],
  [
    'both ask as the address',
    CONFLICT_RULES[0],
    { used: 1, ownerUsed: 1 },
    [],
    [{ used: 0 }, { ownerUsed: 0 }, { pressed: 1 }],
  ],
  [
    'both answer, and each has a life of its own',
    CONFLICT_RULES[1],
    { ownLives: true, together: 1, waited: 10_000 },
    [],
    [{ ownLives: false }, { together: 0 }, { waited: 9999 }],
  ],
  [
    'one uses it while the owner lives',
    CONFLICT_RULES[2],
    { ownerAlive: true, used: 1, waited: 10_000 },
    [],
    [{ ownerAlive: false }, { used: 0 }, { together: 1 }, { waited: 9999 }],
  ],
  [
    'both answer where all is heard, longer where the cards are of one maker',
    CONFLICT_RULES[3],
    { together: 1, ownerAlive: true, wide: true, waited: 10_000 },
    [{ sameVendor: true, waited: 30_000 }],
    [
      { together: 0 },
      { ownerAlive: false },
      { wide: false },
      { waited: 9999 },
      { sameVendor: true, waited: 29_999 },
    ],
  ],
  ['handed over by adverts', HANDOVER_RULES[0], { handover: 'handed-over' }, [], [{ handover: 'wait' }]],
  ['adverts are waited for', HANDOVER_RULES[1], { handover: 'wait' }, [], [{ handover: 'unknown' }]],
  [
    'a standby announces the address of a silent owner',
    FAILOVER_RULES[0],
    { announced: 1, ownerSilent: true, known: true, waited: 1000 },
    [
      { known: false, ownerHasOther: true },
      { known: false, rivalHasOther: true },
    ],
    [{ announced: 0 }, { ownerSilent: false }, { known: false }, { ownerAlive: true }, { waited: 999 }],
  ],
  [
    'two cards answer alike',
    FLUX_RULES[0],
    { together: 1, alike: 1 },
    [],
    [{ together: 0 }, { alike: 0 }, { pressed: 1 }, { defended: true }, { gaveWay: true }],
  ],
  [
    'a lease, and the owner is gone',
    RENUMBER_RULES[0],
    { leased: true },
    [],
    [{ leased: false }, { ownerAlive: true }],
  ],
  [
    'a living owner, and answers that nobody asked for, by one with a place elsewhere',
    SPOOF_RULES[1],
    { pressed: 2, ownerAlive: true, rivalHasOther: true },
    [
      { rivalHasOther: false, crossed: true },
      { rivalHasOther: false, gateway: true },
      { used: 1, pressed: 5 },
    ],
    [
      { pressed: 1 },
      { ownerAlive: false },
      { rivalHasOther: false },
      { used: 1, pressed: 4 },
      { answered: 2 },
    ],
  ],
  [
    'it claims what it asked for since, and never uses it',
    SPOOF_RULES[2],
    { askedForIt: 'since', ownerAlive: true, answered: 1 },
    [
      { answered: 0, pressed: 1 },
      { answered: 0, announced: 1 },
    ],
    [{ askedForIt: 'before' }, { ownerAlive: false }, { used: 1 }, { answered: 0 }],
  ],
  [
    'it sends to the owner what is for the address that it claims',
    SPOOF_RULES[3],
    { pressed: 2, givesAway: true },
    [{ ownerSilent: true }],
    [{ givesAway: false }, { pressed: 1 }, { answered: 2 }, { used: 1, pressed: 5 }],
  ],
  [
    'its first word of a gateway is an answer nobody asked for',
    SPOOF_RULES[4],
    { gateway: true, pressed: 1 },
    [],
    [
      { gateway: false },
      { pressed: 0 },
      { answered: 1 },
      { announced: 1 },
      { used: 1 },
      { ownerSilent: true },
    ],
  ],
  [
    'answers that nobody asked for, and the owner was not asked in vain',
    SPOOF_RULES[5],
    { pressed: 2, rivalHasOther: true },
    [
      { rivalHasOther: false, crossed: true },
      { rivalHasOther: false, gateway: true },
    ],
    [{ pressed: 1 }, { rivalHasOther: false }, { ownerSilent: true }],
  ],
  [
    'it answers for the gateway that it asks for',
    SPOOF_RULES[6],
    { gateway: true, askedForIt: 'before', answered: 1, ownerAlive: true },
    [{ ownerAlive: false, together: 1 }, { askedForIt: 'since' }],
    [{ gateway: false }, { askedForIt: 'never' }, { answered: 0 }, { used: 1 }, { ownerAlive: false }],
  ],
  [
    'announcements without end beside a living owner',
    SPOOF_RULES[7],
    { announced: 11, ownerAlive: true },
    [{ announced: 2, announcing: 10_001 }],
    [
      { announced: 10 },
      { announced: 2, announcing: 10_000 },
      { ownerAlive: false },
      { answered: 1 },
      { used: 1 },
    ],
  ],
  [
    'it whispers as the address and has another',
    SPOOF_RULES[8],
    { gateway: true, whispered: 3, rivalHasOther: true, ownerAlive: true },
    [
      { gateway: false, askedForIt: 'before' },
      { gateway: false, askedForIt: 'since' },
    ],
    [
      { gateway: false },
      { whispered: 2 },
      { rivalHasOther: false },
      { ownerAlive: false },
      { answered: 1 },
      { used: 1 },
    ],
  ],
  [
    'it began with an announcement while the owner lives',
    TAKEOVER_RULES[0],
    { beganAnnounced: true, ownerAlive: true },
    [],
    [{ beganAnnounced: false }, { ownerAlive: false }],
  ],
  [
    'both are MACs of roles',
    VIRTUAL_RULES[0],
    { roles: 'both' },
    [],
    [{ roles: 'owner' }, { roles: 'rival' }],
  ],
  [
    'a router beside its role',
    VIRTUAL_RULES[1],
    { roles: 'owner', rivalIsRouter: true },
    [{ roles: 'rival' }],
    [{ roles: 'neither' }, { rivalIsRouter: false }, { pressed: 1 }],
  ],
  [
    'the role of a router that is the owner',
    VIRTUAL_RULES[2],
    { roles: 'rival', ownerIsRouter: true },
    [],
    [{ roles: 'owner' }, { ownerIsRouter: false }],
  ],
  [
    'somebody asks as a role, and says no more',
    VIRTUAL_RULES[3],
    { roles: 'owner' },
    [{ gateway: true, whispered: 2 }, { whispered: 3 }],
    [
      { roles: 'neither' },
      { answered: 1 },
      { pressed: 1 },
      { announced: 1 },
      { gateway: true, whispered: 3 },
    ],
  ],
  [
    'each asker gets a MAC of its own',
    VIRTUAL_RULES[4],
    { byAsker: true, ownerAlive: true },
    [{ pressed: 1 }, { gateway: true }],
    [
      { byAsker: false },
      { ownerAlive: false },
      { rivalHasOther: true },
      { announced: 1 },
      { gateway: true, pressed: 1 },
    ],
  ],
];

const BOTH = { ownerAlone: 'answered', rivalAlone: 'answered' } as const;

const ASKED_ROWS: readonly Row[] = [
  [
    'asked alone, the new one answers and the old one does not',
    REPLACED_RULES[0],
    { ownerAlone: 'silent', rivalAlone: 'answered' },
    [],
    [{ ownerAlone: 'answered' }, { rivalAlone: 'silent' }],
  ],
  [
    'asked alone, both are silent for an address of the other',
    ASKED_APART_RULES[0],
    { ...BOTH, aloneApart: 2 },
    [],
    [{ aloneApart: 1 }, { ownerAlone: 'silent' }, { rivalAlone: 'silent' }],
  ],
  [
    'asked alone, one is silent for an address of the other',
    ASKED_APART_RULES[1],
    { ...BOTH, aloneApart: 1 },
    [],
    [{ aloneApart: 0 }, { aloneApart: 2 }, { ownerAlone: 'silent' }, { rivalAlone: 'silent' }],
  ],
  [
    'asked alone, both answer, and share nothing else',
    CONFLICT_RULES[4],
    { ...BOTH, waited: 10_000 },
    [{ sameVendor: true, waited: 30_000 }],
    [{ aloneShared: 1 }, { waited: 9999 }, { sameVendor: true, waited: 29_999 }, { ownerAlone: 'silent' }],
  ],
  [
    'asked alone, and all around, they answer alike',
    ASKED_ALIKE_RULES[0],
    { ...BOTH, aloneShared: 1, aloneWhole: true },
    [],
    [{ aloneWhole: false }, { aloneShared: 0 }, { aloneApart: 1 }, { pressed: 1 }],
  ],
  [
    'asked alone, they answer alike',
    ASKED_ALIKE_RULES[1],
    { ...BOTH, aloneShared: 1 },
    [],
    [
      { aloneShared: 0 },
      { aloneApart: 1 },
      { pressed: 1 },
      { ownerAlone: 'silent' },
      { rivalAlone: 'silent' },
    ],
  ],
  [
    'it claims what it does not answer for, asked alone, and presses',
    SPOOF_RULES[0],
    { rivalAlone: 'silent', ownerAlone: 'answered', pressed: 2 },
    [{ gateway: true, pressed: 1 }],
    [
      { rivalAlone: 'answered' },
      { ownerAlone: 'silent' },
      { used: 1, pressed: 9 },
      { pressed: 1 },
      { gateway: true, pressed: 0 },
    ],
  ],
];

for (const [name, rule, least, also, not] of [...ROWS, ...ASKED_ROWS])
  test(`${rule?.to ?? ''}: ${name}`, () => {
    assert.ok(rule);
    const facts = { ...NOTHING, ...least };
    for (const more of [{}, ...also])
      assert.equal(rule.when({ ...facts, ...more }), true, JSON.stringify(more));
    for (const other of not) assert.equal(rule.when({ ...facts, ...other }), false, JSON.stringify(other));
  });

test('every rule stands in the table', () => {
  const all = [
    ...OWN_RULES,
    ...EXPECTED_RULES,
    ...REPLACED_RULES,
    ...SPLIT_RULES,
    ...ASKED_APART_RULES,
    ...ASKED_ALIKE_RULES,
    ...CONFLICT_RULES,
    ...HANDOVER_RULES,
    ...FAILOVER_RULES,
    ...FLUX_RULES,
    ...RENUMBER_RULES,
    ...SPOOF_RULES,
    ...TAKEOVER_RULES,
    ...VIRTUAL_RULES,
  ];
  assert.deepEqual(new Set([...ROWS, ...ASKED_ROWS].map(([, rule]) => rule)), new Set(all));
});

test('how long an episode of each kind lasts after its last frame', () => {
  assert.deepEqual(
    Object.fromEntries(Object.entries(EPISODE_KINDS).map(([kind, { quiet }]) => [kind, quiet])),
    {
      'new-station': null,
      virtual: null,
      migration: 5000,
      renumber: null,
      failover: null,
      changed: null,
      proxy: null,
      bogon: 600_000,
      mismatch: 600_000,
      scan: 30_000,
      unanswered: 60_000,
      stale: 60_000,
      storm: 5000,
      flux: 120_000,
      conflict: 60_000,
      takeover: 60_000,
      spoof: 60_000,
      'own-conflict': 60_000,
      'sensor-blind': Number.POSITIVE_INFINITY,
    },
  );
});
