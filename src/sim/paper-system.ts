import { after } from '../change/after.ts';
import type { SystemChange, TableChange, TimerChange } from '../change/change.ts';
import { differencesOf, mergeStates } from '../change/merge-states.ts';
import { putBack } from '../change/put-back.ts';
import { refusalOf } from '../change/refusal.ts';
import { type SnapshotState, stateOf } from '../change/snapshot-state.ts';
import type { Touched } from '../change/touched.ts';
import type { HostSnapshot } from '../kernel/host.ts';
import type { Outcome } from '../ports/neighbours.ts';
import type { Kept, System } from '../ports/system.ts';

interface PaperKept extends Kept {
  readonly form: 'paper';
  readonly state: SnapshotState;
}

const MADE: Outcome = { code: null, words: null };

/** A host that takes changes as the model says; `refuse` has another answer for some of them. */
export class PaperSystem implements System {
  host: HostSnapshot;
  /** All that was asked of it. */
  readonly asked: SystemChange[] = [];
  readonly #refuse: (change: SystemChange) => Outcome | undefined;

  constructor(host: HostSnapshot, refuse: (change: SystemChange) => Outcome | undefined = () => undefined) {
    this.host = host;
    this.#refuse = refuse;
  }

  snapshot(): HostSnapshot {
    return this.host;
  }

  surroundings(): HostSnapshot {
    return this.host;
  }

  mustMayChange(): void {
    // On paper everybody may.
  }

  make(changes: readonly SystemChange[]): readonly Outcome[] {
    const outcomes: Outcome[] = [];
    for (const change of changes) {
      this.asked.push(change);
      const outcome = this.#refuse(change) ?? this.#answer(change);
      outcomes.push(outcome);
      if (outcome.code !== null) break;
      this.host = after(this.host, [change]);
    }
    return outcomes;
  }

  makeEach(changes: readonly (TableChange | TimerChange)[]): readonly Outcome[] {
    return changes.flatMap((change) => this.make([change]));
  }

  #answer(change: SystemChange): Outcome {
    const code = refusalOf(this.host, change);
    return code === null ? MADE : { code, words: null };
  }

  keep(touched: Touched): Kept {
    return asKept(stateOf(this.host, touched));
  }

  merge(before: Kept, made: Kept, now: Kept): ReturnType<System['merge']> {
    const was = asState(before);
    const goal = mergeStates(was, asState(made), asState(now));
    return { goal: asKept(goal), left: differencesOf(was, goal) };
  }

  restore(kept: Kept): ReturnType<System['restore']> {
    const goal = asState(kept);
    const made = differencesOf(goal, stateOf(this.host, goal.touched)).length;
    if (made > 0) this.host = putBack(this.host, goal);
    const left = differencesOf(goal, stateOf(this.host, goal.touched));
    return { made, complete: left.length === 0, left };
  }
}

function asKept(state: SnapshotState): PaperKept {
  return { form: 'paper', state };
}

function asState(kept: Kept): SnapshotState {
  return (kept as PaperKept).state;
}
