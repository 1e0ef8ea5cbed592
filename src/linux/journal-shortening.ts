import type { JournalEntry } from '../ports/journal.ts';
import type { JournalLook } from './journal-file.ts';
import type { Home } from './journal-home.ts';
import type { JournalLine } from './journal-line.ts';
import { viewOf } from './journal-entries.ts';

/** What cannot be undone any more is kept for people: so long, and so many. */
export const KEPT_DAYS = 90;
export const KEPT_OVER = 200;
/** What can be undone; the oldest of more are let go. */
export const KEPT_STANDING = 2000;

const DAY_MS = 86_400_000;
/** Below so many bytes nothing is gained by leaving out states. */
const SMALL = 1 << 20;

/** By its size and its first line alone: one that is large has doubled since it was shortened. */
export function mayShorten(size: number, first: JournalLine | undefined): boolean {
  const last = first?.type === 'shortened' ? Number(first['size']) || 0 : 0;
  return size < SMALL || size >= 2 * last;
}

/** The records of a shorter journal; null: it would not be much shorter, or something in it cannot be read. */
export function shortened(
  look: JournalLook,
  { home, now, size }: { readonly home: Home; readonly now: number; readonly size: number },
): readonly object[] | null {
  if (!mayShorten(size, look.lines[0]?.line)) return null;
  const { entries, damage, dropped } = viewOf(look, home);
  if (damage.some(({ past }) => !past)) return null;
  const staying = keptOf(entries, now);
  if (size < SMALL && staying.length === entries.length) return null;
  const kept = new Map(staying.map((entry) => [entry.name, entry]));
  const records = look.lines.flatMap(({ line }): JournalLine[] => {
    const entry = kept.get(String(line.id));
    if (!entry || line.type === 'shortened') return [];
    return isOver(entry) ? withoutStates(line) : [withoutNumber(line)];
  });
  const header = {
    type: 'shortened',
    at: now,
    dropped: dropped + entries.length - kept.size,
    size: records.reduce((sum, record) => sum + JSON.stringify(record).length, 0),
  };
  return [header, ...records];
}

function keptOf(entries: readonly JournalEntry[], now: number): readonly JournalEntry[] {
  const young = entries.filter((entry) => isOver(entry) && entry.at > now - KEPT_DAYS * DAY_MS);
  const standing = entries.filter((entry) => !isOver(entry));
  return [...young.slice(-KEPT_OVER), ...standing.slice(-KEPT_STANDING)];
}

/** Nothing of it can be undone any more. Another namespace of this start may be there still. */
function isOver({ undone, past, files = [] }: JournalEntry): boolean {
  return undone || (past && files.length === 0);
}

/** For the list alone: states of thousands of routes are what is large. */
function withoutStates(line: JournalLine): JournalLine[] {
  if (line.type === 'undoing') return [];
  const { before: _, after: __, touched: ___, ...rest } = withoutNumber(line);
  return [rest];
}

function withoutNumber(line: JournalLine): JournalLine {
  const { v: _, n: __, sum: ___, ...rest } = line;
  return rest;
}
