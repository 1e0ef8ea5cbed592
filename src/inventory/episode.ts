import type { Ipv4 } from '../base/ipv4.ts';
import type { Mac } from '../base/mac.ts';
import type { Instant, Millis } from '../base/time.ts';
import type { Sure, WatchEvent, WatchKind, Network, WatchReason, WatchSeverity } from './watch-event.ts';

/** What a kind means, the same everywhere: docs/watch/ is made from it. */
export interface EpisodeKind {
  readonly kind: WatchKind;
  /** In one sentence, without names. */
  readonly title: string;
  readonly meaning: string;
  /** How it is told from what only looks like it. */
  readonly known: string;
  /** What to do next. */
  readonly next: string;
  /** The rule's origin. */
  readonly source: string;
  /** The severity by rule, in words; `severity` obeys it. */
  readonly graveness: string;
  readonly severity: (about: Gravity) => WatchSeverity;
  /** It is over when nothing of it was heard for so long; null: it happens in one moment. */
  readonly quiet: Millis | null;
  /** What decides a doubt; null: there is none. */
  readonly decides: string | null;
  /** For people, without a time: `10.0.0.5 went from A to B`. */
  readonly sentence: (event: WatchEvent) => string;
}

/** What the severity of an episode goes by. */
export interface Gravity {
  readonly gateway: boolean;
  readonly sure: Sure;
  readonly frames: number;
  readonly reasons: readonly WatchReason[];
}

/** One that goes on. */
export interface Episode {
  readonly kind: WatchKind;
  readonly id: string;
  readonly since: Instant;
  last: Instant;
  frames: number;
  ip: Ipv4 | null;
  ips: readonly Ipv4[];
  mac: Mac | null;
  macs: readonly Mac[];
  readonly network: Network;
  gateway: boolean;
  sure: Sure;
  why: readonly WatchReason[];
  severity: WatchSeverity;
  /** When it was told last. */
  toldAt: Instant;
  /** It was told at all. */
  told: boolean;
  open: boolean;
}

/** What an episode is about, when it is told. */
export interface About {
  readonly ip?: Ipv4 | null;
  readonly ips?: readonly Ipv4[];
  readonly mac?: Mac | null;
  readonly macs?: readonly Mac[];
  readonly network: Network;
  readonly gateway?: boolean;
  readonly sure: Sure;
  readonly why: readonly WatchReason[];
  readonly frames?: number;
  /** When it began, if that is not now. */
  readonly since?: Instant;
}
