import { seededDice } from '../../src/base/dice.ts';
import { holdNeighbourLimits, tableFulls } from '../live/neighbour-limits.ts';
import { Draw } from './draw.ts';
import { drawFrames } from './draw-frames.ts';
import { drawHost } from './draw-host.ts';
import { casesOf } from './judge.ts';
import { type Observation, observe } from './observe.ts';
import { Wire, World } from './world.ts';

/** Hosts in one world: enough to be fast, few enough that every history of sticky marks comes by. */
const HOSTS_OF_WORLD = 24;
const FRAMES_OF_HOST = 40;

/** A place to build worlds in. The neighbour table's limits are raised for as long as it is open. */
export class Session {
  readonly wire: Wire;
  readonly #release = holdNeighbourLimits();
  readonly #fulls = tableFulls();
  #worlds = 0;

  constructor() {
    this.wire = new Wire(
      `arpist-${process.pid}-${Math.floor(Math.random() * 0xffffff)
        .toString(16)
        .padStart(6, '0')}-agree`,
    );
  }

  world(): World {
    return new World(this.wire, `w${this.#worlds++}`);
  }

  /** The neighbour table of the machine was full meanwhile: what was seen proves nothing. */
  wasFull(): boolean {
    return tableFulls() !== this.#fulls;
  }

  close(): void {
    this.wire.close();
    this.#release();
  }
}

/** Observations of random hosts until there are so many cases; the same seed draws the same hosts and frames. */
export function* observations(
  session: Session,
  of: { readonly cases: number; readonly seed: number },
): Generator<Observation> {
  let cases = 0;
  let host = 0;
  for (let worlds = 0; cases < of.cases; worlds++) {
    const history = new Draw(seededDice((of.seed * 1_000_003 + worlds) >>> 0));
    // Marks stay, so each world begins without them and gets the one and the other at some time.
    const rulesFrom = history.number(0, HOSTS_OF_WORLD + 6);
    const localFrom = history.number(0, HOSTS_OF_WORLD + 6);
    const world = session.world();
    try {
      for (let at = 0; at < HOSTS_OF_WORLD && cases < of.cases; at++, host++) {
        const draw = new Draw(seededDice((of.seed * 7_919 + host * 104_729) >>> 0));
        const plan = drawHost(draw, { rules: at >= rulesFrom, local: at >= localFrom });
        const throws = drawFrames(draw, plan, FRAMES_OF_HOST);
        const marked = {
          ...plan,
          everRule: plan.everRule || world.customRules,
          everLocal: plan.everLocal || world.customLocal,
        };
        const observation = observe(world, { seed: `${of.seed}/${host}`, plan: marked, throws });
        cases += casesOf(observation);
        yield observation;
      }
    } finally {
      world.close();
    }
  }
}
