import { jsonText, printable } from '../../base/printable.ts';
import { isConflict, isUndecided } from '../../inventory/verdict.ts';
import type { Vendors } from '../../ports/host.ts';
import type { PingEvent, PingReport } from '../../verbs/ping/events.ts';
import type { PingOptions } from '../../verbs/ping/options.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import type { CommandIo } from '../io.ts';
import { iputilsHead, iputilsReply, iputilsSummary } from './iputils-lines.ts';
import {
  moreLine,
  pingPlanLine,
  pingSummaryLines,
  replyLine,
  tellPlanLine,
  unansweredLine,
  verdictLines,
} from './lines.ts';
import { lineText, whyOnce } from '../render/station-texts.ts';
import {
  type PingPlace,
  pingPlanRecord,
  pingSummaryRecord,
  replyRecord,
  unansweredRecord,
} from '../../records/ping.ts';
import type { JsonRecord } from '../../records/kind.ts';
import type { Row } from '../../records/station.ts';
import type { Listing } from '../listing/listing.ts';
import { tellAndSave } from '../tell-all.ts';
import type { Saver } from '../save.ts';

/** What becomes of the events of a ping. */
export interface Voice {
  take(event: PingEvent): void;
  end(report: PingReport): ExitCode;
}

export interface Showing<R> {
  readonly io: CommandIo;
  readonly options: PingOptions;
  readonly vendors: Vendors;
  readonly listing: Listing<R>;
  readonly json: boolean;
  readonly quiet: boolean;
  readonly why: boolean;
  /** Whether the address is free was the question: an answer is a no. */
  readonly free: boolean;
}

/** Shows the events as they come, and tells the exit code. */
export async function showPing(
  events: AsyncGenerator<PingEvent, PingReport>,
  voice: Voice,
  { io, save }: { readonly io: CommandIo; readonly save?: string | undefined },
): Promise<ExitCode> {
  const savers = await saversOf(save, io);
  return await tellAndSave(events, savers, {
    take: (event) => voice.take(event),
    async end(report) {
      const code = voice.end(report);
      await io.stdout.drained();
      const whole = savers.every(({ failed }) => !failed);
      return whole || code === EXIT.interrupted ? code : EXIT.partial;
    },
  });
}

/** What writes captures is loaded only for them. */
async function saversOf(save: string | undefined, io: CommandIo): Promise<readonly Saver[]> {
  if (save === undefined) return [];
  const { saversFor } = await import('../save.ts');
  return saversFor({ save, pcap: undefined, dryRun: false }, io);
}

function placeOf({ target, facts, vlan }: PingOptions): PingPlace {
  return { target, interface: facts.name, vlan };
}

/** One line or record for each answer and each question without one. */
export function pingVoice(showing: Showing<JsonRecord>): Voice {
  const { io, options, vendors, listing, quiet } = showing;
  const place = placeOf(options);
  const { target } = options;
  return {
    take(event) {
      if (event.type === 'asking') tellPlan(showing);
      else if (event.type === 'note') io.stderr.write(`${printable(event.text)}\n`);
      else if (quiet) return;
      else if (event.type === 'reply') {
        const { reply } = event;
        listing.row(replyRecord(place, reply), () => `${replyLine(target, reply)}\n`);
      } else if (event.type === 'unanswered') {
        const { question } = event;
        listing.row(unansweredRecord(place, question), () => `${unansweredLine(target, question)}\n`);
      } else if (event.type === 'more' && listing.forPeople)
        io.stdout.write(`${moreLine(target, event.replies)}\n`);
    },
    end(report) {
      if (!quiet) listing.end();
      listing.record(pingSummaryRecord(place, report, vendors));
      summarize(showing, report);
      return codeOf(showing, report);
    },
  };
}

/** One line or record for each MAC that answered. */
export function whoVoice(showing: Showing<Row>): Voice {
  const { io, options, vendors, listing, json, quiet, why } = showing;
  const whyOf = why && whyOnce();
  return {
    take(event) {
      if (event.type === 'asking') tellPlan(showing);
      if (event.type === 'note') io.stderr.write(`${printable(event.text)}\n`);
      if (event.type !== 'station' || quiet) return;
      const { station } = event;
      const told = { station, vendor: vendors.vendorOf(station.mac), name: null, dup: 1 };
      listing.row(told, (row) => lineText(row, { quiet: false, names: false, rtt: true, why: whyOf }));
    },
    end(report) {
      if (!quiet) listing.end();
      listing.record(pingSummaryRecord(placeOf(options), report, vendors));
      if (!json && !quiet && io.stopped() !== 'closed-pipe') {
        const [first] = pingSummaryLines(options.target, report);
        // With --why the evidence stands on the lines themselves.
        const more = why ? [] : verdictLines(report, false);
        for (const line of [first, ...more]) io.stderr.write(`${line}\n`);
      }
      return codeOf(showing, report);
    },
  };
}

/** Before the first packet leaves. */
function tellPlan({ io, options, quiet }: Pick<Showing<never>, 'io' | 'options' | 'quiet'>): void {
  if (!quiet) io.stderr.write(`${pingPlanLine(options)}\n`);
}

/** What would be sent, with --dry-run; `tells`: everybody is told, and nobody asked. */
export async function showPingPlan(
  options: PingOptions,
  { io, json, tells }: Pick<Showing<never>, 'io' | 'json'> & { readonly tells: boolean },
): Promise<ExitCode> {
  const line = tells ? tellPlanLine(options) : pingPlanLine(options);
  io.stdout.write(`${json ? jsonText(pingPlanRecord(options, tells)) : line}\n`);
  await io.stdout.drained();
  return EXIT.done;
}

function summarize({ io, options, why }: Omit<Showing<never>, 'listing'>, report: PingReport): void {
  if (io.stopped() === 'closed-pipe') return;
  const lines = [...pingSummaryLines(options.target, report), ...verdictLines(report, why)];
  for (const line of lines) io.stderr.write(`${line}\n`);
}

function codeOf({ io, free }: Omit<Showing<never>, 'listing'>, report: PingReport): ExitCode {
  if (io.stopped() === 'interrupted') return EXIT.interrupted;
  if (!free && report.stations.some(({ verdict }) => isConflict(verdict))) return EXIT.conflict;
  if (report.linkLost !== null) return EXIT.partial;
  if (free) return report.replies > 0 ? EXIT.negative : EXIT.done;
  if (report.stations.some(({ verdict }) => isUndecided(verdict))) return EXIT.partial;
  return report.replies === 0 ? EXIT.negative : EXIT.done;
}

/**
 * The lines and exit codes of arping of iputils 20221126: as many replies as probes, or with `anyWillDo` any, is 0,
 * else 1; with -D an answer is 1; 2 is an error.
 */
export function iputilsVoice(
  { io, options, quiet, free }: Omit<Showing<never>, 'listing'>,
  anyWillDo: boolean,
): Voice {
  let byBroadcast = 0;
  const say = (line: string): void => {
    if (!quiet) io.stdout.write(`${line}\n`);
  };
  return {
    take(event) {
      if (event.type === 'asking') say(iputilsHead(options));
      if (event.type === 'note') io.stderr.write(`arping: ${printable(event.text)}\n`);
      if (event.type !== 'reply') return;
      if (event.reply.byBroadcast) byBroadcast++;
      say(iputilsReply(options, event.reply));
    },
    end(report) {
      const { asked, replies, linkLost } = report;
      for (const line of iputilsSummary(report, byBroadcast)) say(line);
      if (linkLost !== null) return EXIT.usage;
      const good = free ? replies === 0 : anyWillDo ? replies > 0 : replies === asked;
      return good ? EXIT.done : EXIT.negative;
    },
  };
}
