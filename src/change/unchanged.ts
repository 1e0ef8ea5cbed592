import type { HostSnapshot } from '../kernel/host.ts';

/** Whether only clocks and counters differ: what is planned for the one is the plan for the other. */
export function isUnchanged(before: HostSnapshot, now: HostSnapshot): boolean {
  return before === now || JSON.stringify(timeless(before)) === JSON.stringify(timeless(now));
}

function timeless(host: HostSnapshot): object {
  const { neighbours, table, ...rest } = host;
  return {
    ...rest,
    takenAt: null,
    neighbours: neighbours.map((entry) => ({ ...entry, ages: null, probes: 0 })),
    table: { ...table, entries: null, fulls: null },
  };
}
