import { formatIpv4, parseIpv4 } from '../../base/ipv4.ts';
import { parseMac } from '../../base/mac.ts';
import type { NudState } from '../../kernel/host.ts';
import type { JournalEntry } from '../../ports/journal.ts';
import type { NeighbourTable, Outcome, TableChange, TimerChange } from '../../ports/neighbours.ts';
import { stepOf } from '../table/set-timers.ts';
import { timersOf } from '../table/timers.ts';

export type UndoneTable = Pick<NeighbourTable, 'change' | 'setTimers' | 'entries' | 'timers'>;

/** What brings it back is there already, or there is nothing any more to bring it back on: the look behind it tells. */
const SETTLED: ReadonlySet<string> = new Set(['EEXIST', 'ENOENT', 'ENODEV']);

export interface TableUndone {
  readonly complete: boolean;
  /** What is not back can never be: its link is gone. */
  readonly over: boolean;
  readonly left: readonly string[];
}

/** Takes back what `arpist table` wrote down, each change with the one that undoes it, last first; then looks. */
export function undoTable(table: UndoneTable, { changes: made, undo, outcome }: JournalEntry): TableUndone {
  const refused = new Set(outcome?.refused ?? []);
  const back = undo.filter((_, at) => !refused.has(at)).toReversed();
  const changes = back.flatMap((record) => tableChangeOf(record) ?? []);
  const timers = back.flatMap((record) => timerChangeOf(record) ?? []);
  const outcomes = [
    ...(changes.length === 0 ? [] : table.change(changes)),
    ...(timers.length === 0 ? [] : table.setTimers(timers)),
  ];
  const why = outcomes.flatMap(whyNot);
  const missing = [...entriesNotBack(table, changes), ...timersNotBack(table, timers)];
  const learned = made.filter((record, at) => !refused.has(at) && undo[at] === null && isRemoval(record));
  const lost = outcomes.filter(({ code }) => code === 'ENODEV').length;
  return {
    complete: missing.length === 0 && why.length === 0,
    over: why.length === 0 && missing.length <= lost,
    left: [...missing, ...new Set(why), ...learnedWords(learned.length)],
  };
}

/** The last change of each place counts. Nothing is as it was because the kernel did not refuse. */
function entriesNotBack(table: UndoneTable, changes: readonly TableChange[]): readonly string[] {
  if (changes.length === 0) return [];
  const wanted = new Map(changes.map((change) => [placeOf(change), change]));
  const there = new Map(
    table
      .entries()
      .map((entry) => [placeOf({ ...entry, do: entry.published ? 'publish' : 'neighbour' }), entry]),
  );
  return [...wanted].flatMap(([place, change]) => {
    const entry = there.get(place);
    const at = `${formatIpv4(change.ip)}${change.link === null ? '' : ` on ${change.link}`}`;
    switch (change.do) {
      case 'publish':
        return entry ? [] : [`${at} is not published again`];
      case 'unpublish':
        return entry ? [`${at} is still published`] : [];
      case 'remove-neighbour':
        // One that traffic brought at once is none of ours.
        return entry && isFixed(entry.state) ? [`the entry of ${at} is still there`] : [];
      case 'set-neighbour': {
        const kind = change.flags.includes('managed') ? ' (managed)' : '';
        if (!entry) return [`${at}${kind} is not back`];
        const same =
          (change.mac === null || entry.mac === change.mac) &&
          isFixed(entry.state) === isFixed(change.state) &&
          change.flags.every((flag) => entry.flags.includes(flag));
        return same ? [] : [`the entry of ${at}${kind} is not as it was`];
      }
    }
  });
}

function isFixed(state: NudState): boolean {
  return state === 'permanent' || state === 'noarp';
}

function placeOf(one: { readonly do: string; readonly link: string | null; readonly ip: number }): string {
  return `${one.do.endsWith('publish') ? 'published' : 'cache'} ${one.link ?? ''} ${one.ip}`;
}

function timersNotBack(table: UndoneTable, changes: readonly TimerChange[]): readonly string[] {
  if (changes.length === 0) return [];
  const there = timersOf(table.timers());
  const wanted = new Map(
    changes.map((change) => [`${'link' in change ? change.link : ''} ${change.setting}`, change]),
  );
  return [...wanted.values()].flatMap((change) => {
    const link = 'link' in change ? change.link : null;
    const timer = there.find((one) => one.link === link && one.setting === change.setting);
    const name = `${change.setting}${link === null ? '' : ` of ${link}`}`;
    if (!timer) return [`${name} is not there any more`];
    const value = timer.value / (stepOf(change.setting) ?? 1);
    return value === change.value ? [] : [`${name} is ${value}, and was ${change.value}`];
  });
}

function isRemoval(record: object): boolean {
  return (record as Record)['do'] === 'remove-neighbour';
}

function learnedWords(many: number): readonly string[] {
  if (many === 0) return [];
  return [
    many === 1
      ? 'one learned entry is asked for again when it is needed'
      : `${many} learned entries are asked for again when they are needed`,
  ];
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
