import { jsonText } from '../../base/printable.ts';
import type { Output } from '../io.ts';
import { stationRecord, summaryRecord } from '../../records/station.ts';
import { type Records, textRecords } from './records.ts';

/** JSON Lines: a line per station, and one for the summary at the end. */
export function jsonRecords(out: Output): Records {
  const stations = textRecords(out, (row) => `${jsonText(stationRecord(row))}\n`);
  return {
    ...stations,
    end: (report) => out.write(`${jsonText(summaryRecord(report))}\n`),
  };
}
