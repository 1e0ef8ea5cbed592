import { formatMac } from '../base/mac.ts';
import type { NeighbourEntry } from '../ports/neighbours.ts';
import type { FollowEvent, TableEvent } from '../verbs/table/follow.ts';
import { flagWords, neighbourRecord, type NeighbourRow } from './neighbour.ts';

/** schema/table-event.v1.json; `at` in milliseconds since the Unix epoch. */
export function tableEventRecord(
  event: TableEvent,
  row: NeighbourRow,
  at: number,
): Readonly<Record<string, unknown>> {
  const { kind, before, recovered } = event;
  return {
    ...neighbourRecord(row),
    type: 'table-event',
    at: new Date(at).toISOString(),
    event: kind,
    recovered,
    before: before === null ? null : beforeRecord(before),
  };
}

function beforeRecord(entry: NeighbourEntry): Readonly<Record<string, unknown>> {
  return {
    mac: entry.mac === null ? null : formatMac(entry.mac),
    state: entry.published ? null : entry.state,
    flags: flagWords({ entry, vendor: null }),
  };
}

/** schema/table-overrun.v1.json */
export function overrunRecord(
  { entries, differences }: Extract<FollowEvent, { type: 'overrun' }>,
  at: number,
): Readonly<Record<string, unknown>> {
  return { v: 1, type: 'table-overrun', at: new Date(at).toISOString(), entries, differences };
}
