import { jsonText, printable } from '../../base/printable.ts';
import type { ProxyEvent, ProxyReport } from '../../verbs/proxy/events.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import type { CommandIo } from '../io.ts';
import { proxyEventLine, proxyPlanLines, proxySummaryLines } from './lines.ts';
import { proxyPlanRecord, proxyRecord, proxySummaryRecord } from '../../records/proxy.ts';
import type { Saver } from '../save.ts';

export interface ProxyShowing {
  readonly io: CommandIo;
  readonly savers: readonly Saver[];
  readonly json: boolean;
  readonly quiet: boolean;
  readonly dryRun: boolean;
}

/** Shows the events as they come, and tells the exit code. */
export async function showProxy(
  events: AsyncGenerator<ProxyEvent, ProxyReport>,
  showing: ProxyShowing,
): Promise<ExitCode> {
  const { io, savers, json, dryRun } = showing;
  let planned = 0;
  for (;;) {
    const next = await events.next();
    if (next.done === true) {
      for (const saver of savers) saver.close();
      const report = next.value;
      if (dryRun) return await finish(io, planned > 0 ? EXIT.done : EXIT.negative);
      tellCounts(showing, report);
      return await finish(io, codeOf(showing, report));
    }
    const event = next.value;
    if (event.type === 'plan') {
      planned = event.lanes.reduce((sum, { addresses }) => sum + addresses, 0);
      if (!dryRun) continue;
      const lines = json ? [jsonText(proxyPlanRecord(event.lanes))] : proxyPlanLines(event.lanes);
      io.stdout.write(lines.map((line) => `${line}\n`).join(''));
    } else tell(showing, event);
  }
}

async function finish(io: CommandIo, code: ExitCode): Promise<ExitCode> {
  await io.stdout.drained();
  return code;
}

function tell(showing: ProxyShowing, event: Exclude<ProxyEvent, { type: 'plan' }>): void {
  const { io, json, quiet } = showing;
  if (event.type === 'note') io.stderr.write(`arpist: ${printable(event.text)}.\n`);
  else if (event.type === 'counts') tellCounts(showing, event.report);
  else if (quiet) return;
  else if (json) io.stdout.write(`${jsonText(proxyRecord(event, new Date(io.now())))}\n`);
  else {
    const line = proxyEventLine(event);
    if (line !== null) io.stdout.write(`${line}\n`);
  }
}

function tellCounts({ io, json }: ProxyShowing, report: ProxyReport): void {
  if (json) io.stdout.write(`${jsonText(proxySummaryRecord(report))}\n`);
  if (io.stopped() === 'closed-pipe') return;
  for (const line of proxySummaryLines(report)) io.stderr.write(`${printable(line)}\n`);
}

function codeOf({ io, savers }: ProxyShowing, report: ProxyReport): ExitCode {
  if (io.stopped() === 'interrupted' && io.terminated?.() !== true) return EXIT.interrupted;
  const isPartial = report.lanes.some(({ linkLost }) => linkLost !== null);
  return isPartial || savers.some(({ failed }) => failed) ? EXIT.partial : EXIT.done;
}
