import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ContestFacts } from './contest-rule.ts';
import { BECOMES, CONTEST_RULES, EPISODE_KINDS, ruleFor } from './episodes.ts';
import { type Sure, WATCH_KINDS, type WatchEvent, type WatchKind } from './watch-event.ts';

/** A MAC that claims the address of another, and nothing is known yet. */
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
  wide: true,
  waited: 0,
};

/** The verdict, and how sure it is; `-`: none yet. */
function verdictOf(facts: Partial<ContestFacts>): string {
  const rule = CONTEST_RULES.find(({ when }) => when({ ...NOTHING, ...facts }));
  return rule === undefined ? '-' : `${rule.to} ${rule.sure}`;
}

const alive = { ownerAlive: true } as const;
const told = { beganAnnounced: true, announced: 3 } as const;
const VERDICTS: readonly (readonly [string, Partial<ContestFacts>, string])[] = [
  ['nothing is known', {}, '-'],
  ['an address of this host', { own: true, leased: true }, 'own-conflict proven'],
  ['a move that was said beforehand', { expected: true, pressed: 3, gateway: true }, 'changed proven'],
  ['adverts name it', { handover: 'handed-over', ...alive }, 'failover proven'],
  ['adverts will tell', { handover: 'wait', ownerSilent: true, waited: 60_000 }, 'wait undecided'],
  ['two masters', { handover: 'two-masters', ...alive, ...told }, 'conflict proven'],
  ['two masters, the owner not heard', { handover: 'two-masters' }, '-'],
  ['it is defended', { defended: true, ...alive, ...told }, 'conflict proven'],
  ['the owner gives way', { gaveWay: true, ...told }, 'conflict proven'],
  ['both are roles', { roles: 'both', answered: 9, ...alive }, 'quiet proven'],
  [
    'a router asks from its own card',
    { roles: 'owner', rivalIsRouter: true, answered: 3, ...alive },
    'quiet likely',
  ],
  ['it only asks beside a role', { roles: 'owner', used: 4, ownerUsed: 3, ...alive }, 'quiet likely'],
  [
    'it whispers to single hosts beside a role that is a gateway',
    { roles: 'owner', gateway: true, whispered: 3, rivalHasOther: true, ...alive },
    'spoof likely',
  ],
  ['it answers beside a role', { roles: 'owner', pressed: 1, gateway: true }, 'spoof likely'],
  ['each asker is answered by one', { byAsker: true, answered: 3, ...alive }, 'virtual likely'],
  [
    'each asker, but it has a life of its own',
    { byAsker: true, answered: 3, rivalHasOther: true, ...alive },
    '-',
  ],
  ['each asker, but it announced it', { byAsker: true, ...told, ...alive }, 'takeover proven'],
  [
    'a role beside the card of its router',
    { roles: 'rival', ownerIsRouter: true, pressed: 3, gateway: true },
    'quiet likely',
  ],
  ['a role beside another card', { roles: 'rival', pressed: 2, gateway: true }, 'spoof likely'],
  ['an unasked answer about a gateway by one that announced it', { gateway: true, pressed: 1, ...told }, '-'],
  ['an unasked answer about a gateway by one that uses it', { gateway: true, pressed: 1, used: 1 }, '-'],
  ['an unasked answer about a gateway by one that answers', { gateway: true, pressed: 1, answered: 1 }, '-'],
  [
    'unasked answers among as many that were asked',
    { pressed: 2, answered: 2, rivalHasOther: true, ...alive },
    '-',
  ],
  [
    'unasked answers about a gateway, and the owner is heard',
    { gateway: true, pressed: 2, ...alive },
    'spoof proven',
  ],
  ['a lease', { leased: true }, 'renumber proven'],
  ['a lease, but the owner lives', { leased: true, ...alive }, '-'],
  ['an unasked answer about a gateway', { gateway: true, pressed: 1 }, 'spoof likely'],
  ['an unasked answer about a gateway that is gone', { gateway: true, pressed: 1, ownerSilent: true }, '-'],
  ['one unasked answer about a host', { pressed: 1, rivalHasOther: true, ...alive }, '-'],
  ['two unasked answers about a host', { pressed: 2, rivalHasOther: true }, 'spoof likely'],
  [
    'two unasked answers, and the owner is heard',
    { pressed: 2, rivalHasOther: true, ...alive },
    'spoof proven',
  ],
  [
    'two unasked answers to one that the owner answers',
    { pressed: 2, crossed: true, ...alive },
    'spoof proven',
  ],
  ['two unasked answers from a card without anything apart', { pressed: 2, ...alive }, '-'],
  ['it asks its owner for it', { askedForIt: 'since', answered: 1, ...alive }, 'spoof proven'],
  ['it asks for it, and uses it', { askedForIt: 'since', used: 1, answered: 1, ...alive }, '-'],
  [
    'a client of the gateway answers for it',
    { gateway: true, askedForIt: 'before', answered: 1, together: 1 },
    'spoof likely',
  ],
  ['a client of another host answers for it', { askedForIt: 'before', answered: 1, together: 1 }, '-'],
  [
    'ten announcements in ten seconds',
    { ...told, announced: 10, announcing: 10_000, ...alive },
    'takeover proven',
  ],
  ['announcements without end', { ...told, announced: 11, ...alive }, 'spoof likely'],
  ['announcements for longer', { ...told, announcing: 10_001, ...alive }, 'spoof likely'],
  [
    'announcements without end, and it uses it',
    { ...told, announced: 11, used: 1, ...alive },
    'takeover proven',
  ],
  ['announcements without end by whom nobody contradicts', { ...told, announced: 11 }, '-'],
  [
    'whispers about a gateway',
    { gateway: true, whispered: 3, rivalHasOther: true, ...alive },
    'spoof likely',
  ],
  ['whispers about a host', { whispered: 3, rivalHasOther: true, ...alive }, '-'],
  [
    'whispers about a host that it asked for itself',
    { whispered: 3, rivalHasOther: true, askedForIt: 'before', ...alive },
    'spoof likely',
  ],
  ['two whispers', { gateway: true, whispered: 2, rivalHasOther: true, ...alive }, '-'],
  ['both answer alike for others', { together: 1, alike: 1, ...alive, used: 1, ownerUsed: 1 }, 'flux likely'],
  ['both answer for nothing else', { together: 1, ...alive }, '-'],
  ['announced beside a living owner', { ...told, ...alive }, 'takeover proven'],
  ['both use it', { used: 1, ownerUsed: 1, ...alive }, 'conflict proven'],
  ['one uses it', { used: 1, together: 1, ...alive }, '-'],
  ['two lives', { ownLives: true, together: 1, waited: 10_000, ...alive }, 'conflict likely'],
  ['two lives, too soon', { ownLives: true, together: 1, waited: 9999, ...alive }, '-'],
  ['it uses it, and the owner lives', { used: 1, waited: 10_000, ...alive }, 'conflict likely'],
  ['they answer beside each other', { together: 1, waited: 10_000, ...alive }, 'conflict undecided'],
  ['of one vendor', { together: 1, waited: 29_999, sameVendor: true, ...alive }, 'changed undecided'],
  [
    'of one vendor, for long',
    { together: 1, waited: 30_000, sameVendor: true, ...alive },
    'conflict undecided',
  ],
  ['heard by one host alone', { together: 1, waited: 10_000, wide: false, ...alive }, 'changed undecided'],
  [
    'announced after silence, by a machine with another address',
    { ...told, ownerSilent: true, known: true, waited: 1000 },
    'failover likely',
  ],
  [
    'announced after silence, the owner had another',
    { ...told, ownerSilent: true, ownerHasOther: true, waited: 1000 },
    'failover likely',
  ],
  ['announced after silence, in its place', { ...told, ownerSilent: true, waited: 1000 }, 'changed likely'],
  ['after silence, not announced', { ownerSilent: true, known: true, waited: 1000 }, 'changed likely'],
  ['after silence, too soon', { ownerSilent: true, known: true, waited: 999, ...told }, '-'],
  ['nothing for ten seconds', { waited: 10_000 }, 'changed undecided'],
  ['nothing for less', { waited: 9999 }, '-'],
];

for (const [name, facts, verdict] of VERDICTS)
  test(`a MAC claims the address of another: ${name}`, () => assert.equal(verdictOf(facts), verdict));

const EVENT: WatchEvent = {
  kind: 'spoof',
  state: 'open',
  id: 'spoof-1',
  at: 0,
  since: 0,
  lasted: 0,
  ip: 0x0a000001,
  ips: [0x0a000002],
  mac: 0x001b21000066,
  macs: [0x001b21000001, 0x001b21000066],
  network: { interface: '', vlan: 20, innerVlan: null },
  severity: 'info',
  sure: 'proven',
  why: [{ code: 'dropped', text: 'the ring was full' }],
  decides: null,
  gateway: true,
  frames: 7,
  became: null,
};

const SENTENCES: Readonly<Record<WatchKind, string>> = {
  'new-station': '10.0.0.1 in VLAN 20 is new, at 00:1b:21:00:00:66',
  virtual: '10.0.0.1 in VLAN 20 is shared by role, at 00:1b:21:00:00:66',
  migration: '00:1b:21:00:00:66 moved to another port, with 10.0.0.2',
  renumber: '00:1b:21:00:00:66 went from 10.0.0.2 to 10.0.0.1 in VLAN 20',
  failover: '10.0.0.1 in VLAN 20 failed over to 00:1b:21:00:00:66, from 00:1b:21:00:00:01',
  changed: '10.0.0.1 in VLAN 20 went to 00:1b:21:00:00:66, from 00:1b:21:00:00:01',
  proxy: '00:1b:21:00:00:66 answers for addresses that never speak: 10.0.0.2',
  bogon: '10.0.0.1 in VLAN 20 is no address of this network, said by 00:1b:21:00:00:66',
  mismatch: '00:1b:21:00:00:66 sends frames that speak for 10.0.0.1 in VLAN 20',
  scan: '10.0.0.1 in VLAN 20 at 00:1b:21:00:00:66 asks for many addresses that nobody has',
  unanswered: '10.0.0.1 in VLAN 20 is asked for again and again, and does not answer',
  stale: '10.0.0.2 still asks 00:1b:21:00:00:01 for 10.0.0.1 in VLAN 20, which moved',
  storm: 'the same frame over and over, by 00:1b:21:00:00:66 for 10.0.0.1: 7 so far',
  flux: '10.0.0.1 in VLAN 20 is answered for by several cards of one host: 00:1b:21:00:00:01, 00:1b:21:00:00:66',
  conflict:
    'two machines use 10.0.0.1 in VLAN 20, a gateway or virtual address, 00:1b:21:00:00:01, 00:1b:21:00:00:66',
  takeover:
    '00:1b:21:00:00:66 announced 10.0.0.1 in VLAN 20, a gateway or virtual address, while 00:1b:21:00:00:01 has it',
  spoof:
    '00:1b:21:00:00:66 lies about 10.0.0.1 in VLAN 20, a gateway or virtual address, which 00:1b:21:00:00:01 has',
  'own-conflict': '00:1b:21:00:00:66 claims 10.0.0.1 in VLAN 20, an address of this host',
  'sensor-blind': 'not everything was heard: the ring was full',
};

const SEVERITIES: Readonly<Record<WatchKind, string>> = {
  'new-station': 'info info info',
  virtual: 'info info info',
  migration: 'info info info',
  renumber: 'info info info',
  failover: 'info warning warning',
  changed: 'info warning warning',
  proxy: 'info info info',
  bogon: 'warning warning warning',
  mismatch: 'warning warning warning',
  scan: 'warning info info',
  unanswered: 'info warning warning',
  stale: 'warning warning warning',
  storm: 'warning warning critical',
  flux: 'warning warning warning',
  conflict: 'warning critical critical',
  takeover: 'warning critical critical',
  spoof: 'warning critical critical',
  'own-conflict': 'critical critical critical',
  'sensor-blind': 'warning warning warning',
};

for (const kind of WATCH_KINDS)
  test(`${kind} has a sentence, and a severity by its rule`, () => {
    const { sentence, severity, kind: its } = EPISODE_KINDS[kind];
    assert.equal(its, kind);
    assert.equal(sentence({ ...EVENT, kind }), SENTENCES[kind]);
    const of = (gateway: boolean, frames: number): string =>
      severity({ gateway, frames, sure: 'likely', reasons: [] });
    assert.equal([of(false, 1), of(true, 1), of(true, 10_000)].join(' '), SEVERITIES[kind]);
  });

test('evidence makes some milder, and one graver', () => {
  const of = (kind: WatchKind, code: string, gateway: boolean): string =>
    EPISODE_KINDS[kind].severity({ gateway, frames: 1, sure: 'proven', reasons: [{ code, text: '' }] });
  assert.equal(of('failover', 'advert-master', true), 'info');
  assert.equal(of('conflict', 'two-masters', true), 'warning');
  assert.equal(of('mismatch', 'virtual-nlb', false), 'info');
  assert.equal(of('changed', 'baseline-differs', false), 'warning');
});

test('a verdict becomes one that accuses more, and never goes back', () => {
  const accuses: readonly WatchKind[] = ['conflict', 'takeover', 'spoof', 'flux'];
  for (const [kind, others] of Object.entries(BECOMES)) {
    assert.ok(!others.includes(kind as WatchKind), kind);
    if (kind !== 'changed')
      assert.ok(
        others.every((other) => accuses.includes(other)),
        kind,
      );
    assert.ok(
      others.every((other) => other === 'conflict' || BECOMES[other]?.includes(kind as WatchKind) !== true),
    );
  }
});

function ruled(facts: Partial<ContestFacts>, current: WatchKind | null = null, sure?: Sure): string {
  const rule = ruleFor({ ...NOTHING, ...facts }, current, sure);
  return rule === undefined ? '-' : `${rule.to} ${rule.sure}`;
}

test('what is told already may become graver or surer, and nothing else', () => {
  const quarrel: Partial<ContestFacts> = { used: 1, ownerUsed: 1 };
  assert.equal(ruled({ expected: true }), 'changed proven');
  assert.equal(ruled({ leased: true }), 'renumber proven');
  assert.equal(ruled({ waited: 10_000 }), 'changed undecided');
  assert.equal(ruled({ waited: 10_000 }, 'changed'), 'changed undecided');
  assert.equal(ruled({ leased: true }, 'changed'), 'renumber proven');
  for (const told of ['failover', 'takeover', 'bogon', 'flux'] as const)
    assert.equal(ruled({ leased: true }, told), '-');
  assert.equal(ruled({ waited: 10_000 }, 'conflict'), '-');
  for (const told of ['changed', 'failover', 'renumber', 'takeover', 'conflict'] as const)
    assert.match(ruled(quarrel, told), /^conflict /);
  for (const told of ['flux', 'bogon', 'spoof'] as const) assert.equal(ruled(quarrel, told), '-');
  const lie: Partial<ContestFacts> = { gateway: true, pressed: 2, ownerAlive: true };
  for (const told of ['changed', 'failover', 'renumber', 'takeover', 'conflict'] as const)
    assert.equal(ruled(lie, told), 'spoof proven');
  for (const told of ['flux', 'virtual', 'bogon'] as const) assert.equal(ruled(lie, told), '-');
});

test('what single MACs answer makes two cards of two hosts, and two hosts of two cards, unless that was surer', () => {
  const both: Partial<ContestFacts> = { ownerAlone: 'answered', rivalAlone: 'answered' };
  const [differ, differOnce, alike, alikeAll] = [
    { ...both, aloneApart: 2 },
    { ...both, aloneApart: 1 },
    { ...both, aloneShared: 1 },
    { ...both, aloneShared: 1, aloneWhole: true },
  ];
  assert.equal(ruled(differ, 'flux', 'likely'), 'conflict proven');
  assert.equal(ruled(differ, 'flux', 'proven'), 'conflict proven');
  assert.equal(ruled(differOnce, 'flux', 'likely'), 'conflict likely');
  assert.equal(ruled(differOnce, 'flux'), 'conflict likely');
  assert.equal(ruled(differOnce, 'flux', 'proven'), '-');
  assert.equal(ruled(alikeAll, 'conflict', 'likely'), 'flux proven');
  assert.equal(ruled(alike, 'conflict', 'undecided'), 'flux likely');
  assert.doesNotMatch(ruled(alike, 'conflict', 'proven'), /^flux/);
  // It corrects nothing else.
  for (const told of ['takeover', 'renumber', 'spoof'] as const)
    assert.doesNotMatch(ruled(alikeAll, told), /^flux/);
  assert.equal(ruled(differ, 'spoof'), '-');
});
