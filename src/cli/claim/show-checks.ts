import { jsonText, printable } from '../../base/printable.ts';
import type { Vendors } from '../../ports/host.ts';
import { isUndecided } from '../../inventory/verdict.ts';
import type { CheckEvent, CheckReport, FreeReport, Holder } from '../../verbs/claim/events.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import type { CommandIo } from '../io.ts';
import { checkLines, checkSummaryLine, freeSummaryLine } from './check-lines.ts';
import { planLines } from '../render/talk.ts';
import { planRecord } from '../../records/scan-plan.ts';
import { checkRecord, checkSummaryRecord, freeRecord } from '../../records/claim.ts';
import type { Saver } from '../save.ts';
import type { JsonRecord } from '../../records/kind.ts';
import type { Listing } from '../listing/listing.ts';
import { tellAndSave } from '../tell-all.ts';

/** Of check, free and claim. */
export const CLAIM_PLAN = {
  whole: true,
  evidence: 'to find out who has an address',
} as const;

type Told = Exclude<CheckEvent, { type: 'frame' }>;

export interface ShowingClaims {
  readonly io: CommandIo;
  readonly vendors: Vendors;
  /** Of checks, or of the turns of a claim. */
  readonly listing: Listing<JsonRecord>;
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
  return await tellAndSave(events, showing.savers, {
    take: async (event) => await takeCheck(event, showing),
    end: async (report) => await endCheck(report, showing),
  });
}

async function takeCheck(event: Told, showing: ShowingClaims): Promise<void> {
  const { io, vendors, listing, json, quiet, why, dryRun } = showing;
  if (event.type === 'note') io.stderr.write(`${printable(event.text)}\n`);
  else if (event.type === 'result' && !quiet)
    listing.row(checkRecord(event.result, vendors), () =>
      linesText(checkLines(event.result, { vendors, why })),
    );
  else if (event.type === 'plan' && dryRun)
    io.stdout.write(linesText(json ? [jsonText(planRecord(event))] : planLines(event, CLAIM_PLAN)));
  await io.stdout.drained();
}

export function linesText(lines: readonly string[]): string {
  return lines.map((line) => `${line}\n`).join('');
}

async function endCheck(report: CheckReport, showing: ShowingClaims): Promise<ExitCode> {
  const { io, listing, json, quiet, dryRun, savers } = showing;
  if (!dryRun && !quiet) {
    listing.end();
    listing.record(checkSummaryRecord(report));
  }
  if (!json && !dryRun && !quiet && io.stopped() !== 'closed-pipe' && report.asked > 1)
    io.stderr.write(`${checkSummaryLine(report)}\n`);
  await io.stdout.drained();
  if (dryRun) return EXIT.done;
  if (io.stopped() === 'interrupted') return EXIT.interrupted;
  if (savers.some(({ failed }) => failed)) return EXIT.partial;
  if (report.results.some(({ state }) => state === 'conflict')) return EXIT.conflict;
  if (report.linkLost !== null) return EXIT.partial;
  const open = report.results.some(({ state, by }) => state === 'unknown' || by.filter(isOpen).length > 1);
  if (open) return EXIT.partial;
  return report.results.every(({ state }) => state === 'free') ? EXIT.done : EXIT.negative;
}

/** Of several that have an address: whether they are one host could not be told. */
function isOpen({ verdict }: Holder): boolean {
  return verdict !== null && isUndecided(verdict);
}

/** Shows the free addresses as they are found, and tells the exit code. */
export async function showFree(
  events: AsyncGenerator<CheckEvent, FreeReport>,
  showing: ShowingClaims,
): Promise<ExitCode> {
  const { io, listing, json, quiet, dryRun, savers } = showing;
  return await tellAndSave(events, savers, {
    take: async (event) => await takeCheck(event, showing),
    async end(report) {
      if (dryRun) return EXIT.done;
      if (!quiet) {
        listing.end();
        listing.record(freeRecord(report));
        if (!json && io.stopped() !== 'closed-pipe') io.stderr.write(`${freeSummaryLine(report)}\n`);
      }
      await io.stdout.drained();
      if (io.stopped() === 'interrupted') return EXIT.interrupted;
      if (report.linkLost !== null || savers.some(({ failed }) => failed)) return EXIT.partial;
      return report.found.length >= report.wanted ? EXIT.done : EXIT.negative;
    },
  });
}
