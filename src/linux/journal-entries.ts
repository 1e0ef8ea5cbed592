import type { Intent, JournalDamage, JournalEntry, PersistFile } from '../ports/journal.ts';
import type { Kept } from '../ports/system.ts';
import { type Home, isSameHome } from './journal-home.ts';
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
      if (isIntent(line)) entries.set(name, entryOf(line, place, home));
      else shapeless.push({ place, what: 'is no change as arpist writes it' });
      continue;
    }
    const entry = entries.get(name);
    if (entry) entries.set(name, { ...entry, ...newsOf(line, entry) });
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

function entryOf(line: JournalLine, place: number, home: Home): JournalEntry {
  const { v: _, type: __, id, n: ___, sum: ____, at, namespace, boot, cookie, ...intent } = line;
  return {
    ...(intent as unknown as Intent),
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

function newsOf(line: JournalLine, entry: JournalEntry): Partial<JournalEntry> {
  switch (line.type) {
    case 'confirmed':
      return { confirmed: true };
    case 'undoing':
      return isRecord(line['goal']) ? { undoing: line['goal'] as unknown as Kept } : {};
    case 'undone':
      return { undone: true };
    case 'outcome': {
      const { at, refused, before = entry.before, after } = line as Outcome;
      const outcome = {
        at: Number(at),
        refused: Array.isArray(refused) ? refused : [],
        after: after ?? null,
      };
      return { ...(before === undefined ? {} : { before }), outcome };
    }
    default:
      return {};
  }
}

/** Lines of the first form have no sum: what is not of this shape would be acted on wrongly. */
function isIntent({ command, changes, undo, files, before, touched, confirm }: JournalLine): boolean {
  return (
    typeof command === 'string' &&
    Array.isArray(changes) &&
    changes.every(isRecord) &&
    Array.isArray(undo) &&
    undo.every((one) => one === null || typeof one === 'object') &&
    (files === undefined || (Array.isArray(files) && files.every(isFile))) &&
    (before === undefined) === (touched === undefined) &&
    (before === undefined || (isRecord(before) && isRecord(touched))) &&
    (confirm === undefined || typeof confirm === 'number')
  );
}

function isFile(value: unknown): value is PersistFile {
  return isRecord(value) && typeof value['path'] === 'string' && typeof value['text'] === 'string';
}
