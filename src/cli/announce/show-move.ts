import { formatIpv4 } from '../../base/ipv4.ts';
import { formatMac } from '../../base/mac.ts';
import { formatMillis, spellMillis } from '../../base/time.ts';
import { printable } from '../../base/printable.ts';
import { commandOf } from '../../change/change.ts';
import type { MoveEvent, MoveReport } from '../../verbs/move/events.ts';
import type { MoveOptions } from '../../verbs/move/options.ts';
import { type MovePlan, tellingOf } from '../../verbs/move/plan.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { announcePlanLine } from './lines.ts';
import { untilNextStart } from '../mend/lines.ts';
import { moveRecord } from '../../records/move.ts';
import { type AnnounceShowing, codeOfProofs, takeAnnounceEvent } from './show.ts';
import { tellAndSave } from '../tell-all.ts';

export interface MoveShowing extends Omit<AnnounceShowing, 'options'> {
  readonly options: MoveOptions;
}

/** Shows what happens as it happens, and tells the exit code. */
export async function showMove(
  events: AsyncGenerator<MoveEvent, MoveReport>,
  showing: MoveShowing,
): Promise<ExitCode> {
  const { io, options, listing, plain, savers } = showing;
  return await tellAndSave(events, savers, {
    take: (event) => take(event, showing),
    async end(report) {
      listing.end();
      listing.record(moveRecord(options, report));
      if (!plain && io.stopped() !== 'closed-pipe')
        io.stderr.write(`${printable(`${endLine(options, report)}${lastingWords(report)}`)}\n`);
      await io.stdout.drained();
      return codeOf(showing, report);
    },
  });
}

function take(event: Exclude<MoveEvent, { type: 'frame' }>, showing: MoveShowing): void {
  const { io, options, listing } = showing;
  const ip = formatIpv4(options.address);
  const say = (line: string): void => {
    if (listing.forPeople) io.stdout.write(`${printable(line)}\n`);
  };
  switch (event.type) {
    case 'plan':
      if (!showing.plain) io.stderr.write(`${movePlanLine(event.plan, options)}\n`);
      return;
    case 'owner':
      say(
        event.macs.length === 0 ? `nobody answers for ${ip}` : `${ip} is answered for by ${macs(event.macs)}`,
      );
      return;
    case 'waiting':
      say(`waiting until ${macs(event.macs)} is silent`);
      return;
    case 'silent':
      say(`nobody answers for ${ip} any more`);
      return;
    case 'added':
      say(`${commandOf({ do: 'add-address', ...event.address })} (undo ${event.name})`);
      return;
    case 'taken-back':
      say(event.complete ? `taken back: ${ip} is not here any more` : `${ip} could not be taken back`);
      for (const line of event.left) io.stderr.write(`arpist: ${printable(line)}.\n`);
      return;
    default:
      takeAnnounceEvent(event, { ...showing, options: tellingOf(options) });
  }
}

/** What will be sent, and how long it takes. */
export function movePlanLine(
  { looks, announcing, most }: MovePlan,
  { facts, address, rate, wait }: MoveOptions,
): string {
  const whole = { ...announcing, looks, most };
  const waited = wait > 0 ? `, after ${spellMillis(wait)} at most` : '';
  const what = `${formatIpv4(address)} to ${printable(facts.name)}${waited}`;
  return announcePlanLine(whole, { what, rate, refresh: null });
}

function macs(all: readonly number[]): string {
  return all.map(formatMac).join(' and ');
}

function endLine(options: MoveOptions, report: MoveReport): string {
  const ip = formatIpv4(options.address);
  const there = report.owners.map(formatMac).join(' and ');
  switch (report.ending) {
    case 'in-use':
      return `${ip} is still answered for by ${there}: nothing was changed; take it off there, or say --wait or --takeover`;
    case 'refused':
      return `the kernel did not take ${ip}${report.refusal === null ? '' : ` (${report.refusal})`}: nothing was changed`;
    case 'interrupted':
      return `interrupted: ${ip} was not moved`;
    case 'link-lost':
      return `${report.linkLost ?? ''}: ${ip} was not moved`;
    case 'taken-back':
      return `${ip} was not moved${report.interrupted ? ' (interrupted)' : ''}: it is as it was before`;
    case 'stuck':
      return `${ip} is on ${options.facts.name}${report.interrupted ? ' (interrupted)' : ''}, and not believed by all`;
    case 'moved':
      return `${ip} is here, on ${options.facts.name}${outageWords(report)}`;
  }
}

/** One that was here before lasts as it did. */
function lastingWords({ ending, name }: MoveReport): string {
  const isHere = (ending === 'moved' || ending === 'stuck') && name !== null;
  return isHere ? `; ${untilNextStart('arpist persist add HOW')}` : '';
}

function outageWords({ outageMs, outageFrom, announced }: MoveReport): string {
  const unshown = (announced?.proofs ?? []).filter(({ belief }) => belief !== 'believed').length;
  const doubt = unshown === 0 ? '' : '; not shown for all peers';
  if (outageMs === null) return doubt;
  const until = (announced?.proofs.length ?? 0) > 0 ? 'believed' : 'announced';
  return outageFrom === 'last-answer'
    ? `; outage ${formatMillis(outageMs)}, from the last answer of the old owner until it was ${until}${doubt}`
    : `; nobody answered for at least ${formatMillis(outageMs)} until it was ${until}${doubt}`;
}

function codeOf({ io, savers }: MoveShowing, report: MoveReport): ExitCode {
  if (io.stopped() === 'interrupted') return EXIT.interrupted;
  const proven = codeOfProofs(report.announced?.proofs ?? []);
  const contested = report.ending === 'moved' && proven === EXIT.conflict;
  if (savers.some(({ failed }) => failed)) return EXIT.partial;
  if (report.ending === 'in-use' || contested) return EXIT.conflict;
  if (report.linkLost !== null) return EXIT.partial;
  if (report.ending === 'refused') return EXIT.refused;
  if (report.ending !== 'moved') return EXIT.negative;
  return proven;
}
