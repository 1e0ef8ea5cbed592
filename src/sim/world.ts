import { type Dice, seededDice } from '../base/dice.ts';
import type { Instant } from '../base/time.ts';
import type { Clock } from '../ports/clock.ts';
import { OwnHost, type OwnInterface } from './own-host.ts';
import { PaperClock } from './paper-clock.ts';
import { Segment, type SegmentTraits } from './segment.ts';

/** What a world begins with. */
export interface WorldOptions {
  /** The same seed and the same doings give the same frames at the same moments. */
  readonly seed: number;
  /**
   * What links stamp at time 0 of the clock, in milliseconds since the Unix epoch; 2026-01-01 if left out.
   * It is far from the clock's own 0 so that nobody compares the two unnoticed.
   */
  readonly start?: Instant;
}

/** What a verb takes, all of paper. */
export interface PaperHands {
  readonly host: OwnHost;
  readonly clock: PaperClock;
  readonly dice: Dice;
}

const NEW_YEAR_2026 = 1_767_225_600_000;

/** Machines, cables and time, all of paper. */
export class World {
  readonly clock: PaperClock;
  /** The world's own luck; scripts may throw it too, but a verb under test gets dice of its own. */
  readonly dice: Dice;
  readonly epoch: Instant;

  constructor(options: WorldOptions) {
    this.clock = new PaperClock();
    this.dice = seededDice(options.seed);
    this.epoch = options.start ?? NEW_YEAR_2026;
  }

  /** A broadcast domain without anybody on it yet. */
  segment(name: string, traits: SegmentTraits = {}): Segment {
    return new Segment(name, this, traits);
  }

  /** Our own machine: the body of the ports. */
  host(...interfaces: readonly OwnInterface[]): OwnHost {
    return new OwnHost(this, interfaces);
  }

  /** For a verb on `host`; its dice are not the world's, so that what it throws changes nobody else's luck. */
  hands(host: OwnHost, seed = 1): PaperHands {
    return { host, clock: this.clock, dice: seededDice(seed) };
  }

  /** Does `deed` at a moment of the clock. */
  at(when: Instant, deed: () => void): void {
    this.clock.at(when, deed);
  }
}

/** An empty world at moment 0. */
export function openWorld(options: WorldOptions): World & { readonly clock: Clock } {
  return new World(options);
}
