import type { Instant, Millis } from '../base/time.ts';
import type { EpisodeState, WatchKind, WatchSeverity } from '../inventory/watch-event.ts';
import type { Ipv4 } from '../base/ipv4.ts';
import type { Mac } from '../base/mac.ts';
import type { ServiceFacts, TargetFacts } from './service.ts';

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

/** Whether a station is there that somebody wants to know it of. */
export interface PresenceFacts {
  /** As it stands in the configuration. */
  readonly who: string;
  readonly named: 'mac' | 'ip';
  readonly mac: Mac | null;
  readonly ip: Ipv4 | null;
  /** null: it is not known yet */
  readonly home: boolean | null;
  /** It was asked in vain before it was called away. */
  readonly asked: boolean;
}

/** How it stands now. */
export interface TargetStanding {
  readonly facts: ServiceFacts;
  /** In one line, as `arpist status` begins. */
  readonly headline: string;
  readonly presence: readonly PresenceFacts[];
  /** Where the page is; null: nowhere. */
  readonly page: string | null;
}

/** Brings one message to one target. Never throws, and always ends: each has its own limit of time. */
export interface MessageSender {
  send(message: Message): Promise<Sending>;
  /** For one that keeps somewhere how it stands. Waits for nothing. */
  stand?(standing: TargetStanding): void;
  close(): void;
}

/** The queue of one target, which empties itself. Nothing of it waits, and nothing of it throws. */
export interface TargetQueue {
  offer(message: Message): void;
  /** Sends it beside the queue, once; null: it was sent, else why not. */
  try(message: Message): Promise<string | null>;
  /** How it stands, told again and again; left out: this target tells only what happens. */
  stand?(standing: TargetStanding): void;
  readonly facts: TargetFacts;
  /** Sends what is critical and waits, for so long at most; then nothing more. */
  close(patience: Millis): Promise<void>;
}
