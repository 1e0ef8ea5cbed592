import { SystemFault } from '../../base/fault.ts';
import type { Instant, Millis } from '../../base/time.ts';
import type { Keep, Pruned, Store } from '../../ports/store.ts';

const DAY: Millis = 86_400_000;
const HOUR: Millis = 3_600_000;
/** Rows of a kind at a time: a commit waits behind them for some milliseconds. */
const STEP = 500;

/** Without any configuration. */
export const KEEP_BY_DEFAULT: Keep = {
  events: 400 * DAY,
  tenures: 3 * 365 * DAY,
  evidence: { time: 30 * DAY, bytes: 1 << 30 },
  anonymiseAfter: null,
};

/** Once an hour what is too old goes, a little at a time: a call begins the next step when the last one is done. */
export class Retention {
  readonly #store: Pick<Store, 'prune'>;
  readonly #keep: () => Keep;
  #next: Instant = Number.NEGATIVE_INFINITY;
  #busy = false;

  constructor(store: Pick<Store, 'prune'>, keep: () => Keep) {
    this.#store = store;
    this.#keep = keep;
  }

  /** Never throws: a store that cannot be written is told of by whoever writes, and asked again in an hour. */
  pass(now: Instant): void {
    // Of a clock that was set back the next hour may be far away.
    const isDue = now >= this.#next || now < this.#next - HOUR;
    if (this.#busy || !isDue) return;
    this.#busy = true;
    void this.#step(now).finally(() => (this.#busy = false));
  }

  async #step(now: Instant): Promise<void> {
    this.#next = now + HOUR;
    try {
      const gone = await this.#store.prune(this.#keep(), now, STEP);
      if (isSome(gone)) this.#next = Number.NEGATIVE_INFINITY;
    } catch (fault) {
      if (!(fault instanceof SystemFault)) throw fault;
    }
  }
}

function isSome({ events, episodes, tenures, stations, frames }: Pruned): boolean {
  return events + episodes + tenures + stations + frames > 0;
}
