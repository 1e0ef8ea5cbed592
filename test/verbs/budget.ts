import assert from 'node:assert/strict';
import type { Clock } from '../../src/ports/clock.ts';
import { openResponder, type Habits } from '../../src/sim/responder.ts';
import type { Segment } from '../../src/sim/segment.ts';
import type { World } from '../../src/sim/world.ts';
import type { StepCounter } from './step-counter.ts';

/** How much work a verb did: steps of the whole, and of the longest turn between two waits. */
export interface Work {
  readonly steps: number;
  readonly longest: number;
}

/** The clock of a verb whose work is counted, turn by turn; what the world does meanwhile is not. */
export function countedClock(
  clock: Clock,
  steps: StepCounter,
): { readonly clock: Clock; readonly work: Work } {
  let [longest, turn] = [0, 0];
  return {
    clock: {
      now: () => clock.now(),
      wait: async (until, links) => {
        longest = Math.max(longest, steps.count - turn);
        await steps.paused(() => clock.wait(until, links));
        turn = steps.count;
      },
    },
    work: {
      get steps() {
        return steps.count;
      },
      get longest() {
        return longest;
      },
    },
  };
}

/** So many MACs that answer for every address, unless said otherwise. */
export function crowd(count: number, habits: Partial<Habits> = {}): (world: World, segment: Segment) => void {
  return (world, segment) => {
    for (let at = 0; at < count; at++)
      openResponder(world, segment, { mac: 0x02bb00000000 + at, answersFor: () => true, ...habits });
  };
}

/** Steps of work for each answer that is heard and each packet that is sent, whatever is on the segment. */
const FOR_EACH = 600;
/** One turn may take in what a ring holds, but examines and tells only so much. */
const OF_A_TURN = 2_500_000;

/** The work is within its budget for so many frames, heard and sent. */
export function withinBudget(work: Work, frames: number): void {
  const allowed = FOR_EACH * (frames + 1000);
  assert.ok(work.steps < allowed, `${work.steps} steps, ${allowed} allowed`);
  withinTurn(work);
}

export function withinTurn({ longest }: Work): void {
  assert.ok(longest < OF_A_TURN, `${longest} steps in one turn`);
}
