import { SystemFault } from '../base/fault.ts';
import type { WatchEvent } from '../inventory/watch-event.ts';
import type { KeepingFacts } from '../ports/service.ts';
import type { Store, StoreBatch } from '../ports/store.ts';

/** An event as it became known, in its place; without numbers while nothing can be stored. */
export interface KeptEvent {
  readonly event: WatchEvent;
  readonly episode: number | null;
  readonly seq: number | null;
}

/** What the hall wants to know of the writing. */
export interface KeepingTell {
  /** In their order, each once: written, or known to be not for now. */
  readonly known: (events: readonly KeptEvent[]) => void;
  /** Events with numbers up to that one are there. */
  readonly written: (seq: number) => void;
  /** Writing fails from now on, or does no more. */
  readonly changed: (state: KeepingFacts['state'], why: string | null) => void;
}

/** A page of events that were written together. */
const PAGE = 10_000;

/** The writing side of the store as the hall sees it: what became of each commit is told, and it fails as the store does. */
export class Keeping {
  readonly store: Store;
  readonly #tell: KeepingTell;
  readonly #memory: boolean;
  #why: string | null;
  #state: KeepingFacts['state'];
  #seq: number;
  #busy = false;
  /** Told without a number while nothing could be written. */
  readonly #told = new WeakSet<WatchEvent>();

  /** `seq`: the number of the last event that is there; `memory`: why nothing can be written at all. */
  constructor(
    store: Store,
    tell: KeepingTell,
    { seq, memory }: { readonly seq: number; readonly memory: string | null },
  ) {
    this.store = store;
    this.#tell = tell;
    this.#seq = seq;
    this.#memory = memory !== null;
    this.#why = memory;
    this.#state = this.#memory ? 'memory' : 'writing';
  }

  get state(): KeepingFacts['state'] {
    return this.#state;
  }

  get why(): string | null {
    return this.#why;
  }

  /** The number of the last event that was written. */
  get seq(): number {
    return this.#seq;
  }

  /** A commit has not come to its end. */
  get busy(): boolean {
    return this.#busy;
  }

  /** Throws what the store throws. */
  async commit(batch: StoreBatch): Promise<void> {
    this.#busy = true;
    try {
      await this.#commit(batch);
    } finally {
      this.#busy = false;
    }
  }

  async #commit(batch: StoreBatch): Promise<void> {
    try {
      await this.store.commit(batch);
    } catch (fault) {
      if (fault instanceof SystemFault) this.#failed(batch, fault);
      throw fault;
    }
    this.#turn(this.#memory ? 'memory' : 'writing', this.#memory ? this.#why : null);
    if (batch.events.length > 0) await this.#number(batch.events);
  }

  /** Events that came with the commit have their numbers now: there is one writer, and they stand in their order. */
  async #number(events: readonly WatchEvent[]): Promise<void> {
    for (let from = 0; from < events.length; from += PAGE) {
      const part = events.slice(from, from + PAGE);
      const rows = await this.store.eventsAfter(this.#seq, part.length);
      this.#seq = rows.at(-1)?.seq ?? this.#seq;
      const news = part.map((event, at) => ({
        event,
        episode: rows[at]?.episode ?? null,
        seq: rows[at]?.seq ?? null,
      }));
      this.#tell.known(news.filter(({ event }) => !this.#told.has(event)));
    }
    this.#tell.written(this.#seq);
  }

  #failed({ events }: StoreBatch, fault: SystemFault): void {
    const news = events.filter((event) => !this.#told.has(event));
    for (const event of news) this.#told.add(event);
    if (news.length > 0) this.#tell.known(news.map((event) => ({ event, episode: null, seq: null })));
    this.#turn(fault.kind === 'disk-full' ? 'full' : 'failing', fault.message);
  }

  #turn(state: KeepingFacts['state'], why: string | null): void {
    this.#why = why;
    if (state === this.#state) return;
    this.#state = state;
    this.#tell.changed(state, why);
  }
}

/** The number of the last event that is there; 0: there is none. Asked for a few times, however many there are. */
export async function lastSeq(store: Pick<Store, 'eventsAfter'>): Promise<number> {
  const isLast = async (seq: number): Promise<boolean> => (await store.eventsAfter(seq, 1)).length === 0;
  let [low, high] = [0, 1];
  if (await isLast(0)) return 0;
  while (!(await isLast(high))) [low, high] = [high, high * 2];
  // Events come after `low`, and none after `high`.
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (await isLast(middle)) high = middle;
    else low = middle;
  }
  return high;
}
