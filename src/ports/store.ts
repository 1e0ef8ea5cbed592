import type { Ipv4 } from '../base/ipv4.ts';
import type { Mac } from '../base/mac.ts';
import type { Instant, Millis } from '../base/time.ts';
import type { Strength } from '../inventory/sighting.ts';
import type { Tenure } from '../inventory/tenure.ts';
import type { Touch } from '../inventory/touches.ts';
import type { Blind, Network, WatchEvent, WatchKind, WatchSeverity } from '../inventory/watch-event.ts';
import type { Approval, AuditLine, MemoryOrder, Mute, Ordered, Remark, Stood, Whom } from './orders.ts';

/** A frame that belongs to an episode, as it was on the wire. */
export interface EvidenceFrame {
  /** `WatchEvent.id` of its episode, which is told in the same batch or was told before. */
  readonly id: string;
  /** Its place: a later frame with the same place takes it. */
  readonly slot: number;
  /** When it was heard; null when the evidence tells no times. */
  readonly at: Instant | null;
  readonly interface: string;
  readonly outgoing: boolean;
  /** Its length on the wire: `bytes` may be cut. */
  readonly wireLength: number;
  readonly bytes: Uint8Array;
}

/** All that is written at once, or not at all. */
export interface StoreBatch {
  /** By the clock of whoever keeps it; at the end of a run that of the evidence. */
  readonly at: Instant;
  readonly touches: readonly Touch[];
  readonly events: readonly WatchEvent[];
  readonly blinds: readonly Blind[];
  /** The first frames and the latest of episodes. */
  readonly frames?: readonly EvidenceFrame[];
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
  /** Of the frames: the oldest go when they are more than `bytes`. */
  readonly evidence: { readonly time: Millis; readonly bytes: number };
  /** What is older has MACs no more, but their vendor and a number that tells them apart for a year; null: never. */
  readonly anonymiseAfter: Millis | null;
}

/** How many rows went. */
export interface Pruned {
  readonly events: number;
  readonly episodes: number;
  readonly tenures: number;
  readonly stations: number;
  /** of the evidence */
  readonly frames: number;
}

export interface StoreFacts {
  readonly kind: 'memory' | 'sqlite';
  /** '' where there is none */
  readonly path: string;
  readonly schema: number;
  readonly events: number;
  readonly stations: number;
  readonly lastCommit: Instant | null;
  /** Of this store alone, in hex digits: a backup that is brought back gets another when it is opened to write. */
  readonly id: string;
  /** When the backup was made that this store was brought back from; null: it is none. */
  readonly restored: Instant | null;
  /** Of all its files; 0 in memory. */
  readonly bytes: number;
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
  /** The frames of one episode in their order. */
  evidenceOf(episode: number): Promise<readonly EvidenceFrame[]>;
  /**
   * What is too old goes, `most` rows of a kind at a time: whoever calls it, calls it again while something went. What is
   * to have no MAC any more is changed as it goes along, and counts as nothing.
   */
  prune(keep: Keep, now: Instant, most?: number): Promise<Pruned>;
  /** What `forget` would take. */
  holdings(whom: Whom): Promise<Pruned>;
  /** Does it and writes it into the audit, both or neither. Throws UsageFault for what cannot be. */
  order(order: MemoryOrder, by: string, at: Instant): Promise<Ordered>;
  /** Those past their end among them. */
  approvals(): Promise<readonly Stood<Approval>[]>;
  mutes(): Promise<readonly Stood<Mute>[]>;
  notes(): Promise<readonly Stood<Remark>[]>;
  /** In their order, after the number given; 0: from the first on. */
  audit(after: number, most: number): Promise<readonly AuditLine[]>;
  /** The whole of it as a file of its own, also while it is written to. Throws SystemFault; never over a file that is there. */
  backup(path: string): Promise<void>;
  facts(): Promise<StoreFacts>;
  /** Sentences of what is not as it should be; none: it is whole. */
  check(): Promise<readonly string[]>;
  close(): Promise<void>;
}
