import { SystemFault } from '../../base/fault.ts';
import type { Instant } from '../../base/time.ts';
import type { ExpectedMove } from '../../inventory/expected.ts';
import type { Expectations } from '../../ports/expectations.ts';

/** Moves that are expected on this machine while it is watched: noted beforehand, or by its own announce and move. */
export class MovesHere {
  readonly #expectations: Expectations;
  readonly #now: () => Instant;
  #seen: string | undefined;

  constructor(expectations: Expectations, now: () => Instant) {
    this.#expectations = expectations;
    this.#now = now;
  }

  /** Something was noted or forgotten since `moves` were asked for. Never throws. */
  get changed(): boolean {
    return this.#seen !== undefined && this.#expectations.stamp() !== this.#seen;
  }

  /** None where the file cannot be read: then nothing is explained by it. */
  moves(): readonly ExpectedMove[] {
    this.#seen = this.#expectations.stamp();
    try {
      return this.#expectations
        .at(this.#now())
        .all.map(({ ip, mac, from, until }) => ({ ip, mac, from, until }));
    } catch (cause) {
      if (cause instanceof SystemFault) return [];
      throw cause;
    }
  }
}
