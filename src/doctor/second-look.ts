import type { HostSnapshot } from '../kernel/host.ts';

/** Whether one look leaves open if the neighbour table fills now or filled once: the kernel's count never goes back. */
export function needsSecondLook({ table: { fulls } }: HostSnapshot): boolean {
  return fulls !== null && fulls > 0;
}

/** The later snapshot, which knows what the earlier one counted. */
export function lookedAtTwice(first: HostSnapshot, second: HostSnapshot): HostSnapshot {
  const { fulls } = first.table;
  if (fulls === null || first.takenAt === null || second.takenAt === null) return second;
  const before = { fulls, ago: Math.max(0, second.takenAt - first.takenAt) };
  return { ...second, table: { ...second.table, before } };
}
