import { jsonText, printable } from '../../base/printable.ts';
import type { ClaimEvent, ClaimReport } from '../../verbs/claim/events.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { claimLines, claimSummaryLine } from './lines.ts';
import { planLines, planRecord } from '../render/talk.ts';
import { type ClaimPlace, claimRecord, claimSummaryRecord } from '../../records/claim.ts';
import { CLAIM_PLAN, type ShowingClaims } from './show-checks.ts';

/** Shows the turns of a claim as they come, and tells the exit code. */
export async function showClaim(
  events: AsyncGenerator<ClaimEvent, ClaimReport>,
  place: ClaimPlace,
  showing: ShowingClaims,
): Promise<ExitCode> {
  let clash = false;
  for (;;) {
    const next = await events.next();
    if (next.done === true) {
      endClaim(next.value, place, showing);
      await showing.io.stdout.drained();
      return codeOf(next.value, clash, showing);
    }
    const event = next.value;
    if (event.type === 'claim')
      clash ||= event.by.some(({ verdict }) => verdict === 'conflict' || verdict === 'own-conflict');
    take(event, place, showing);
    await showing.io.stdout.drained();
  }
}

function take(event: ClaimEvent, place: ClaimPlace, showing: ShowingClaims): void {
  const { io, vendors, json, quiet, why, dryRun, savers } = showing;
  if (event.type === 'frame') for (const saver of savers) saver.take(event);
  else if (event.type === 'note') io.stderr.write(`${printable(event.text)}\n`);
  else if (event.type === 'claim' && !quiet) {
    const lines = json
      ? [jsonText(claimRecord(place, event, { vendors, at: io.now() }))]
      : claimLines(place, event, { vendors, why });
    io.stdout.write(lines.map((line) => `${line}\n`).join(''));
  } else if (event.type === 'plan' && dryRun) {
    const lines = json ? [jsonText(planRecord(event))] : planLines(event, CLAIM_PLAN);
    io.stdout.write(lines.map((line) => `${line}\n`).join(''));
  }
}

function endClaim(report: ClaimReport, place: ClaimPlace, showing: ShowingClaims): void {
  const { io, json, quiet, dryRun, savers } = showing;
  for (const saver of savers) saver.close();
  if (dryRun || quiet) return;
  if (json) io.stdout.write(`${jsonText(claimSummaryRecord(place, report))}\n`);
  else if (io.stopped() !== 'closed-pipe') io.stderr.write(`${claimSummaryLine(place, report)}\n`);
}

function codeOf(report: ClaimReport, clash: boolean, { io, dryRun, savers }: ShowingClaims): ExitCode {
  if (dryRun) return EXIT.done;
  if (io.stopped() === 'interrupted') return EXIT.interrupted;
  if (report.state === 'lost' || report.contradictions > 0 || clash) return EXIT.conflict;
  if (report.linkLost !== null || savers.some(({ failed }) => failed)) return EXIT.partial;
  return report.state === 'used' || report.state === 'contested' ? EXIT.negative : EXIT.done;
}
