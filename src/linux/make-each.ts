import { isTableChange, isTimerChange, type TableChange, type TimerChange } from '../change/change.ts';
import type { Changer, Outcome } from '../ports/neighbours.ts';
import { linkNames } from './link-names.ts';
import { makeChanges } from './neighbour-changes.ts';
import type { Netlink } from './netlink-socket.ts';
import { setTimers } from './timer-changes.ts';

/** See Changer: those of a kind that follow one another are asked for together. */
export function makeEach(netlink: Netlink, changes: Parameters<Changer['makeEach']>[0]): readonly Outcome[] {
  const nameOf = linkNames(netlink);
  if (changes.every(isTableChange)) return makeChanges(netlink, changes, nameOf);
  const outcomes: Outcome[] = [];
  for (let at = 0; at < changes.length; at = outcomes.length) {
    const entries = runOf<TableChange>(changes, at, isTableChange);
    const timers = runOf<TimerChange>(changes, at, isTimerChange);
    outcomes.push(...makeChanges(netlink, entries, nameOf), ...setTimers(netlink, timers, nameOf));
  }
  return outcomes;
}

type One = Parameters<Changer['makeEach']>[0][number];

function runOf<T extends One>(
  changes: readonly One[],
  from: number,
  is: (change: One) => change is T,
): readonly T[] {
  const run: T[] = [];
  for (let at = from; at < changes.length; at++) {
    const change = changes[at]!;
    if (!is(change)) break;
    run.push(change);
  }
  return run;
}
