import type { SystemChange } from '../change/change.ts';
import type { JournalEntry } from '../ports/journal.ts';

/** What a change that stands would have to be told a machine that has just started, and what of it no file can hold. */
export interface CarriedOver {
  readonly changes: readonly SystemChange[];
  readonly notes: readonly string[];
}

type Record = Readonly<{ [name: string]: unknown }>;

/** Of what the kernel took. `arpist table` writes down more of an entry than a file can say. */
export function carriedOver({ changes, outcome, touched }: JournalEntry): CarriedOver {
  const refused = new Set(outcome?.refused ?? []);
  const made = changes.filter((_, at) => !refused.has(at)) as readonly Record[];
  if (touched !== undefined) return { changes: made as unknown as readonly SystemChange[], notes: [] };
  return carriedOverRecords(made);
}

/** The same of what `arpist table` writes down of each change. */
export function carriedOverRecords(made: readonly Record[]): CarriedOver {
  const kept: SystemChange[] = [];
  const notes: string[] = [];
  for (const record of made) {
    const why = whyNot(record);
    if (why === null) kept.push(record as unknown as SystemChange);
    else notes.push(`${String(record['ip'] ?? record['setting'])}: ${why}`);
  }
  return { changes: kept, notes };
}

function whyNot({ do: kind, mac, state, flags }: Record): string | null {
  switch (kind) {
    case 'set-neighbour':
      if (mac === null) return 'no file holds a managed entry; it ends with the next start';
      if (state !== 'permanent')
        return `no file holds an entry that is ${String(state)}; it ends with the next start`;
      return Array.isArray(flags) && flags.length > 0
        ? `no file holds an entry with ${flags.join(', ')}; it ends with the next start`
        : null;
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
