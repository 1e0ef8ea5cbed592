import { jsonText, printable } from '../../base/printable.ts';
import type { ClaimEvent, ClaimReport } from '../../verbs/claim/events.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { claimLines, claimSummaryLine } from './lines.ts';
import { planLines } from '../render/talk.ts';
import { planRecord } from '../../records/scan-plan.ts';
import { type ClaimPlace, claimRecord, claimSummaryRecord } from '../../records/claim.ts';
import { tellAndSave } from '../tell-all.ts';
import { CLAIM_PLAN, linesText, type ShowingClaims } from './show-checks.ts';

/** Shows the turns of a claim as they come, and tells the exit code. */
export async function showClaim(
  events: AsyncGenerator<ClaimEvent, ClaimReport>,
  place: ClaimPlace,
  showing: ShowingClaims,
): Promise<ExitCode> {
  const { io, listing, json, quiet, dryRun } = showing;
  let clash = false;
  return await tellAndSave(events, showing.savers, {
    async take(event) {
      if (event.type === 'claim')
        clash ||= event.by.some(({ verdict }) => verdict === 'conflict' || verdict === 'own-conflict');
      tell(event, place, showing);
      await io.stdout.drained();
    },
    async end(report) {
      if (!dryRun && !quiet) {
        listing.end();
        listing.record(claimSummaryRecord(place, report));
        if (!json && io.stopped() !== 'closed-pipe') io.stderr.write(`${claimSummaryLine(place, report)}\n`);
      }
      await io.stdout.drained();
      return codeOf(report, clash, showing);
    },
  });
}

function tell(
  event: Exclude<ClaimEvent, { type: 'frame' }>,
  place: ClaimPlace,
  showing: ShowingClaims,
): void {
  const { io, vendors, listing, json, quiet, why, dryRun } = showing;
  if (event.type === 'note') io.stderr.write(`${printable(event.text)}\n`);
  else if (event.type === 'claim' && !quiet)
    listing.row(claimRecord(place, event, { vendors, at: io.now() }), () =>
      linesText(claimLines(place, event, { vendors, why })),
    );
  else if (event.type === 'plan' && dryRun)
    io.stdout.write(linesText(json ? [jsonText(planRecord(event))] : planLines(event, CLAIM_PLAN)));
}

function codeOf(report: ClaimReport, clash: boolean, { io, dryRun, savers }: ShowingClaims): ExitCode {
  if (dryRun) return EXIT.done;
  if (io.stopped() === 'interrupted') return EXIT.interrupted;
  if (report.state === 'lost' || report.contradictions > 0 || clash) return EXIT.conflict;
  if (report.linkLost !== null || savers.some(({ failed }) => failed)) return EXIT.partial;
  return report.state === 'used' || report.state === 'contested' ? EXIT.negative : EXIT.done;
}
