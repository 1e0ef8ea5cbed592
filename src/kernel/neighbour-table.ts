import type { NudState } from './host.ts';

/** What can happen to an entry; NeighbourEvent has the details. */
export type EventKind = 'packet' | 'use' | 'confirm' | 'timer' | 'hint-stale' | 'hint-reachable' | 'set';

export type Guard =
  /** A packet went out through the entry before. */
  | 'warm'
  /** mcast_solicit and app_solicit are 0. */
  | 'asks-nobody'
  | 'same-mac'
  /** An announcement, an answered question, or locktime is over. */
  | 'overrides'
  /** now <= confirmed + reachable_time */
  | 'confirmed-within-reachable'
  /** now <= used + delay_first_probe_time */
  | 'used-within-delay'
  /** now <= confirmed + delay_first_probe_time */
  | 'confirmed-within-delay'
  | 'probes-used-up'
  /** ucast_solicit, app_solicit and mcast_resolicit are 0. */
  | 'probes-nothing'
  | 'validated'
  /** An administrator names the state and MAC that are there. */
  | 'names-the-same'
  /** An administrator names the state that is there, with another MAC. */
  | 'names-state'
  /** An administrator names a state without a valid MAC. */
  | 'names-invalid';

export type Act =
  | 'note-used'
  | 'note-updated'
  | 'note-confirmed'
  /** Kernels of old start locktime again. */
  | 'note-nothing-new'
  /** Long ago, so that the entry will be checked before it is trusted. */
  | 'age-confirmed'
  | 'take-mac'
  /** confirmed + reachable_time */
  | 'wait-reachable'
  | 'wait-delay'
  | 'wait-retransmit'
  /** REACHABLE: reachable_time; DELAY, PROBE: at once, PROBE from the first one; any other state: no timer. */
  | 'wait-as-named'
  /** An administrator's REACHABLE, NOARP and PERMANENT are a confirmation. */
  | 'confirm-if-connected'
  /** As `age-confirmed`, if an administrator gives another MAC, or the first one. */
  | 'age-if-other-mac'
  | 'stop-timer'
  | 'skip-unicast-probes'
  | 'reset-probes'
  | 'probe'
  | 'queue'
  | 'refuse'
  | 'transmit'
  /** Each waiting packet is sent anew, so a STALE entry becomes DELAY at once. */
  | 'send-queue'
  | 'fail-queue'
  | 'notify'
  /** Only if the entry had a valid MAC, or was being asked for. */
  | 'notify-loss';

export type Transition = {
  /** All must hold; the first row of a cell whose guards hold is taken, and the last row has none. */
  readonly when: readonly Guard[];
  /** `asked`: the state an administrator named. */
  readonly to: NudState | 'same' | 'asked';
  /** In this order, after the state changed. */
  readonly does: readonly Act[];
};

type Cells = Readonly<Record<EventKind, readonly Transition[]>>;

function row(when: readonly Guard[], to: Transition['to'], does: readonly Act[]): Transition {
  return { when, to, does };
}

const NOTHING = [row([], 'same', [])];
const CONFIRM = [row([], 'same', ['note-confirmed'])];
const STRAY_TIMER = [row([], 'same', ['stop-timer'])];

const ASK = [
  row(['asks-nobody'], 'failed', ['note-used', 'note-updated', 'stop-timer', 'refuse']),
  row([], 'incomplete', [
    'note-used',
    'note-updated',
    'queue',
    'skip-unicast-probes',
    'wait-retransmit',
    'probe',
  ]),
];

/** Any ARP completes an entry without a valid MAC. */
const COMPLETE_STALE = [
  row([], 'stale', ['take-mac', 'note-updated', 'age-confirmed', 'stop-timer', 'send-queue', 'notify']),
];
const COMPLETE_REACHABLE = [
  row([], 'reachable', [
    'take-mac',
    'note-confirmed',
    'note-updated',
    'wait-reachable',
    'send-queue',
    'notify',
  ]),
];

const OTHER_MAC = row(['overrides'], 'stale', [
  'take-mac',
  'note-updated',
  'age-confirmed',
  'stop-timer',
  'notify',
]);
const HINT_STALE = [row(['same-mac'], 'same', ['note-nothing-new']), OTHER_MAC, row([], 'same', [])];

/** A refused reply refreshes the confirmation of the MAC it contradicts. */
const REFUSED_REPLY = row([], 'same', ['note-confirmed']);
const CONFIRMED = ['note-confirmed', 'note-updated', 'wait-reachable', 'notify'] as const;
const HINT_REACHABLE = [
  row(['same-mac'], 'reachable', CONFIRMED),
  row(['overrides'], 'reachable', ['take-mac', ...CONFIRMED]),
  REFUSED_REPLY,
];

/** net/core/neighbour.c __neigh_update: a timer goes on where the state stays. */
const ADMINISTERED = [
  row(['names-the-same'], 'same', ['confirm-if-connected']),
  row(['names-invalid'], 'asked', ['stop-timer', 'notify-loss', 'fail-queue']),
  row(['names-state'], 'same', [
    'note-updated',
    'confirm-if-connected',
    'age-if-other-mac',
    'take-mac',
    'notify',
  ]),
  row([], 'asked', [
    'note-updated',
    'confirm-if-connected',
    'wait-as-named',
    'age-if-other-mac',
    'take-mac',
    'send-queue',
    'notify',
  ]),
];

const EXHAUSTED = (guard: Guard): readonly Transition[] => [
  row([guard, 'validated'], 'stale', ['note-updated', 'stop-timer', 'notify']),
  row([guard], 'failed', ['note-updated', 'stop-timer', 'fail-queue', 'notify']),
];

const FIXED: Cells = {
  packet: [row(['warm'], 'same', ['transmit']), row([], 'same', ['note-used', 'transmit'])],
  use: [row([], 'same', ['note-used'])],
  confirm: CONFIRM,
  timer: STRAY_TIMER,
  'hint-stale': NOTHING,
  'hint-reachable': NOTHING,
  set: ADMINISTERED,
};

const UNKNOWN: Cells = {
  packet: ASK,
  use: ASK,
  confirm: CONFIRM,
  timer: STRAY_TIMER,
  'hint-stale': COMPLETE_STALE,
  'hint-reachable': COMPLETE_REACHABLE,
  set: ADMINISTERED,
};

/** Every state and every event: the whole machine as the kernel plays it (net/core/neighbour.c). */
export const TRANSITIONS: Readonly<Record<NudState, Cells>> = {
  none: UNKNOWN,
  failed: UNKNOWN,
  incomplete: {
    packet: [row([], 'same', ['note-used', 'queue'])],
    use: [row([], 'same', ['note-used'])],
    confirm: CONFIRM,
    timer: [
      row(['probes-used-up'], 'failed', ['note-updated', 'stop-timer', 'fail-queue', 'notify']),
      row([], 'same', ['wait-retransmit', 'probe']),
    ],
    'hint-stale': COMPLETE_STALE,
    'hint-reachable': COMPLETE_REACHABLE,
    set: ADMINISTERED,
  },
  reachable: {
    packet: [row(['warm'], 'same', ['transmit']), row([], 'same', ['note-used', 'transmit'])],
    use: [row([], 'same', ['note-used'])],
    confirm: CONFIRM,
    timer: [
      row(['confirmed-within-reachable'], 'same', ['wait-reachable']),
      row(['used-within-delay'], 'delay', ['note-updated', 'wait-delay']),
      row([], 'stale', ['note-updated', 'stop-timer', 'notify']),
    ],
    'hint-stale': HINT_STALE,
    'hint-reachable': [
      row(['same-mac'], 'same', ['note-confirmed']),
      row(['overrides'], 'same', ['take-mac', 'note-confirmed', 'note-updated', 'notify']),
      REFUSED_REPLY,
    ],
    set: ADMINISTERED,
  },
  stale: {
    packet: [row([], 'delay', ['note-used', 'note-updated', 'wait-delay', 'transmit'])],
    use: [row([], 'delay', ['note-used', 'note-updated', 'wait-delay'])],
    confirm: CONFIRM,
    timer: STRAY_TIMER,
    'hint-stale': HINT_STALE,
    'hint-reachable': HINT_REACHABLE,
    set: ADMINISTERED,
  },
  delay: {
    packet: [row([], 'same', ['note-used', 'transmit'])],
    use: [row([], 'same', ['note-used'])],
    confirm: CONFIRM,
    timer: [
      row(['confirmed-within-delay'], 'reachable', ['note-updated', 'wait-reachable', 'notify']),
      ...EXHAUSTED('probes-nothing'),
      row([], 'probe', ['note-updated', 'reset-probes', 'wait-retransmit', 'probe', 'notify']),
    ],
    'hint-stale': HINT_STALE,
    'hint-reachable': HINT_REACHABLE,
    set: ADMINISTERED,
  },
  probe: {
    packet: [row([], 'same', ['note-used', 'transmit'])],
    use: [row([], 'same', ['note-used'])],
    confirm: CONFIRM,
    timer: [...EXHAUSTED('probes-used-up'), row([], 'same', ['wait-retransmit', 'probe'])],
    'hint-stale': HINT_STALE,
    'hint-reachable': HINT_REACHABLE,
    set: ADMINISTERED,
  },
  noarp: FIXED,
  permanent: FIXED,
};
