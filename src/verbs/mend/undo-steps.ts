import {
  isTableChange,
  isTimerChange,
  type TableChange,
  type TimerChange,
  wholeNeighbour,
} from '../../change/change.ts';
import { valueIn } from '../../change/value-in.ts';
import type { HostSnapshot, NudState } from '../../kernel/host.ts';
import type { EntryBy } from '../../ports/journal.ts';
import type { Outcome } from '../../ports/neighbours.ts';
import type { System } from '../../ports/system.ts';

/** What brings it back is there already, or there is nothing any more to bring it back on: the look behind it tells. */
const SETTLED: ReadonlySet<string> = new Set(['EEXIST', 'ENOENT', 'ENODEV']);

export interface StepsUndone {
  readonly complete: boolean;
  /** What is not back can never be: its link is gone. */
  readonly over: boolean;
  readonly left: readonly string[];
}

/** Takes back what `arpist table` wrote down, each change with the one that undoes it, last first; then looks. */
export function undoSteps(
  system: Pick<System, 'makeEach' | 'snapshot'>,
  { changes: made, undo, outcome }: EntryBy<'steps'>,
): StepsUndone {
  const refused = new Set(outcome?.refused ?? []);
  const back = undo
    .filter((_, at) => !refused.has(at))
    .toReversed()
    .filter((change) => change !== null);
  const changes = back.filter(isTableChange);
  const timers = back.filter(isTimerChange);
  const outcomes = back.length === 0 ? [] : system.makeEach([...changes, ...timers]);
  const why = outcomes.flatMap(whyNot);
  const host = back.length === 0 ? null : system.snapshot();
  const missing = host === null ? [] : [...entriesNotBack(host, changes), ...timersNotBack(host, timers)];
  const learned = made.filter(
    (change, at) => !refused.has(at) && undo[at] === null && change.do === 'remove-neighbour',
  );
  const lost = outcomes.filter(({ code }) => code === 'ENODEV').length;
  return {
    complete: missing.length === 0 && why.length === 0,
    over: why.length === 0 && missing.length <= lost,
    left: [...missing, ...new Set(why), ...learnedWords(learned.length)],
  };
}

/** The last change of each place counts. Nothing is as it was because the kernel did not refuse. */
function entriesNotBack(host: HostSnapshot, changes: readonly TableChange[]): readonly string[] {
  const published = new Set(host.published.map(placeOf));
  const there = new Map(host.neighbours.map((entry) => [placeOf(entry), entry]));
  return lastOfEach(changes, (change) => `${isPublishing(change)} ${placeOf(change)}`).flatMap((change) => {
    const place = placeOf(change);
    const entry = there.get(place);
    const at = `${change.ip}${change.link === null ? '' : ` on ${change.link}`}`;
    switch (change.do) {
      case 'publish':
        return published.has(place) ? [] : [`${at} is not published again`];
      case 'unpublish':
        return published.has(place) ? [`${at} is still published`] : [];
      case 'remove-neighbour':
        // One that traffic brought at once is none of ours.
        return entry && isFixed(entry.state) ? [`the entry of ${at} is still there`] : [];
      case 'set-neighbour': {
        const { mac, state, flags } = wholeNeighbour(change);
        const kind = flags.includes('managed') ? ' (managed)' : '';
        if (!entry) return [`${at}${kind} is not back`];
        const same =
          (mac === null || entry.mac === mac) &&
          isFixed(entry.state) === isFixed(state) &&
          flags.every((flag) => entry.flags.includes(flag));
        return same ? [] : [`the entry of ${at}${kind} is not as it was`];
      }
    }
  });
}

function isPublishing({ do: kind }: TableChange): boolean {
  return kind === 'publish' || kind === 'unpublish';
}

function isFixed(state: NudState): boolean {
  return state === 'permanent' || state === 'noarp';
}

function placeOf({ link, ip }: { readonly link: string | null; readonly ip: string }): string {
  return `${link ?? ''} ${ip}`;
}

function lastOfEach<T>(all: readonly T[], key: (one: T) => string): readonly T[] {
  return [...new Map(all.map((one) => [key(one), one])).values()];
}

function timersNotBack(host: HostSnapshot, changes: readonly TimerChange[]): readonly string[] {
  const link = (change: TimerChange): string => ('link' in change ? change.link : '');
  return lastOfEach(changes, (change) => `${link(change)} ${change.setting}`).flatMap((change) => {
    const value = valueIn(host, change);
    const name = `${change.setting}${link(change) === '' ? '' : ` of ${link(change)}`}`;
    if (value === undefined) return [`${name} is not there any more`];
    return value === change.value ? [] : [`${name} is ${value}, and was ${change.value}`];
  });
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
