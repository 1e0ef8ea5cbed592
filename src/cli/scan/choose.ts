import type { ShowingValues } from './flags.ts';
import type { CommandIo } from '../io.ts';
import { mustBeOneForm } from '../listing/listing.ts';
import { csvRecords } from './csv.ts';
import { jsonRecords } from './json.ts';
import { liveTable } from './live-table.ts';
import { type Records, textRecords } from './records.ts';
import { lineText, whyOnce } from '../render/station-texts.ts';

export interface Look {
  readonly names: boolean;
  /** Whether more than one interface is asked on: then a line says which. Known when the first row comes. */
  readonly several: () => boolean;
}

/** The form that was asked for; else a table for a terminal, and lines for everything else. Throws UsageFault. */
export function recordsFor(io: CommandIo, showing: ShowingValues, look: Look): Records {
  const { names } = look;
  const { json, csv, format, quiet, plain, why, rtt, sort } = showing;
  mustBeOneForm(showing);
  if (json) return jsonRecords(io.stdout);
  if (csv) return csvRecords(io.stdout);
  if (format) return textRecords(io.stdout, (row) => `${format(row)}\n`);
  if (io.stdout.isTTY && io.env['TERM'] !== 'dumb')
    return liveTable(io.stdout, {
      quiet,
      names,
      why,
      plain,
      order: sort,
      showProgress: io.stderr.isTTY && !plain,
      now: () => io.now(),
    });
  const wishes = { quiet, names, rtt, why: why && whyOnce(), several: look.several };
  return textRecords(io.stdout, (row) => lineText(row, wishes));
}
