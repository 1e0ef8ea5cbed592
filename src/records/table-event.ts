import { formatMac } from '../base/mac.ts';
import type { NeighbourEntry } from '../ports/neighbours.ts';
import type { FollowEvent, TableEvent } from '../verbs/table/follow.ts';
import { type RecordField, field, type Fields } from './fields.ts';
import type { JsonRecord, Kind } from './kind.ts';
import { flagWords, NEIGHBOUR_FIELDS, neighbourRecord, type NeighbourRow } from './neighbour.ts';

/** A change of the table, with the entry as it is after it; `at` in milliseconds since the Unix epoch. */
export interface TableEventRow {
  readonly event: TableEvent;
  readonly row: NeighbourRow;
  readonly at: number;
}

/** schema/table-event.v1.json */
export function tableEventRecord({ event, row, at }: TableEventRow): JsonRecord {
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

function beforeRecord(entry: NeighbourEntry): JsonRecord {
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
): JsonRecord {
  return { v: 1, type: 'table-overrun', at: new Date(at).toISOString(), entries, differences };
}

function ofEntry({ value, text, ...field }: RecordField<NeighbourRow>): RecordField<TableEventRow> {
  return { ...field, value: ({ row }) => value(row), text: ({ row }) => text(row) };
}

const FIELDS: Fields<TableEventRow> = {
  at: field('text', ({ at }) => new Date(at).toISOString()),
  event: field('text', ({ event }) => event.kind),
  recovered: field('flag', ({ event }) => event.recovered),
  ...Object.fromEntries(Object.entries(NEIGHBOUR_FIELDS).map(([name, one]) => [name, ofEntry(one)])),
};

export const TABLE_EVENT: Kind<TableEventRow> = {
  types: ['table-event'],
  recordOf: tableEventRecord,
  fields: FIELDS,
  columns: [
    'at',
    'event',
    'ip',
    'mac',
    'vendor',
    'interface',
    'state',
    'published',
    'flags',
    ['beforeMac', 'before.mac'],
    ['beforeState', 'before.state'],
    'recovered',
  ],
};
