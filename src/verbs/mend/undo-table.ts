import { parseIpv4 } from '../../base/ipv4.ts';
import { parseMac } from '../../base/mac.ts';
import type { NudState } from '../../kernel/host.ts';
import type { JournalEntry } from '../../ports/journal.ts';
import type { NeighbourTable, Outcome, TableChange, TimerChange } from '../../ports/neighbours.ts';

/** What brings it back is there already, or there is nothing any more to bring it back on. */
const SETTLED: ReadonlySet<string> = new Set(['EEXIST', 'ENOENT', 'ENODEV']);

/** Takes back what `arpist table` wrote down: each change with the one that undoes it, last first. */
export function undoTable(
  table: Pick<NeighbourTable, 'change' | 'setTimers'>,
  { undo, outcome }: JournalEntry,
): { readonly complete: boolean; readonly left: readonly string[] } {
  const refused = new Set(outcome?.refused ?? []);
  const back = undo.filter((_, at) => !refused.has(at)).toReversed();
  const changes = back.flatMap((record) => tableChangeOf(record) ?? []);
  const timers = back.flatMap((record) => timerChangeOf(record) ?? []);
  const outcomes = [
    ...(changes.length === 0 ? [] : table.change(changes)),
    ...(timers.length === 0 ? [] : table.setTimers(timers)),
  ];
  const left = outcomes.flatMap(whyNot);
  return { complete: left.length === 0, left: [...new Set(left)] };
}

function whyNot({ code, words }: Outcome): readonly string[] {
  if (code === null || SETTLED.has(code)) return [];
  return [`the kernel refused with ${code}${words === null ? '' : ` (${words})`}`];
}

type Record = Readonly<{ [name: string]: unknown }>;

/** The record back as it was; undefined for one of another kind. */
function tableChangeOf(record: object | null): TableChange | undefined {
  const { do: kind, link, ip: text, mac, state, flags, protocol } = (record ?? {}) as Record;
  const ip = parseIpv4(String(text));
  if (ip === undefined) return undefined;
  const place = typeof link === 'string' ? link : null;
  if (kind === 'publish' || kind === 'unpublish') return { do: kind, link: place, ip };
  if (place === null) return undefined;
  if (kind === 'remove-neighbour') return { do: kind, link: place, ip };
  if (kind !== 'set-neighbour') return undefined;
  return {
    do: kind,
    how: 'replace',
    link: place,
    ip,
    mac: typeof mac === 'string' ? (parseMac(mac) ?? null) : null,
    state: state as NudState,
    flags: flags as readonly string[],
    protocol: typeof protocol === 'number' ? protocol : null,
  };
}

function timerChangeOf(record: object | null): TimerChange | undefined {
  const { do: kind } = (record ?? {}) as Record;
  return kind === 'set-neigh' || kind === 'set-threshold' || kind === 'set-gc-interval'
    ? (record as TimerChange)
    : undefined;
}
