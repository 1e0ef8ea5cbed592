import { printable } from '../../base/printable.ts';
import type { AnnounceEvent, AnnounceReport, Proof } from '../../verbs/announce/events.ts';
import type { AnnounceOptions } from '../../verbs/announce/options.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import type { CommandIo } from '../io.ts';
import { plural } from '../../terminal/text/texts.ts';
import { announcePlanLine, announceSummaryLines, proofLine, rivalLine } from './lines.ts';
import { announceSummaryRecord, proofRecord } from '../../records/proof.ts';
import type { Saver } from '../save.ts';
import type { JsonRecord } from '../../records/kind.ts';
import type { Listing } from '../listing/listing.ts';
import { tellAndSave } from '../tell-all.ts';

export interface AnnounceShowing {
  readonly io: CommandIo;
  readonly options: Pick<AnnounceOptions, 'facts' | 'vlan' | 'takeover' | 'addresses' | 'rate' | 'refresh'>;
  readonly listing: Listing<JsonRecord>;
  readonly plain: boolean;
  readonly savers: readonly Saver[];
}

/** Shows what happens as it happens, and tells the exit code. */
export async function showAnnounce(
  events: AsyncGenerator<AnnounceEvent, AnnounceReport>,
  showing: AnnounceShowing,
): Promise<ExitCode> {
  const { io, savers, listing } = showing;
  return await tellAndSave(events, savers, {
    take: (event) => takeAnnounceEvent(event, showing),
    async end(report) {
      listing.end();
      listing.record(announceSummaryRecord(recordPlaceOf(showing), report));
      if (!showing.plain && io.stopped() !== 'closed-pipe')
        for (const line of announceSummaryLines(report)) io.stderr.write(`${line}\n`);
      await io.stdout.drained();
      return codeOf(showing, report);
    },
  });
}

function recordPlaceOf({ options }: AnnounceShowing) {
  return { interface: options.facts.name, vlan: options.vlan };
}

/** For the line of the plan. */
export function placeOf(options: AnnounceShowing['options']) {
  const { addresses, facts, rate, refresh } = options;
  return {
    what: `${plural(addresses.size, 'address', 'addresses')} on ${printable(facts.name)}`,
    rate,
    refresh,
  };
}

export function takeAnnounceEvent(
  event: Exclude<AnnounceEvent, { type: 'frame' }>,
  showing: AnnounceShowing,
): void {
  const { io, options } = showing;
  if (event.type === 'plan' && !showing.plain)
    io.stderr.write(`${announcePlanLine(event.plan, placeOf(options))}\n`);
  if (event.type === 'note') io.stderr.write(`${printable(event.text)}\n`);
  if (event.type === 'rival') io.stderr.write(`${rivalLine(event.rival, options.takeover)}\n`);
  if (event.type === 'before') showProof(event.proof, 'before', showing);
  if (event.type === 'proof') showProof(event.proof, 'after', showing);
}

function showProof(proof: Proof, when: 'before' | 'after', showing: AnnounceShowing): void {
  const record = proofRecord(recordPlaceOf(showing), proof, when);
  showing.listing.row(record, () => `${proofLine(proof, when)}\n`);
}

function codeOf({ io, savers, options }: AnnounceShowing, report: AnnounceReport): ExitCode {
  if (io.stopped() === 'interrupted') return EXIT.interrupted;
  if (savers.some(({ failed }) => failed)) return EXIT.partial;
  if (report.refused > 0 || (report.rivals.length > 0 && !options.takeover)) return EXIT.conflict;
  const proven = codeOfProofs(report.proofs);
  if (proven === EXIT.conflict) return proven;
  return report.linkLost === null ? proven : EXIT.partial;
}

export function codeOfProofs(proofs: readonly Proof[]): ExitCode {
  if (proofs.some(({ belief }) => belief === 'contested')) return EXIT.conflict;
  return proofs.every(({ belief }) => belief === 'believed') ? EXIT.done : EXIT.negative;
}
