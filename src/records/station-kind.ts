import { FIELDS } from './fields.ts';
import type { Column, Kind } from './kind.ts';
import { type Row, stationRecord } from './station.ts';

const COLUMNS: readonly Column[] = [
  'ip',
  'mac',
  'vendor',
  'localMac',
  'interface',
  'vlan',
  'rttMs',
  'tries',
  'late',
  'verdict',
  'why',
  'name',
];

export const STATION: Kind<Row> = {
  types: ['station'],
  recordOf: (row) => ({ ...stationRecord(row) }),
  fields: FIELDS,
  columns: COLUMNS,
};
