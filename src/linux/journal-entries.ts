import type { JournalDamage, JournalEntry } from '../ports/journal.ts';
import type { Kept } from '../ports/system.ts';
import { type Home, isSameHome } from './journal-home.ts';
import { intentOf } from './journal-intent.ts';
import { isRecord, type JournalLine } from './journal-line.ts';
import type { JournalLook } from './journal-file.ts';
import type { Damage } from './journal-text.ts';

type Outcome = JournalLine & {
  readonly refused: readonly number[];
  readonly before?: Kept;
  readonly after?: Kept;
};

export interface JournalView {
  readonly entries: readonly JournalEntry[];
  readonly damage: readonly JournalDamage[];
  /** How many were left out when the journal was made shorter. */
  readonly dropped: number;
}

/** What the lines say of each change, oldest first. */
export function viewOf({ lines, damage }: JournalLook, home: Home): JournalView {
  const entries = new Map<string, JournalEntry>();
  const shapeless: Damage[] = [];
  let dropped = 0;
  /** The last line that was written before this start of the machine. */
  let past = 0;
  for (const { place, line } of lines) {
    const name = String(line.id);
    if (line.type === 'shortened') dropped += Number(line['dropped']) || 0;
    if (line.type === 'intent') {
      if (isPast(line, home)) past = place;
      if (entries.has(name)) continue;
      const begun = entryOf(line, place, home);
      if (begun) entries.set(name, begun);
      else shapeless.push({ place, what: 'is no change as arpist writes it' });
      continue;
    }
    const entry = entries.get(name);
    if (entry) entries.set(name, withNews(entry, line));
  }
  return {
    entries: [...entries.values()],
    damage: [...damage, ...shapeless]
      .toSorted((a, b) => a.place - b.place)
      .map(({ place, what, ofAll = false }) => ({
        line: ofAll ? Number.MAX_SAFE_INTEGER : place,
        sentence: `line ${place} ${what}`,
        past: !ofAll && place < past,
      })),
    dropped,
  };
}

function isPast({ boot }: JournalLine, home: Home): boolean {
  return typeof boot === 'string' && home.boot !== null && boot !== home.boot;
}

function entryOf(line: JournalLine, place: number, home: Home): JournalEntry | null {
  const intent = intentOf(line);
  if (intent === null) return null;
  const { id, at, namespace, boot, cookie } = line;
  return {
    ...intent,
    name: String(id),
    line: place,
    at: Number(at),
    here: isSameHome(home, { namespace, boot, cookie } as Home),
    past: isPast(line, home),
    outcome: null,
    confirmed: false,
    undoing: null,
    undone: false,
  };
}

/** The entry with what a later line says of it. */
function withNews(entry: JournalEntry, line: JournalLine): JournalEntry {
  switch (line.type) {
    case 'confirmed':
      return { ...entry, confirmed: true };
    case 'undoing':
      return isRecord(line['goal']) ? { ...entry, undoing: line['goal'] as unknown as Kept } : entry;
    case 'undone':
      return { ...entry, undone: true };
    case 'outcome': {
      const { at, refused, before, after } = line as Outcome;
      const outcome = {
        at: Number(at),
        refused: Array.isArray(refused) ? refused : [],
        after: after ?? null,
      };
      return entry.by === 'state' && before !== undefined
        ? { ...entry, outcome, before }
        : { ...entry, outcome };
    }
    default:
      return entry;
  }
}
