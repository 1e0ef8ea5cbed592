import { NEIGH, NEIGH_NAMES, type NeighName } from '../../kernel/conf.ts';
import type { TableTimers } from '../../ports/neighbours.ts';

export type ThresholdName = 'gc_thresh1' | 'gc_thresh2' | 'gc_thresh3';
/** What the whole machine has one of. */
export type MachineName = ThresholdName | 'gc_interval';

/** Compiled-in values of net/ipv4/arp.c arp_tbl; what the limits do is neigh_alloc and neigh_forced_gc. */
export const THRESHOLDS: Readonly<Record<ThresholdName, { compiled: number; meaning: string }>> = {
  gc_thresh1: { compiled: 128, meaning: 'with fewer entries on the whole machine nothing is collected' },
  gc_thresh2: { compiled: 512, meaning: 'with more, old ones are thrown out as soon as they are 5 s old' },
  gc_thresh3: {
    compiled: 1024,
    meaning: 'with more, no new neighbour is taken up, and unknown askers get no answer',
  },
};

export const THRESHOLD_NAMES = Object.keys(THRESHOLDS) as readonly ThresholdName[];

/** net/ipv4/arp.c arp_tbl; neigh_periodic_work goes by base_reachable_time and never looks at it. */
const GC_INTERVAL = {
  setting: 'gc_interval',
  link: null,
  compiled: 30_000,
  unit: 'ms',
  meaning: 'kept for old programs: Linux looks for old entries every half base_reachable_time_ms instead',
  drawn: false,
} as const;

export const MACHINE_NAMES: readonly MachineName[] = [...THRESHOLD_NAMES, 'gc_interval'];

export type TimerUnit = 'ms' | 'bytes' | 'count';

/** One parameter of one link. */
export interface Timer {
  /** null: of the whole machine. `default`: what new links begin with. */
  readonly link: string | null;
  readonly setting: NeighName | MachineName;
  /** Milliseconds, bytes or a count. */
  readonly value: number;
  /** What the kernel was compiled with. */
  readonly compiled: number;
  readonly unit: TimerUnit;
  readonly meaning: string;
  /** Drawn anew by the kernel all the time: it can be no other than it is, and cannot be set. */
  readonly drawn: boolean;
}

/** Every parameter: of the machine, of new links, then of each link in the kernel's order. */
export function timersOf({ table, default: fresh, gcInterval, links }: TableTimers): readonly Timer[] {
  const limits = { gc_thresh1: table.thresh1, gc_thresh2: table.thresh2, gc_thresh3: table.thresh3 };
  const timers: Timer[] = [];
  for (const setting of THRESHOLD_NAMES) {
    const value = limits[setting];
    const { compiled, meaning } = THRESHOLDS[setting];
    if (value !== null)
      timers.push({ link: null, setting, value, compiled, unit: 'count', meaning, drawn: false });
  }
  if (gcInterval !== null) timers.push({ ...GC_INTERVAL, value: gcInterval * 1000 });
  for (const [link, values] of [...(fresh ? [['default', fresh] as const] : []), ...Object.entries(links)])
    for (const setting of NEIGH_NAMES) {
      const value = values[setting];
      if (value === undefined) continue;
      const { compiled, meaning } = NEIGH[setting];
      const scale = NEIGH[setting].unit ?? 1;
      timers.push({
        link,
        setting,
        value: value * scale,
        compiled: compiled * scale,
        unit: unitOf(setting),
        meaning,
        drawn: setting === 'reachable_time_ms',
      });
    }
  return timers;
}

export function unitOf(setting: NeighName): TimerUnit {
  if (NEIGH[setting].unit !== null) return 'ms';
  return setting === 'unres_qlen_bytes' ? 'bytes' : 'count';
}

export function isChanged({ value, compiled, drawn }: Timer): boolean {
  return value !== compiled && !drawn;
}
