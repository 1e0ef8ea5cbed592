import { after } from '../change/after.ts';
import type { SystemChange } from '../change/change.ts';
import type { HostSnapshot } from '../kernel/host.ts';
import type { Outcome } from '../ports/neighbours.ts';
import type { Kept, System } from '../ports/system.ts';

interface PaperKept extends Kept {
  readonly form: 'paper';
  readonly host: HostSnapshot;
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
      const refused = this.#refuse(change);
      outcomes.push(refused ?? MADE);
      if (refused) break;
      this.host = after(this.host, [change]);
    }
    return outcomes;
  }

  keep(): Kept {
    return { form: 'paper', host: this.host } as PaperKept;
  }

  merge(before: Kept): ReturnType<System['merge']> {
    return { goal: before, left: [] };
  }

  restore(goal: Kept): ReturnType<System['restore']> {
    const made = this.host === (goal as PaperKept).host ? 0 : 1;
    this.host = (goal as PaperKept).host;
    return { made, complete: true, left: [] };
  }
}
