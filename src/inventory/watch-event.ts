import type { Ipv4 } from '../base/ipv4.ts';
import type { Mac } from '../base/mac.ts';
import type { Instant, Millis } from '../base/time.ts';

/** What can be told of a network while it is watched, the harmless first. Words are added, never renamed. */
export const WATCH_KINDS = [
  'new-station',
  'virtual',
  'migration',
  'renumber',
  'failover',
  'changed',
  'proxy',
  'bogon',
  'mismatch',
  'scan',
  'unanswered',
  'stale',
  'storm',
  'flux',
  'conflict',
  'takeover',
  'spoof',
  'own-conflict',
  'sensor-blind',
] as const;

export type WatchKind = (typeof WATCH_KINDS)[number];

export const WATCH_SEVERITIES = ['info', 'warning', 'critical'] as const;

export type WatchSeverity = (typeof WATCH_SEVERITIES)[number];

/** `proven` by frames that allow nothing else; `likely`; `undecided`: what would decide it is told beside. */
export type Sure = 'proven' | 'likely' | 'undecided';

/** What happens in one moment is told once, as `close`. */
export type EpisodeState = 'open' | 'update' | 'close';

/** One piece of evidence: a code for programs, a sentence for people. */
export interface WatchReason {
  readonly code: string;
  readonly text: string;
}

/** An interface and its VLAN tags: the same address on two networks is two addresses. */
export interface Network {
  /** '' when the evidence does not name it */
  readonly interface: string;
  /** Of the outermost tag; null without one. */
  readonly vlan: number | null;
  /** Of the second tag of a stack; null without one. */
  readonly innerVlan: number | null;
}

/** One thing that became known of an episode. */
export interface WatchEvent {
  readonly kind: WatchKind;
  readonly state: EpisodeState;
  /** The same for all events of an episode, and the same live as from a capture: `conflict-3`. */
  readonly id: string;
  /** By the clock of the evidence; null when it tells no times. */
  readonly at: Instant | null;
  /** When it began; null as `at`. */
  readonly since: Instant | null;
  /** From the beginning until it was heard last. */
  readonly lasted: Millis;
  /** The address it is about; null: none, or no single one. */
  readonly ip: Ipv4 | null;
  /** Addresses that stand beside it: what a proxy answers for, what a host had before. */
  readonly ips: readonly Ipv4[];
  /** Who does it: the new one, the liar, the scanner. */
  readonly mac: Mac | null;
  /** All that have to do with it, `mac` and the rightful owner too; 16 at most. */
  readonly macs: readonly Mac[];
  readonly network: Network;
  readonly severity: WatchSeverity;
  readonly sure: Sure;
  readonly why: readonly WatchReason[];
  /** What would decide a doubt; null when there is none. */
  readonly decides: string | null;
  /** It is about a gateway or a virtual address. */
  readonly gateway: boolean;
  /** Frames that belong to it so far. */
  readonly frames: number;
  /** The episode that it became, when another word fits by now; null. */
  readonly became: string | null;
}

/** A time in which not everything was heard. */
export interface Blind {
  /** In words of the sensor: `dropped`, `interface-down`, `interface-gone`, `clock-jumped`. */
  readonly code: string;
  readonly text: string;
  readonly from: Instant;
  /** null: it lasts still; told again with the same `code` and `interface` when it has ended. */
  readonly until: Instant | null;
  readonly interface: string;
  /** null when nobody can say */
  readonly frames: number | null;
  /** Of a clock that was set: by how much it went back; less than 0: forward. */
  readonly back?: Millis;
}
