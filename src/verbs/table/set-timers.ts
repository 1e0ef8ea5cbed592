import { UsageFault } from '../../base/fault.ts';
import { readTimerValue } from '../../declare/timer-value.ts';
import { NEIGH, NEIGH_NAMES, type NeighName } from '../../kernel/conf.ts';
import type { TimerChange } from '../../change/change.ts';
import { MACHINE_NAMES, type MachineName, type Timer } from './timers.ts';

/** A parameter as it shall be; `value` in the unit of its file. */
export interface TimerWish {
  readonly setting: NeighName | MachineName;
  readonly value: number;
}

export interface PlannedTimer {
  readonly change: TimerChange;
  readonly undo: TimerChange;
  readonly same: boolean;
}

/** Reads `gc_stale_time=5min`, `gc_stale_time=300`, `locktime=0`, `ucast_solicit=5`. Throws UsageFault. */
export function parseTimerWish(text: string): TimerWish {
  const [name = '', spelled] = text.split(/=(.*)/s);
  const setting = [...NEIGH_NAMES, ...MACHINE_NAMES].find(
    (known) => known === name || known === `${name}_ms`,
  );
  if (setting === undefined || spelled === undefined)
    throw new UsageFault(
      'SETTING=VALUE',
      setting === undefined ? `no setting is called '${name}'` : `'${text}' says no value`,
      'write gc_stale_time=5min; arpist table timers shows the names',
    );
  if (setting === 'reachable_time_ms')
    throw new UsageFault(
      name,
      'the kernel draws it by itself',
      'set base_reachable_time_ms, from which it is drawn',
    );
  const read = readTimerValue(name, spelled, stepOf(setting));
  if ('value' in read) return { setting, value: read.value };
  throw new UsageFault(name, `${name} ${read.wrong}`, read.remedy);
}

/** What has to be written, and what brings it back. A threshold is of the whole machine, whatever the links. */
export function planTimers(
  wishes: readonly TimerWish[],
  links: readonly string[],
  there: readonly Timer[],
): readonly PlannedTimer[] {
  return wishes.flatMap(({ setting, value }) => {
    if (isOfMachine(setting)) {
      const change =
        setting === 'gc_interval'
          ? ({ do: 'set-gc-interval', setting, value } as const)
          : ({ do: 'set-threshold', setting, value } as const);
      return [planned(change, valueOf(there, null, setting))];
    }
    return links.map((link) =>
      planned({ do: 'set-neigh', link, setting, value }, valueOf(there, link, setting)),
    );
  });
}

export function isOfMachine(setting: NeighName | MachineName): setting is MachineName {
  return (MACHINE_NAMES as readonly string[]).includes(setting);
}

/** Milliseconds in a step of its file; null for what is no time. */
export function stepOf(setting: string): number | null {
  if (setting === 'gc_interval') return 1000;
  return setting in NEIGH ? NEIGH[setting as NeighName].unit : null;
}

function planned(change: TimerChange, before: number | undefined): PlannedTimer {
  const undo = { ...change, value: before ?? change.value };
  return { change, undo, same: before === change.value };
}

function valueOf(there: readonly Timer[], link: string | null, setting: string): number | undefined {
  const timer = there.find((one) => one.link === link && one.setting === setting);
  if (!timer) return undefined;
  return timer.value / (stepOf(setting) ?? 1);
}
