import type { Dice } from '../base/dice.ts';
import type { Ipv4 } from '../base/ipv4.ts';
import type { Mac } from '../base/mac.ts';
import type { Instant, Millis } from '../base/time.ts';
import { OP_REQUEST } from '../wire/arp.ts';
import {
  CLAIM_TRANSITIONS,
  type ClaimAct,
  type ClaimEventKind,
  type ClaimGuard,
  type ClaimPhase,
  type ClaimTransition,
} from './conflict-table.ts';
import type { ReasonCode } from './reasons.ts';

export type ClaimTiming = {
  readonly probeWait: Millis;
  readonly probes: number;
  readonly probeMin: Millis;
  readonly probeMax: Millis;
  readonly announceWait: Millis;
  readonly announcements: number;
  readonly announceInterval: Millis;
  readonly maxConflicts: number;
  readonly rateLimitInterval: Millis;
  readonly defendInterval: Millis;
};

/** RFC 5227 1.1. */
export const RFC5227: ClaimTiming = {
  probeWait: 1000,
  probes: 3,
  probeMin: 1000,
  probeMax: 2000,
  announceWait: 2000,
  announcements: 2,
  announceInterval: 2000,
  maxConflicts: 10,
  rateLimitInterval: 60_000,
  defendInterval: 10_000,
};

export type ClaimWish = {
  readonly ip: Ipv4;
  /** The MAC that claims. */
  readonly mac: Mac;
  /** Further MACs of this machine on the segment: what they say is no conflict. */
  readonly alsoOurs?: readonly Mac[];
  /** RFC 5227 2.4 (a), (b), (c); the default is `once`. */
  readonly defence?: 'never' | 'once' | 'always';
  /** Conflicts met so far on this link: from ten on the next claim waits a minute. */
  readonly conflictsBefore?: number;
  readonly timing?: Partial<ClaimTiming>;
};

/** A claim to one address. All random waits are drawn when probing begins, so that `step` needs no dice. */
export type ClaimCourse = {
  readonly ip: Ipv4;
  readonly mac: Mac;
  readonly ours: readonly Mac[];
  readonly defence: 'never' | 'once' | 'always';
  readonly timing: ClaimTiming;
  readonly phase: ClaimPhase;
  readonly wakeAt: Instant | null;
  /** Waits between probes that are still to come, in order. */
  readonly gaps: readonly Millis[];
  readonly announced: number;
  readonly defendedAt: Instant | null;
};

export type ClaimHappening =
  /** Time has come; earlier ones are ignored. */
  | { readonly kind: 'wake' }
  /** Any ARP of the link, our own too. */
  | { readonly kind: 'heard'; readonly op: number; readonly sha: Mac; readonly spa: Ipv4; readonly tpa: Ipv4 }
  | { readonly kind: 'link-down' }
  | { readonly kind: 'link-up'; readonly dice: Dice };

export type ClaimDeed =
  /** Sender 0.0.0.0, target the address, target MAC 0, broadcast. */
  | { readonly kind: 'probe' }
  /** Sender and target the address, broadcast. */
  | { readonly kind: 'announce' }
  /** The address may be used now, may not any more, or is used by somebody else as well. */
  | { readonly kind: 'say'; readonly reason: ReasonCode; readonly by: Mac | null };

export type ClaimStep = {
  readonly state: ClaimCourse;
  readonly deeds: readonly ClaimDeed[];
  readonly wakeAt: Instant | null;
};

/** Begins to probe for an address; nothing is sent before the first `wakeAt`. */
export function openClaim(wish: ClaimWish, dice: Dice, now: Instant): ClaimStep {
  const timing = { ...RFC5227, ...wish.timing };
  const limited = (wish.conflictsBefore ?? 0) >= timing.maxConflicts ? timing.rateLimitInterval : 0;
  const idle: ClaimCourse = {
    ip: wish.ip,
    mac: wish.mac,
    ours: [wish.mac, ...(wish.alsoOurs ?? [])],
    defence: wish.defence ?? 'once',
    timing,
    phase: 'probing',
    wakeAt: null,
    gaps: [],
    announced: 0,
    defendedAt: null,
  };
  const state = { ...idle, ...drawn(timing, dice, now + limited) };
  return { state, deeds: [], wakeAt: state.wakeAt };
}

function drawn(timing: ClaimTiming, dice: Dice, from: Instant): Pick<ClaimCourse, 'wakeAt' | 'gaps'> {
  const { probeWait, probeMin, probeMax, probes } = timing;
  const gaps = Array.from(
    { length: Math.max(0, probes - 1) },
    () => probeMin + dice() * (probeMax - probeMin),
  );
  return { wakeAt: from + dice() * probeWait, gaps };
}

/** RFC 5227 as an engine: what happened, and what is to be done about it. */
export function step(state: ClaimCourse, event: ClaimHappening, now: Instant): ClaimStep {
  const kind = event.kind === 'heard' ? contradiction(state, event) : event.kind;
  if (kind === null) return { state, deeds: [], wakeAt: state.wakeAt };
  const draft: Draft = { ...state, deeds: [] };
  const happening = { event, now };
  const row = rowFor(draft, kind, happening);
  if (row.to !== 'same') draft.phase = row.to;
  for (const act of row.does) ACTS[act](draft, happening);
  const { deeds, ...after } = draft;
  return { state: after, deeds, wakeAt: after.wakeAt };
}

type Draft = { -readonly [key in keyof ClaimCourse]: ClaimCourse[key] } & { deeds: ClaimDeed[] };
type Happening = { readonly event: ClaimHappening; readonly now: Instant };

/** A sender with the address is a user of it, question or reply; a probe for it is a rival (RFC 5227 2.1.1). */
function contradiction(
  claim: ClaimCourse,
  heard: Extract<ClaimHappening, { kind: 'heard' }>,
): 'used' | 'contested' | null {
  if (claim.ours.includes(heard.sha)) return null;
  if (heard.spa === claim.ip) return 'used';
  const probe = heard.op === OP_REQUEST && heard.spa === 0 && heard.tpa === claim.ip;
  return probe ? 'contested' : null;
}

function rowFor(draft: Draft, kind: ClaimEventKind, happening: Happening): ClaimTransition {
  const rows = CLAIM_TRANSITIONS[draft.phase][kind];
  return rows.find((row) => row.when.every((guard) => GUARDS[guard](draft, happening))) ?? rows.at(-1)!;
}

const GUARDS: Record<ClaimGuard, (draft: Draft, happening: Happening) => boolean> = {
  early: (draft, { now }) => draft.wakeAt === null || now < draft.wakeAt,
  'more-probes': (draft) => draft.gaps.length > 0,
  'more-announcements': (draft) => draft.announced + 1 < draft.timing.announcements,
  'defended-lately': ({ defendedAt, timing }, { now }) =>
    defendedAt !== null && now < defendedAt + timing.defendInterval,
  'gives-up-at-once': (draft) => draft.defence === 'never',
  'never-gives-up': (draft) => draft.defence === 'always',
};

const ACTS: Record<ClaimAct, (draft: Draft, happening: Happening) => void> = {
  probe: (draft) => {
    draft.deeds.push({ kind: 'probe' });
  },
  announce: (draft) => {
    draft.announced++;
    draft.deeds.push({ kind: 'announce' });
  },
  defend: (draft, { now }) => {
    draft.defendedAt = now;
    draft.deeds.push({ kind: 'announce' });
  },
  'say-free': say('claim-free'),
  'say-used': say('claim-used'),
  'say-contested': say('claim-contested'),
  'say-defended': say('claim-defended'),
  'say-kept': say('claim-kept'),
  'say-lost': say('claim-lost'),
  'say-link-lost': say('claim-link-lost'),
  'wait-probe': (draft, { now }) => {
    draft.wakeAt = now + (draft.gaps[0] ?? draft.timing.probeMin);
    draft.gaps = draft.gaps.slice(1);
  },
  'wait-listen': (draft, { now }) => {
    draft.wakeAt = now + draft.timing.announceWait;
  },
  'wait-announce': (draft, { now }) => {
    draft.wakeAt = now + draft.timing.announceInterval;
  },
  'wait-nothing': (draft) => {
    draft.wakeAt = null;
  },
  begin: (draft, { event, now }) => {
    if (event.kind !== 'link-up') return;
    Object.assign(draft, drawn(draft.timing, event.dice, now), { announced: 0, defendedAt: null });
  },
};

function say(reason: ReasonCode): (draft: Draft, happening: Happening) => void {
  return (draft, { event }) => {
    draft.deeds.push({ kind: 'say', reason, by: event.kind === 'heard' ? event.sha : null });
  };
}
