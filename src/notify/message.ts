import type { Instant } from '../base/time.ts';
import type { EpisodeState, WatchKind, WatchSeverity } from '../inventory/watch-event.ts';

/** What somebody is told of an episode: in the words of the command line, with what a program needs beside them. */
export interface Message {
  /** The same over every try: whoever gets it twice can tell. */
  readonly id: string;
  /** The number of the episode in the store; null for a digest and for a test. */
  readonly episode: number | null;
  readonly state: EpisodeState;
  readonly kind: WatchKind | 'digest' | 'test';
  readonly severity: WatchSeverity;
  readonly at: Instant;
  /** One line: `conflict 10.20.0.50 on eth0`. */
  readonly title: string;
  /** Sentences, the first of which can stand alone; lines end with a newline, but the last. */
  readonly text: string;
  /** To the page of the episode; null where there is no page. */
  readonly link: string | null;
  /** As `--json` tells it. */
  readonly record: Readonly<Record<string, unknown>>;
}

/** Told to whoever could be told nothing else. */
export type Sending =
  | { readonly sent: true }
  /** `again`: it may be tried once more, not before `after` where the other side said so. */
  | { readonly sent: false; readonly why: string; readonly again: boolean; readonly after?: Instant };

const RANK: Readonly<Record<WatchSeverity, number>> = { info: 0, warning: 1, critical: 2 };

export function atLeast(one: WatchSeverity, least: WatchSeverity): boolean {
  return RANK[one] >= RANK[least];
}

export function graver(one: WatchSeverity, other: WatchSeverity): WatchSeverity {
  return RANK[one] >= RANK[other] ? one : other;
}
