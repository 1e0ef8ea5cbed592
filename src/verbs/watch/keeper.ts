import type { Instant, Millis } from '../../base/time.ts';
import { EvidenceRing } from './evidence.ts';
import { Touches } from '../../inventory/touches.ts';
import type { Blind, WatchEvent } from '../../inventory/watch-event.ts';
import type { Store } from '../../ports/store.ts';

/** A commit is due when that much has been gathered, whatever the time. */
const MANY = 8192;
/** After an end that nobody could write down, a watch counts as blind from that long before, at most. */
const ALIVE_EVERY: Millis = 60_000;
/** (address, MAC) that are kept between two commits, and events that wait for one that failed. */
const MOST_TOUCHES = 1_048_576;
const MOST_WAITING = 65_536;

/** Brings what a watch finds out into a store, a commit at a time. What could not be written is tried again, with a bound. */
export class Keeper {
  readonly touches = new Touches(MOST_TOUCHES);
  readonly evidence = new EvidenceRing();
  readonly #store: Pick<Store, 'commit'>;
  #events: WatchEvent[] = [];
  #blinds: Blind[] = [];
  #left = 0;
  #urgent = false;
  #written: Instant | null = null;
  readonly #alive: boolean;

  /** `alive`: it is written down now and then that somebody listens, also while nobody speaks. */
  constructor(store: Pick<Store, 'commit'>, { alive = false }: { readonly alive?: boolean } = {}) {
    this.#store = store;
    this.#alive = alive;
  }

  /** Events for which there was no room while nothing could be written. */
  get left(): number {
    return this.#left;
  }

  take(events: readonly WatchEvent[]): void {
    for (const event of events) {
      if (event.severity === 'critical' && event.state !== 'close') this.#urgent = true;
      if (this.#events.length < MOST_WAITING) this.#events.push(event);
      else this.#left++;
    }
  }

  blind(interval: Blind): void {
    if (this.#blinds.length < MOST_WAITING) this.#blinds.push(interval);
    else this.#left++;
  }

  /** Something critical waits: who is told of it should not wait long. */
  get isUrgent(): boolean {
    return this.#urgent;
  }

  /** Enough is gathered that it should be written before more comes. */
  get isFull(): boolean {
    return this.touches.size + this.#events.length >= MANY;
  }

  /** Writes what was gathered, if anything was, or at the `end` of a watch until when it listened. Throws SystemFault, and then events and blind times wait for the next time. */
  async commit(at: Instant, { end = false }: { readonly end?: boolean } = {}): Promise<void> {
    const [events, blinds] = [this.#events, this.#blinds];
    this.#urgent = false;
    const frames = this.evidence.take();
    if (this.touches.size + events.length + blinds.length + frames.length === 0 && !this.#isDue(at, end))
      return;
    this.#events = [];
    this.#blinds = [];
    const touches = this.touches.take();
    try {
      await this.#store.commit({ at, touches, events, blinds, frames });
      this.#written = at;
    } catch (fault) {
      const later = this.#events;
      this.#events = events;
      this.#blinds = [...blinds, ...this.#blinds].slice(0, MOST_WAITING);
      this.take(later);
      throw fault;
    }
  }

  #isDue(at: Instant, end: boolean): boolean {
    return this.#alive && (end || this.#written === null || at - this.#written >= ALIVE_EVERY);
  }
}
