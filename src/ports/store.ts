import type { Ipv4 } from '../base/ipv4.ts';
import type { Mac } from '../base/mac.ts';
import type { Instant, Millis } from '../base/time.ts';
import type { Strength } from '../inventory/sighting.ts';
import type { Tenure } from '../inventory/tenure.ts';
import type { Touch } from '../inventory/touches.ts';
import type { Blind, Network, WatchEvent, WatchKind, WatchSeverity } from '../inventory/watch-event.ts';

/** All that is written at once, or not at all. */
export interface StoreBatch {
  /** By the clock of whoever keeps it; at the end of a run that of the evidence. */
  readonly at: Instant;
  readonly touches: readonly Touch[];
  readonly events: readonly WatchEvent[];
  readonly blinds: readonly Blind[];
}

/** An event in its place: numbers grow without an end and are never used twice. */
export interface StoredEvent {
  readonly seq: number;
  /** The number of its episode: other than `event.id`, it is never used twice. */
  readonly episode: number;
  readonly event: WatchEvent;
}

/** An episode as it was told last. */
export interface StoredEpisode {
  readonly episode: number;
  readonly first: Instant;
  readonly open: boolean;
  readonly event: WatchEvent;
}

/** One (address, MAC) on a network. */
export interface StoredStation {
  readonly network: Network;
  readonly ip: Ipv4;
  readonly mac: Mac;
  readonly first: Instant;
  readonly last: Instant;
  readonly frames: number;
  readonly strength: Strength;
  /** Nobody else claimed the address since. */
  readonly holds: boolean;
}

/** What is wanted of the tenures; without bounds: all of it. */
export interface TenureQuery {
  readonly ip?: Ipv4;
  readonly mac?: Mac;
  readonly from?: Instant;
  readonly until?: Instant;
}

export interface EpisodeQuery {
  readonly open?: boolean;
  readonly kind?: WatchKind;
  readonly severity?: WatchSeverity;
  readonly ip?: Ipv4;
  readonly mac?: Mac;
  /** Only those with a smaller number: the next page. */
  readonly before?: number;
}

/** How long things are kept; what is open stays. */
export interface Keep {
  readonly events: Millis;
  readonly tenures: Millis;
}

/** How many rows went. */
export interface Pruned {
  readonly events: number;
  readonly episodes: number;
  readonly tenures: number;
  readonly stations: number;
}

export interface StoreFacts {
  readonly kind: 'memory' | 'sqlite';
  /** '' where there is none */
  readonly path: string;
  readonly schema: number;
  readonly events: number;
  readonly stations: number;
  readonly lastCommit: Instant | null;
}

/**
 * What is remembered. One writer: a second one is a SystemFault `busy`. A commit is whole or did not happen; what a
 * commit has promised survives the end of the process, though not a loss of power within the last second.
 */
export interface Store {
  /** A new run: ids of episodes start again, and those that were open are closed as the last run left them. */
  begin(at: Instant): Promise<void>;
  /** Throws SystemFault (`disk-full`, `file`, `damaged`), and then nothing of the batch is kept. */
  commit(batch: StoreBatch): Promise<void>;
  /** Oldest first, `most` at most, the latest of them. */
  tenures(query: TenureQuery, most: number): Promise<readonly Tenure[]>;
  /** That touch the time between; those that last still have no end. */
  blinds(from: Instant, until: Instant): Promise<readonly Blind[]>;
  /** By address, MAC and network, after the station given. */
  stations(after: StoredStation | null, most: number): Promise<readonly StoredStation[]>;
  /** The latest first. */
  episodes(query: EpisodeQuery, most: number): Promise<readonly StoredEpisode[]>;
  /** Those of one episode in their order. */
  eventsOf(episode: number): Promise<readonly StoredEvent[]>;
  /** In their order, after the number given; 0: from the first on. */
  eventsAfter(seq: number, most: number): Promise<readonly StoredEvent[]>;
  prune(keep: Keep, now: Instant): Promise<Pruned>;
  /** Everything of an address or a MAC goes; returns the rows that went. */
  forget(whom: { readonly ip: Ipv4 } | { readonly mac: Mac }): Promise<Pruned>;
  facts(): Promise<StoreFacts>;
  /** Sentences of what is not as it should be; none: it is whole. */
  check(): Promise<readonly string[]>;
  close(): Promise<void>;
}
