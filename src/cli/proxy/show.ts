import { jsonText, printable } from '../../base/printable.ts';
import type { ProxyEvent, ProxyReport } from '../../verbs/proxy/events.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import type { CommandIo } from '../io.ts';
import { proxyEventLine, proxyPlanLines, proxySummaryLines } from './lines.ts';
import { proxyPlanRecord, proxyRecord, proxySummaryRecord } from '../../records/proxy.ts';
import type { Saver } from '../save.ts';
import type { JsonRecord } from '../../records/kind.ts';
import type { Listing } from '../listing/listing.ts';
import { tellAndSave } from '../tell-all.ts';

export interface ProxyShowing {
  readonly io: CommandIo;
  readonly savers: readonly Saver[];
  readonly listing: Listing<JsonRecord>;
  readonly json: boolean;
  readonly quiet: boolean;
  readonly dryRun: boolean;
}

/** Shows the events as they come, and tells the exit code. */
export async function showProxy(
  events: AsyncGenerator<ProxyEvent, ProxyReport>,
  showing: ProxyShowing,
): Promise<ExitCode> {
  const { io, savers, listing, json, quiet, dryRun } = showing;
  let planned = 0;
  return await tellAndSave(events, savers, {
    take(event) {
      if (event.type !== 'plan') {
        tell(showing, event);
        return;
      }
      planned = event.lanes.reduce((sum, { addresses }) => sum + addresses, 0);
      if (!dryRun) return;
      const lines = json ? [jsonText(proxyPlanRecord(event.lanes))] : proxyPlanLines(event.lanes);
      io.stdout.write(lines.map((line) => `${line}\n`).join(''));
    },
    async end(report) {
      if (dryRun) return await finish(io, planned > 0 ? EXIT.done : EXIT.negative);
      if (!quiet) listing.end();
      tellCounts(showing, report);
      return await finish(io, codeOf(showing, report));
    },
  });
}

async function finish(io: CommandIo, code: ExitCode): Promise<ExitCode> {
  await io.stdout.drained();
  return code;
}

function tell(showing: ProxyShowing, event: Exclude<ProxyEvent, { type: 'plan' }>): void {
  const { io, listing, quiet } = showing;
  if (event.type === 'note') io.stderr.write(`arpist: ${printable(event.text)}.\n`);
  else if (event.type === 'counts') tellCounts(showing, event.report);
  else if (!quiet)
    listing.row(proxyRecord(event, new Date(io.now())), () => {
      const line = proxyEventLine(event);
      return line === null ? '' : `${line}\n`;
    });
}

function tellCounts({ io, listing }: ProxyShowing, report: ProxyReport): void {
  listing.record(proxySummaryRecord(report));
  if (io.stopped() === 'closed-pipe') return;
  for (const line of proxySummaryLines(report)) io.stderr.write(`${printable(line)}\n`);
}

function codeOf({ io, savers }: ProxyShowing, report: ProxyReport): ExitCode {
  if (io.stopped() === 'interrupted' && io.terminated?.() !== true) return EXIT.interrupted;
  const isPartial = report.lanes.some(({ linkLost }) => linkLost !== null);
  return isPartial || savers.some(({ failed }) => failed) ? EXIT.partial : EXIT.done;
}
