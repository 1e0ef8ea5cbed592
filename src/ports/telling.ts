import type { Instant, Millis } from '../base/time.ts';
import type { EpisodeState, WatchKind, WatchSeverity } from '../inventory/watch-event.ts';
import type { TargetFacts } from './service.ts';

/** What somebody is told of an episode: in the words of the command line, with what a program needs beside them. */
export interface Message {
  /** The same over every try: whoever gets it twice can tell. */
  readonly id: string;
  /** The number of the episode in the store; null for what is about none, or while nothing can be stored. */
  readonly episode: number | null;
  readonly state: EpisodeState;
  /** `service`: the watch itself is in trouble; `arpwatch`: a line in arpwatch's own words. */
  readonly kind: WatchKind | 'digest' | 'test' | 'service' | 'arpwatch';
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

/** Brings one message to one target. Never throws, and always ends: each has its own limit of time. */
export interface MessageSender {
  send(message: Message): Promise<Sending>;
  close(): void;
}

/** The queue of one target, which empties itself. Nothing of it waits, and nothing of it throws. */
export interface TargetQueue {
  offer(message: Message): void;
  /** Sends it beside the queue, once; null: it was sent, else why not. */
  try(message: Message): Promise<string | null>;
  readonly facts: TargetFacts;
  /** Sends what is critical and waits, for so long at most; then nothing more. */
  close(patience: Millis): Promise<void>;
}
