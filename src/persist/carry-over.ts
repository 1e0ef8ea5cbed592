import { type SystemChange, wholeNeighbour } from '../change/change.ts';
import type { JournalEntry } from '../ports/journal.ts';

/** What a change that stands would have to be told a machine that has just started, and what of it no file can hold. */
export interface CarriedOver {
  readonly changes: readonly SystemChange[];
  readonly notes: readonly string[];
}

/** Of what the kernel took. `arpist table` makes more of an entry than a file can say. */
export function carriedOver({ by, changes, outcome }: JournalEntry): CarriedOver {
  const refused = new Set(outcome?.refused ?? []);
  const made = changes.filter((_, at) => !refused.has(at));
  return by === 'steps' ? carriedOverSteps(made) : { changes: made, notes: [] };
}

/** The same of what `arpist table` makes. */
export function carriedOverSteps(made: readonly SystemChange[]): CarriedOver {
  const kept: SystemChange[] = [];
  const notes: string[] = [];
  for (const change of made) {
    const why = whyNot(change);
    if (why === null) kept.push(change);
    else notes.push(`${'ip' in change ? change.ip : 'setting' in change ? change.setting : ''}: ${why}`);
  }
  return { changes: kept, notes };
}

function whyNot(change: SystemChange): string | null {
  switch (change.do) {
    case 'set-neighbour': {
      const { mac, state, flags } = wholeNeighbour(change);
      if (mac === null) return 'no file holds a managed entry; it ends with the next start';
      if (state !== 'permanent')
        return `no file holds an entry that is ${state}; it ends with the next start`;
      return flags.length > 0
        ? `no file holds an entry with ${flags.join(', ')}; it ends with the next start`
        : null;
    }
    case 'publish':
    case 'set-neigh':
    case 'set-threshold':
      return null;
    case 'set-gc-interval':
      return 'no file holds it; it ends with the next start';
    default:
      return 'what was taken away comes back where a file or a program makes it';
  }
}
