import { csvHead, csvLine } from '../../records/csv.ts';
import { STATION } from '../../records/station-kind.ts';
import type { Output } from '../io.ts';
import { type Records, textRecords } from './records.ts';

/** A head and a line per station. */
export function csvRecords(out: Output): Records {
  return textRecords(out, (row) => csvLine(STATION, row), csvHead(STATION));
}
