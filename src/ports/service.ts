import type { Instant, Millis } from '../base/time.ts';
import type { WatchSeverity } from '../inventory/watch-event.ts';
import type { EventCounters } from './counters.ts';
import type { MemoryOrder, Ordered } from './orders.ts';
import type { Store, StoredEpisode, StoreFacts } from './store.ts';

/** One interface that is listened to, or should be. */
export interface SensorFacts {
  readonly name: string;
  readonly interface: string;
  readonly state: 'hearing' | 'waiting' | 'blind';
  /** Why it does not hear; null while it does. */
  readonly why: string | null;
  readonly frames: number;
  /** Frames that the kernel dropped. */
  readonly lost: number;
  readonly lastFrame: Instant | null;
}

/** Somebody who is told, and how that goes. */
export interface TargetFacts {
  readonly name: string;
  readonly type: string;
  readonly waiting: number;
  readonly sent: number;
  readonly failed: number;
  readonly dropped: number;
  readonly lastError: string | null;
}

/** How the memory does: `full` and `failing` are told again and again until it recovers. */
export interface KeepingFacts {
  readonly state: 'writing' | 'memory' | 'full' | 'failing';
  readonly why: string | null;
  readonly facts: StoreFacts;
  /** Events that could not be written, and were left out. */
  readonly left: number;
}

export interface ServiceFacts {
  readonly version: string;
  readonly pid: number;
  readonly started: Instant;
  readonly now: Instant;
  /** null: not learning */
  readonly learningUntil: Instant | null;
  readonly sensors: readonly SensorFacts[];
  readonly keeping: KeepingFacts;
  readonly targets: readonly TargetFacts[];
  readonly stations: number;
  /** Frames a second over the last ten seconds. */
  readonly rate: number;
  /** Open episodes that somebody should look at, the gravest first, 100 at most; `open` counts all of them. */
  readonly needs: readonly StoredEpisode[];
  readonly open: Readonly<Record<WatchSeverity, number>>;
  /** Where the page listens; none: nowhere. */
  readonly pages: readonly string[];
}

/** What the running service offers whoever asks it: the command line through its socket, the page. */
export interface Service {
  facts(): Promise<ServiceFacts>;
  /** What happened since it began. */
  readonly counters: EventCounters;
  /** For reading; orders alone change it. */
  readonly store: Store;
  /** Throws UsageFault for what cannot be, SystemFault when it could not be written. */
  order(order: MemoryOrder, by: string): Promise<Ordered>;
  /** Sends a marked example to a target; throws UsageFault for an unknown name. Null: it was sent; else why not. */
  notifyTest(target: string): Promise<string | null>;
  /** Told after the commit of new events with the highest number; returns what ends it. */
  onEvents(tell: (seq: number) => void): () => void;
}

/** How long a request to the socket may take. */
export const SERVICE_PATIENCE: Millis = 5000;
