import { jsonText, printable } from '../../base/printable.ts';
import { isConflict, isUndecided } from '../../inventory/verdict.ts';
import type { Names, Vendors } from '../../ports/host.ts';
import type { ScanEvent, ScanReport } from '../../verbs/scan/events.ts';
import type { ProxyRange, Station } from '../../inventory/station.ts';
import type { ShowingValues } from './flags.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import type { CommandIo } from '../io.ts';
import { recordsFor } from './choose.ts';
import { findings } from './findings.ts';
import { firstAnswers, heldRecords, type Records } from './records.ts';
import { planLines, ProgressLine, progressText, summaryLines } from '../render/talk.ts';
import { planRecord } from '../../records/scan-plan.ts';
import { plural } from '../../terminal/text/texts.ts';
import { Roster } from './roster.ts';
import { type Row, rowKey } from '../../records/station.ts';
import type { Saver } from '../save.ts';
import { tellAndSave } from '../tell-all.ts';

export interface Presenting {
  readonly io: CommandIo;
  readonly showing: ShowingValues;
  readonly vendors: Vendors;
  /** null: no names. */
  readonly names: Names | null;
  readonly dryRun: boolean;
  readonly savers: readonly Saver[];
  /** Beside --where: what `find` looks for. The same row always gets the same answer. */
  readonly fits?: (row: Row) => boolean;
}

/** Shows the events of a scan as they come: stations on stdout, all else on stderr. Tells the exit code. */
export async function present(
  events: AsyncGenerator<ScanEvent, ScanReport>,
  presenting: Presenting,
): Promise<ExitCode> {
  const stage = new Stage(presenting);
  return await tellAndSave(events, presenting.savers, {
    take: async (event) => await stage.take(event),
    end: async (report) => await stage.end(report),
  });
}

class Stage {
  readonly #with: Presenting;
  readonly #roster: Roster;
  readonly #records: Records;
  /** Rows are judged by the filters at the end, when the last word on them is known. */
  readonly #holds: boolean;
  readonly #line: ProgressLine;
  /** More than one interface is asked on. */
  #several = false;
  #hidden = (): number => 0;
  /** Keys whose name is being looked up; null once it is there, or not to be had. */
  readonly #naming = new Map<string, Promise<void> | null>();
  readonly #notes: string[] = [];

  constructor(presenting: Presenting) {
    const { io, showing, names, vendors } = presenting;
    this.#with = presenting;
    this.#roster = new Roster(vendors);
    this.#line = new ProgressLine(io.stderr);
    const look = { names: names !== null, several: () => this.#several };
    let records = recordsFor(io, showing, look);
    const sortLater = showing.sort !== undefined && !records.sorts;
    this.#holds = sortLater || showing.where.some(({ needsLastWord }) => needsLastWord);
    if (showing.ignoreDups) {
      const first = firstAnswers(records);
      this.#hidden = first.hidden;
      records = first;
    }
    this.#records = this.#holds ? heldRecords(records, showing.sort, (row) => this.#fits(row)) : records;
  }

  async take(event: Exclude<ScanEvent, { type: 'frame' }>): Promise<void> {
    const { io, showing, dryRun } = this.#with;
    if (event.type === 'plan') this.#several = event.interfaces.length > 1;
    if (event.type === 'station') this.#station(event.station);
    else if (event.type === 'progress') this.#progress(progressText(event));
    else if (event.type === 'note') this.#notes.push(event.text);
    else if (dryRun && showing.json) io.stdout.write(`${jsonText(planRecord(event))}\n`);
    else if (dryRun || !showing.plain) {
      const out = dryRun ? io.stdout : io.stderr;
      out.write(
        planLines(event, { whole: dryRun })
          .map((line) => `${line}\n`)
          .join(''),
      );
      await out.drained();
    }
  }

  async end(report: ScanReport): Promise<ExitCode> {
    const { io, dryRun, savers } = this.#with;
    if (dryRun) return EXIT.done;
    if (io.stopped() === undefined)
      await Promise.all([...this.#naming.values()].filter((one) => one !== null));
    else this.#showNameless();
    this.#line.clear();
    const shown = this.#roster.rows.filter((row) => this.#fits(row));
    const ranges = report.ranges.filter((range) => shown.some(({ station }) => isIn(range, station)));
    this.#records.end({ ...report, ranges });
    await io.stdout.drained();
    // Whoever closed the pipe has had enough, of words too.
    const quietly = io.stopped() === 'closed-pipe';
    if (!quietly) this.#summarize({ ...report, ranges }, shown);
    if (io.stopped() === 'interrupted') return EXIT.interrupted;
    if (savers.some((saver) => saver.failed)) return EXIT.partial;
    // What was found before the link was lost stays found.
    if (shown.some(({ station }) => isConflict(station.verdict))) return EXIT.conflict;
    if (report.linkLost !== null) return EXIT.partial;
    if (shown.some(({ station }) => isUndecided(station.verdict))) return EXIT.partial;
    return shown.length === 0 ? EXIT.negative : EXIT.done;
  }

  #summarize(report: ScanReport, shown: readonly Row[]): void {
    const { io, showing } = this.#with;
    const lines = [...this.#notes];
    if (!showing.plain) {
      lines.push(...findings(shown, this.#records.foldsProxies ? [] : report.ranges));
      const hidden = this.#hidden();
      if (hidden > 0) lines.push(`${plural(hidden, 'further MAC')} of the same addresses left out (-g)`);
      lines.push(...summaryLines(report));
    }
    for (const line of lines) io.stderr.write(`${printable(line)}\n`);
  }

  #fits(row: Row): boolean {
    const { showing, fits } = this.#with;
    return (fits?.(row) ?? true) && showing.where.every((filter) => filter.fits(row));
  }

  #progress(text: string): void {
    const { io, showing } = this.#with;
    if (this.#records.progress) this.#records.progress(text);
    else if (!io.stdout.isTTY && !showing.plain) this.#line.show(text);
  }

  #station(station: Station): void {
    const { names } = this.#with;
    const row = this.#roster.take(station);
    const key = rowKey(row);
    const naming = this.#naming.get(key);
    if (names === null || naming === null) this.#show(row);
    // A row waits for its name; a later word on the same station waits with it.
    else if (naming === undefined) this.#naming.set(key, this.#nameThenShow(names, row));
  }

  async #nameThenShow(names: Names, row: Row): Promise<void> {
    const key = rowKey(row);
    const name = await names.nameOf(row.station.ip);
    if (this.#naming.get(key) === null) return;
    this.#naming.set(key, null);
    this.#show(this.#roster.name(key, name) ?? row);
  }

  /** What still waits for a name is shown without it: nothing found is lost. */
  #showNameless(): void {
    for (const row of this.#roster.rows) {
      const key = rowKey(row);
      if (this.#naming.get(key) === null) continue;
      this.#naming.set(key, null);
      if (this.#with.names !== null) this.#show(row);
    }
  }

  #show(row: Row): void {
    if (this.#holds || this.#fits(row)) this.#records.row(row);
  }
}

function isIn(range: ProxyRange, { ip, mac, vlan }: Station): boolean {
  return mac === range.mac && vlan === range.vlan && ip >= range.first && ip <= range.last;
}
