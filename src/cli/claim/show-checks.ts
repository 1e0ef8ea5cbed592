import { jsonText, printable } from '../../base/printable.ts';
import type { Vendors } from '../../ports/host.ts';
import type { CheckEvent, CheckReport, FreeReport } from '../../verbs/claim/events.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import type { CommandIo } from '../io.ts';
import { checkLines, checkSummaryLine, freeSummaryLine } from './check-lines.ts';
import { planLines, planRecord } from '../render/talk.ts';
import { checkRecord, checkSummaryRecord, freeRecord } from '../../records/claim.ts';
import type { Saver } from '../save.ts';

/** Of check, free and claim. */
export const CLAIM_PLAN = {
  whole: true,
  evidence: 'to find out who has an address',
} as const;

export interface ShowingClaims {
  readonly io: CommandIo;
  readonly vendors: Vendors;
  readonly json: boolean;
  readonly quiet: boolean;
  readonly why: boolean;
  readonly dryRun: boolean;
  readonly savers: readonly Saver[];
}

/** Shows the events of a check as they come, and tells the exit code. */
export async function showCheck(
  events: AsyncGenerator<CheckEvent, CheckReport>,
  showing: ShowingClaims,
): Promise<ExitCode> {
  for (;;) {
    const next = await events.next();
    if (next.done === true) return await endCheck(next.value, showing);
    takeCheck(next.value, showing);
    await showing.io.stdout.drained();
  }
}

function takeCheck(event: CheckEvent, showing: ShowingClaims): void {
  const { io, vendors, json, quiet, why, dryRun, savers } = showing;
  if (event.type === 'frame') for (const saver of savers) saver.take(event);
  else if (event.type === 'note') io.stderr.write(`${printable(event.text)}\n`);
  else if (event.type === 'result' && !quiet) {
    const lines = json
      ? [jsonText(checkRecord(event.result, vendors))]
      : checkLines(event.result, { vendors, why });
    io.stdout.write(lines.map((line) => `${line}\n`).join(''));
  } else if (event.type === 'plan' && dryRun) {
    const lines = json ? [jsonText(planRecord(event))] : planLines(event, CLAIM_PLAN);
    io.stdout.write(lines.map((line) => `${line}\n`).join(''));
  }
}

async function endCheck(report: CheckReport, showing: ShowingClaims): Promise<ExitCode> {
  const { io, json, quiet, dryRun, savers } = showing;
  for (const saver of savers) saver.close();
  if (!dryRun && json && !quiet) io.stdout.write(`${jsonText(checkSummaryRecord(report))}\n`);
  else if (!dryRun && !quiet && io.stopped() !== 'closed-pipe' && report.asked > 1)
    io.stderr.write(`${checkSummaryLine(report)}\n`);
  await io.stdout.drained();
  if (dryRun) return EXIT.done;
  if (io.stopped() === 'interrupted') return EXIT.interrupted;
  if (report.linkLost !== null || savers.some(({ failed }) => failed)) return EXIT.partial;
  if (report.results.some(({ state }) => state === 'conflict')) return EXIT.conflict;
  if (report.results.some(({ state }) => state === 'unknown')) return EXIT.partial;
  return report.results.every(({ state }) => state === 'free') ? EXIT.done : EXIT.negative;
}

/** Shows the free addresses as they are found, and tells the exit code. */
export async function showFree(
  events: AsyncGenerator<CheckEvent, FreeReport>,
  showing: ShowingClaims,
): Promise<ExitCode> {
  const { io, json, quiet, dryRun, savers } = showing;
  for (;;) {
    const next = await events.next();
    if (next.done === true) {
      const report = next.value;
      for (const saver of savers) saver.close();
      if (dryRun) return EXIT.done;
      if (json && !quiet) io.stdout.write(`${jsonText(freeRecord(report))}\n`);
      else if (!quiet && io.stopped() !== 'closed-pipe') io.stderr.write(`${freeSummaryLine(report)}\n`);
      await io.stdout.drained();
      if (io.stopped() === 'interrupted') return EXIT.interrupted;
      if (report.linkLost !== null || savers.some(({ failed }) => failed)) return EXIT.partial;
      return report.found.length >= report.wanted ? EXIT.done : EXIT.negative;
    }
    takeCheck(next.value, showing);
    await io.stdout.drained();
  }
}
