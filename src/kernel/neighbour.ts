import type { Instant } from '../base/time.ts';
import type { Mac } from '../base/mac.ts';
import type { NudState } from './host.ts';
import { type Act, type EventKind, type Guard, TRANSITIONS, type Transition } from './neighbour-table.ts';
import type { NeighTiming } from './timing.ts';

/** One entry of the neighbour table: what the kernel remembers of it, and the settings of its link. */
export type Neighbour = {
  readonly state: NudState;
  /** The last one known; valid in REACHABLE, STALE, DELAY, PROBE, NOARP and PERMANENT. */
  readonly mac: Mac | null;
  /** When state or MAC last changed: locktime runs from here. */
  readonly updated: Instant;
  readonly confirmed: Instant;
  readonly used: Instant;
  readonly probes: number;
  /** When the timer event is due; the kernel is always a little late (`latest`). */
  readonly timerAt: Instant | null;
  /** Sizes of the packets that wait for an answer, oldest first. */
  readonly queue: readonly number[];
  /** A packet went out already: the next ones pass by the table without a trace. */
  readonly warm: boolean;
  /** NTF_EXT_VALIDATED: falls back to STALE instead of FAILED. */
  readonly validated: boolean;
  readonly timing: NeighTiming;
};

export type NeighbourEvent =
  /** A packet for the neighbour; `size` as the kernel counts it, with overhead. */
  | { readonly kind: 'packet'; readonly size: number }
  /** As if a packet were sent: NTF_USE, managed entries. */
  | { readonly kind: 'use' }
  /** A layer above saw progress (MSG_CONFIRM, TCP). */
  | { readonly kind: 'confirm' }
  | { readonly kind: 'timer' }
  /** ARP says: stale is where it may be, reachable where it surely is. */
  | { readonly kind: 'hint-stale' | 'hint-reachable'; readonly mac: Mac; readonly overrides: boolean }
  /** An administrator's word (netlink, ioctl). */
  | { readonly kind: 'set'; readonly state: NudState; readonly mac: Mac | null };

export type NeighbourDeed =
  | { readonly kind: 'solicit'; readonly to: Mac | 'broadcast' }
  /** Ask a program over netlink (app_solicit). */
  | { readonly kind: 'ask-application' }
  | { readonly kind: 'transmit'; readonly to: Mac; readonly size: number }
  /** Packets lost; unreachable: their senders are told. */
  | {
      readonly kind: 'drop';
      readonly packets: number;
      readonly why: 'queue-full' | 'unreachable' | 'no-asking';
    }
  /** Listeners to neighbour messages are told. */
  | { readonly kind: 'notify'; readonly state: NudState; readonly mac: Mac | null };

export type NeighbourStep = {
  readonly state: Neighbour;
  readonly deeds: readonly NeighbourDeed[];
  readonly wakeAt: Instant | null;
};

/** An entry nobody asked about yet. */
export function newNeighbour(timing: NeighTiming, now: Instant): Neighbour {
  return {
    state: 'none',
    mac: null,
    updated: now,
    confirmed: now - 2 * timing.baseReachable,
    used: now,
    probes: 0,
    timerAt: null,
    queue: [],
    warm: false,
    validated: false,
    timing,
  };
}

const VALID: ReadonlySet<NudState> = new Set([
  'reachable',
  'stale',
  'delay',
  'probe',
  'noarp',
  'permanent',
] as const);

const CONNECTED: ReadonlySet<NudState> = new Set(['reachable', 'noarp', 'permanent'] as const);

export function isValid(state: NudState): boolean {
  return VALID.has(state);
}

type Draft = { -readonly [key in keyof Neighbour]: Neighbour[key] } & { deeds: NeighbourDeed[] };
type Happening = {
  readonly event: NeighbourEvent;
  readonly now: Instant;
  /** The state it happened to. */
  readonly before: NudState;
};

/** The rows of TRANSITIONS carried out (net/core/neighbour.c __neigh_event_send, neigh_timer_handler, __neigh_update). */
export function step(state: Neighbour, event: NeighbourEvent, now: Instant): NeighbourStep {
  const draft: Draft = { ...state, deeds: [] };
  apply(draft, { event, now, before: state.state });
  const { deeds, ...after } = draft;
  return { state: after, deeds, wakeAt: after.timerAt };
}

function apply(draft: Draft, happening: Happening): void {
  const row = rowFor(draft, happening);
  if (row.to !== 'same') draft.state = row.to === 'asked' ? askedState(draft, happening.event) : row.to;
  for (const act of row.does) ACTS[act](draft, happening);
}

function rowFor(draft: Draft, happening: Happening): Transition {
  const rows = TRANSITIONS[draft.state][happening.event.kind];
  return rows.find((row) => row.when.every((guard) => GUARDS[guard](draft, happening))) ?? rows.at(-1)!;
}

const GUARDS: Record<Guard, (draft: Draft, happening: Happening) => boolean> = {
  warm: (draft) => draft.warm,
  'asks-nobody': ({ timing }) => timing.multicastSolicit + timing.applicationSolicit === 0,
  'same-mac': (draft, { event }) => 'mac' in event && event.mac === draft.mac,
  overrides: (_draft, { event }) => 'overrides' in event && event.overrides,
  'confirmed-within-reachable': ({ confirmed, timing }, { now }) => now <= confirmed + timing.reachable,
  'used-within-delay': ({ used, timing }, { now }) => now <= used + timing.delayFirstProbe,
  'confirmed-within-delay': ({ confirmed, timing }, { now }) => now <= confirmed + timing.delayFirstProbe,
  'probes-used-up': (draft) => draft.probes >= mostProbes(draft),
  'probes-nothing': ({ timing }) => mostProbesOf(timing, timing.multicastResolicit) === 0,
  validated: (draft) => draft.validated,
  'names-the-same': (draft, { event }) =>
    event.kind === 'set' && event.state === draft.state && (event.mac === null || event.mac === draft.mac),
  'names-state': (draft, { event }) => event.kind === 'set' && event.state === draft.state,
  'names-invalid': (_draft, { event }) => event.kind === 'set' && !VALID.has(event.state),
};

function mostProbes(draft: Draft): number {
  const { timing } = draft;
  return mostProbesOf(timing, draft.state === 'probe' ? timing.multicastResolicit : timing.multicastSolicit);
}

function mostProbesOf(timing: NeighTiming, broadcasts: number): number {
  return timing.unicastSolicit + timing.applicationSolicit + broadcasts;
}

function askedState(draft: Draft, event: NeighbourEvent): NudState {
  return event.kind === 'set' ? event.state : draft.state;
}

const ACTS: Record<Act, (draft: Draft, happening: Happening) => void> = {
  'note-used': (draft, { now }) => {
    draft.used = now;
  },
  'note-updated': (draft, { now }) => {
    draft.updated = now;
  },
  'note-confirmed': (draft, { now }) => {
    draft.confirmed = now;
  },
  'note-nothing-new': (draft, { now }) => {
    if (!draft.timing.noopRestartsLocktime) return;
    draft.updated = now;
    draft.confirmed = now;
  },
  'age-confirmed': (draft, { now }) => {
    draft.confirmed = now - 2 * draft.timing.baseReachable;
  },
  'take-mac': (draft, { event }) => {
    if ('mac' in event && event.mac !== null) draft.mac = event.mac;
  },
  'wait-reachable': (draft, happening) => {
    setTimer(draft, happening, draft.confirmed + draft.timing.reachable);
  },
  'wait-delay': (draft, happening) => {
    setTimer(draft, happening, happening.now + draft.timing.delayFirstProbe);
  },
  'wait-retransmit': (draft, happening) => {
    setTimer(draft, happening, happening.now + draft.timing.retransmit);
  },
  'wait-as-named': waitAsNamed,
  'confirm-if-connected': (draft, { event, now }) => {
    if (event.kind === 'set' && CONNECTED.has(event.state)) draft.confirmed = now;
  },
  'age-if-other-mac': (draft, { event, now, before }) => {
    if (event.kind !== 'set' || CONNECTED.has(event.state)) return;
    const known = VALID.has(before) && (event.mac === null || event.mac === draft.mac);
    if (!known) draft.confirmed = now - 2 * draft.timing.baseReachable;
  },
  'stop-timer': (draft) => {
    draft.timerAt = null;
  },
  'skip-unicast-probes': (draft) => {
    draft.probes = draft.timing.unicastSolicit;
  },
  'reset-probes': (draft) => {
    draft.probes = 0;
  },
  probe: solicit,
  queue: enqueue,
  refuse: (draft, { event }) => {
    if (event.kind === 'packet') draft.deeds.push({ kind: 'drop', packets: 1, why: 'no-asking' });
  },
  transmit: (draft, { event }) => {
    if (event.kind !== 'packet') return;
    draft.warm = true;
    draft.deeds.push({ kind: 'transmit', to: draft.mac ?? 0, size: event.size });
  },
  'send-queue': (draft, { now }) => {
    const waiting = draft.queue;
    draft.queue = [];
    for (const size of waiting) apply(draft, { event: { kind: 'packet', size }, now, before: draft.state });
  },
  'fail-queue': (draft) => {
    if (draft.queue.length === 0) return;
    draft.deeds.push({ kind: 'drop', packets: draft.queue.length, why: 'unreachable' });
    draft.queue = [];
  },
  notify,
  'notify-loss': (draft, { before }) => {
    if (VALID.has(before) || (before === 'incomplete' && draft.state === 'failed')) notify(draft);
  },
};

function notify(draft: Draft): void {
  const mac = VALID.has(draft.state) ? draft.mac : null;
  draft.deeds.push({ kind: 'notify', state: draft.state, mac });
}

/** A timer of 0 for DELAY and PROBE: an entry set so probes at once. */
function waitAsNamed(draft: Draft, happening: Happening): void {
  const { state, timing } = draft;
  draft.timerAt = null;
  if (state === 'probe') draft.probes = 0;
  if (state === 'reachable') setTimer(draft, happening, happening.now + timing.reachable);
  else if (state === 'delay' || state === 'probe') setTimer(draft, happening, happening.now);
}

/**
 * A timer that is set anew counts a confirmation as use, one that goes on does not: where reachable_time is not longer than
 * delay_first_probe_time, an unused entry passes through DELAY for that (net/core/neighbour.c neigh_add_timer).
 */
function setTimer(draft: Draft, { event }: Happening, due: Instant): void {
  if (event.kind !== 'timer') draft.used = Math.max(draft.used, draft.confirmed);
  draft.timerAt = due;
}

/** net/core/neighbour.c neigh_probe; net/ipv4/arp.c arp_solicit */
function solicit(draft: Draft): void {
  const { timing } = draft;
  const made = draft.probes++;
  if (made < timing.unicastSolicit) draft.deeds.push({ kind: 'solicit', to: draft.mac ?? 0 });
  else if (made < timing.unicastSolicit + timing.applicationSolicit)
    draft.deeds.push({ kind: 'ask-application' });
  else draft.deeds.push({ kind: 'solicit', to: 'broadcast' });
}

/** The oldest make room; the newest always fits. */
function enqueue(draft: Draft, { event }: Happening): void {
  if (event.kind !== 'packet') return;
  let bytes = draft.queue.reduce((sum, size) => sum + size, 0);
  let dropped = 0;
  while (dropped < draft.queue.length && bytes + event.size > draft.timing.queueBytes)
    bytes -= draft.queue[dropped++]!;
  if (dropped > 0) draft.deeds.push({ kind: 'drop', packets: dropped, why: 'queue-full' });
  draft.queue = [...draft.queue.slice(dropped), event.size];
}

/** The latest the kernel fires a timer of that length: one tick and up to an eighth (kernel/time/timer.c, the timer wheel). */
export function latest(span: number, ticksPerSecond = 250): number {
  const tick = 1000 / ticksPerSecond;
  let granularity = tick;
  for (let range = 63 * tick; span > range && granularity < 1e9; range = 63 * granularity) granularity *= 8;
  return span + tick + granularity;
}

export const EVENT_KINDS = [
  'packet',
  'use',
  'confirm',
  'timer',
  'hint-stale',
  'hint-reachable',
  'set',
] as const satisfies readonly EventKind[];
