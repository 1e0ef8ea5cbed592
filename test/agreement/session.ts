import { seededDice } from '../../src/base/dice.ts';
import type { HostSnapshot } from '../../src/kernel/host.ts';
import { sweepDeadLabs } from '../live/lab.ts';
import { holdNeighbourLimits, tableFulls } from '../live/neighbour-limits.ts';
import { drawWayQuestions, observeWays, type WayQuestion, type WaysObservation } from './ask-ways.ts';
import { judgeChanges } from './changes.ts';
import { Draw } from './draw.ts';
import { edged } from './draw-edges.ts';
import { widened } from './draw-wide.ts';
import { drawAsks, drawCandidates, takeApart, type Throws } from './draw-frames.ts';
import { type Allowed, drawHost } from './draw-host.ts';
import type { Guide } from './guide.ts';
import { casesOf } from './judge.ts';
import { type Observation, observe } from './observe.ts';
import { drawScripts, perform } from './perform.ts';
import type { HostPlan } from './plan.ts';
import type { Performance } from './script-plan.ts';
import { SITUATIONS } from './situations.ts';
import { Wire, World } from './world.ts';

/** Hosts in one world: enough to be fast, few enough that every history of sticky marks comes by. */
const HOSTS_OF_WORLD = 24;
const HOSTS_CUT = 2;
const FRAMES_OF_HOST = 16;
const ASKS_OF_HOST = 6;
const CANDIDATES = 200;

/** A place to build worlds in. The neighbour table's limits are raised for as long as it is open. */
export class Session {
  readonly wire: Wire;
  readonly #release = holdNeighbourLimits();
  readonly #fulls = tableFulls();
  #worlds = 0;

  constructor() {
    // A run that was killed leaves its worlds behind: the next one takes them away.
    sweepDeadLabs();
    this.wire = new Wire(
      `arpist-${process.pid}-${Math.floor(Math.random() * 0xffffff)
        .toString(16)
        .padStart(6, '0')}-agree`,
    );
  }

  /** `indexes`: those of its NICs; left out: as they come. */
  world(indexes: readonly number[] = []): World {
    return new World(this.wire, `w${this.#worlds++}`, indexes);
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

export interface Wish {
  readonly cases: number;
  readonly seed: number;
  /** Sorts out the frames that tell most; left out: as they were drawn. */
  readonly guide?: Guide;
}

/** Observations of random hosts until there are so many cases; the same seed draws the same hosts and frames. */
export function* observations(session: Session, wish: Wish): Generator<Observation> {
  let cases = 0;
  for (let worlds = 0; cases < wish.cases; worlds++) {
    const history = new Draw(seededDice((wish.seed * 1_000_003 + worlds) >>> 0));
    const indexes = drawIndexes(history);
    const world = session.world(indexes);
    try {
      for (const { plan, draw, seed } of hostsOf(world, history, { seed: wish.seed, worlds, indexes })) {
        const choose = (built: HostSnapshot): Throws => throwsAt(draw, plan, { built, guide: wish.guide });
        const observation = observe(world, { seed, plan, choose });
        cases += casesOf(observation);
        yield observation;
        if (cases >= wish.cases) break;
      }
    } finally {
      world.close();
    }
  }
}

const QUESTIONS_OF_HOST = 60;

/** The kernel's own look-ups on random hosts, until there are so many of them. */
export function* wayObservations(
  session: Session,
  of: { readonly questions: number; readonly seed: number },
): Generator<WaysObservation> {
  let questions = 0;
  for (let worlds = 0; questions < of.questions; worlds++) {
    const history = new Draw(seededDice((of.seed * 1_000_003 + worlds) >>> 0));
    const indexes = drawIndexes(history);
    const world = session.world(indexes);
    try {
      for (const { plan, draw, seed } of hostsOf(world, history, { seed: of.seed, worlds, indexes })) {
        const choose = (host: HostSnapshot): readonly WayQuestion[] =>
          drawWayQuestions(draw, host, QUESTIONS_OF_HOST);
        const observation = observeWays(world, { seed, plan: { ...widened(draw, plan), cut: [] }, choose });
        questions += observation.seen.length;
        yield observation;
        if (questions >= of.questions) break;
      }
    } finally {
      world.close();
    }
  }
}

const CHANGES_OF_HOST = 8;

/** Random changes on random hosts, until so many were made: what differs from what was foretold. */
export function* changesJudged(
  session: Session,
  of: { readonly changes: number; readonly seed: number },
): Generator<ReturnType<typeof judgeChanges>> {
  let changes = 0;
  for (let worlds = 0; changes < of.changes; worlds++) {
    const history = new Draw(seededDice((of.seed * 1_000_003 + worlds) >>> 0));
    const indexes = drawIndexes(history);
    const world = session.world(indexes);
    try {
      for (const { plan, draw, seed } of hostsOf(world, history, { seed: of.seed, worlds, indexes })) {
        const calm = { ...widened(draw, plan), cut: [] };
        const judged = judgeChanges(world, { seed, plan: calm, draw, count: CHANGES_OF_HOST });
        changes += judged.made;
        yield judged;
        if (changes >= of.changes) break;
      }
    } finally {
      world.close();
    }
  }
}

/** More than this a sight may not have waited: the machine was busy, and what was seen says little. */
const MOST_LAG = 90;
const TRIES = 4;

/** Scripts of entries that live side by side, `rounds` times 240 of them. */
export function* performances(
  session: Session,
  of: { rounds: number; seed: number },
): Generator<Performance> {
  for (let round = 0; round < of.rounds; round++) {
    const seed = of.seed * 1000 + round;
    const drawn = drawScripts(new Draw(seededDice(seed >>> 0)));
    for (let tries = 1; ; tries++) {
      const world = session.world();
      try {
        const performance = perform(world, { seed: `${of.seed}/scripts ${round}`, ...drawn });
        if (performance.lag > MOST_LAG && tries < TRIES) continue;
        yield performance;
        break;
      } finally {
        world.close();
      }
    }
  }
}

interface Drawn {
  readonly plan: HostPlan;
  readonly draw: Draw;
  readonly seed: string;
}

/** Marks stay, so each world begins without them and gets the one and the other at some time. */
function* hostsOf(
  world: World,
  history: Draw,
  of: { seed: number; worlds: number; indexes: readonly number[] },
): Generator<Drawn> {
  const first = history.number(6, 9);
  const second = history.number(12, 17);
  const rulesFirst = of.worlds % 2 === 0;
  const rulesFrom = rulesFirst ? first : second;
  const localFrom = rulesFirst ? second : first;
  const cut = history.number(0, 1);
  for (let at = 0; at < HOSTS_OF_WORLD; at++) {
    const host = of.worlds * HOSTS_OF_WORLD + at;
    const draw = new Draw(seededDice((of.seed * 7_919 + host * 104_729) >>> 0));
    const allowed = {
      rules: at >= rulesFrom,
      local: at >= localFrom,
      // The kernel takes a second to see a cut cable, so those hosts come together.
      cut: at >= HOSTS_OF_WORLD - HOSTS_CUT ? [cut] : [],
    };
    const plan = sharpen(situate(drawHost(draw, allowed), { draw, allowed, host }), { draw, allowed, host });
    const everRule = plan.everRule || world.customRules;
    const everLocal = plan.everLocal || world.customLocal;
    yield { plan: { ...plan, everRule, everLocal, indexes: of.indexes }, draw, seed: `${of.seed}/${host}` };
  }
}

/** Every third host with what is rare, and some of the others. */
function sharpen(plan: HostPlan, of: { draw: Draw; allowed: Allowed; host: number }): HostPlan {
  const { draw, allowed, host } = of;
  if (host % HOSTS_OF_WORLD < 2) return plan;
  if (host % 3 !== 2) return draw.chance(0.2) ? edged(draw, plan, allowed) : plan;
  return edged(draw, draw.chance(0.4) ? widened(draw, plan) : plan, allowed);
}

/** Links are registered in another order than that of their indexes where some came from elsewhere, as in containers. */
function drawIndexes(draw: Draw): readonly number[] {
  if (draw.chance(0.6)) return [];
  return draw.one([
    [50, 40, 30, 20],
    [57, 2, 3, 4],
    [30, 50, 20, 40],
  ]);
}

const CUT_SITUATION = 1;

/** Two of three hosts are situations, one after the other, on random ground. */
function situate(plan: HostPlan, of: { draw: Draw; allowed: Allowed; host: number }): HostPlan {
  const { draw, allowed, host } = of;
  // The first hosts of a world have no marks yet, which the first situation must not have.
  if (host % HOSTS_OF_WORLD < 2) return SITUATIONS[0]!.make(draw, plan);
  if (host % 3 === 2) return plan;
  if (allowed.cut.length > 0) return SITUATIONS[CUT_SITUATION]!.make(draw, plan);
  const fits = SITUATIONS.filter(({ needs }) => needs === undefined || allowed[needs]);
  return fits[host % fits.length]!.make(draw, plan);
}

function throwsAt(draw: Draw, plan: HostPlan, of: { built: HostSnapshot; guide: Guide | undefined }): Throws {
  const { built, guide } = of;
  const drawn = drawCandidates(draw, plan, guide ? CANDIDATES : FRAMES_OF_HOST * 2);
  const chosen = takeApart(guide ? guide.sort(built, drawn) : drawn, FRAMES_OF_HOST);
  return {
    frames: chosen.map(({ frame }) => frame),
    entries: chosen.flatMap(({ entry }) => (entry ? [entry] : [])),
    asks: drawAsks(draw, plan, { chosen, count: ASKS_OF_HOST }),
  };
}
