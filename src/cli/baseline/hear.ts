import { UsageFault } from '../../base/fault.ts';
import type { Ipv4 } from '../../base/ipv4.ts';
import { printable } from '../../base/printable.ts';
import { type Instant, instantOf, type Millis, TIME_UNITS } from '../../base/time.ts';
import { chooseInterfaces } from '../../asking/targets/interfaces.ts';
import { heardFrom, heardIn, type HeardWithDoubt } from '../../verbs/baseline/heard.ts';
import { Listening } from '../../verbs/listen/listen.ts';
import { type FoldedCapture, summarise, type SummaryEvent } from '../../verbs/read/summarise.ts';
import { scan } from '../../verbs/scan/scan.ts';
import { toggle } from '../../terminal/args/flags.ts';
import type { FlagValues } from '../../terminal/args/flags.ts';
import { timeFlag } from '../../terminal/args/times.ts';
import { count, plural } from '../../terminal/text/texts.ts';
import { rowKey } from '../../records/station.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import type { InterfaceFacts } from '../../ports/host.ts';
import type { NetworkHands } from '../hands.ts';
import type { CommandIo } from '../io.ts';
import { mustBeCapture } from '../read/end.ts';
import { unpacked } from '../read/unpacked.ts';
import { unreadLines } from '../read/words.ts';
import { ProgressLine, progressText } from '../render/talk.ts';
import { SCANNING_FLAGS } from '../scan/flags.ts';
import { Missing } from '../scan/missing.ts';
import { askingFor } from '../scan/wishes.ts';
import { tellAll } from '../tell-all.ts';

/** Where what is heard comes from, beside a capture. */
export const HEARING_FLAGS = {
  scan: toggle('--scan', { help: 'ask everybody on the local networks, or the targets that are named' }),
  for: timeFlag(
    '--for',
    { help: 'listen so long on the interfaces of -I, or all that make sense; nothing is sent' },
    { most: TIME_UNITS.w },
  ),
  ...SCANNING_FLAGS,
} as const;

export type HearingValues = FlagValues<typeof HEARING_FLAGS>;

/** What was heard, however it was. */
export interface Hearing {
  readonly pairs: readonly HeardWithDoubt[];
  /** The moment it ended, by the clock of what was heard. */
  readonly at: Instant;
  /** Whether the silence of an address says something. */
  readonly covers: (ip: Ipv4, vlan: number | null) => boolean;
  /** Addresses that a proxy answered for. */
  readonly proxied: number;
  /** It is not whole: interrupted, a link lost, a capture cut. null: it is. */
  readonly cut: ExitCode | null;
}

/** Exactly one of them; `targets` are those of a scan. */
export interface Source {
  readonly capture: string | undefined;
  readonly targets: readonly string[];
  readonly values: HearingValues;
  readonly open: () => Promise<NetworkHands>;
}

/** Throws UsageFault for none and for several, SystemFault for what cannot be opened. */
export async function hearFrom(source: Source, io: CommandIo): Promise<Hearing> {
  const { capture, targets, values, open } = source;
  const said = [
    capture === undefined ? '' : 'a capture',
    values.scan ? '--scan' : '',
    values.for === undefined ? '' : '--for',
  ].filter(Boolean);
  if (said.length > 1)
    throw new UsageFault('', `${said.join(' and ')} contradict each other`, 'keep one of them');
  if (capture !== undefined) return await hearCapture(capture, io);
  const span = values.for;
  if (span !== undefined) return await hearWire(await open(), { span, interfaces: values.interface }, io);
  if (values.scan) return await hearScan(await open(), { targets, values }, io);
  throw new UsageFault('', 'nothing says what to hear', 'name a capture, or write --scan or --for 10min');
}

async function hearCapture(path: string, io: CommandIo): Promise<Hearing> {
  const name = path === '-' ? 'stdin' : path;
  const summary = await folded(summarise(unpacked(io.openInput(path), name), {}, io.signal), io);
  mustBeCapture(summary, name);
  for (const line of unreadLines(summary)) io.stderr.write(`arpist: ${printable(name)}: ${line}.\n`);
  if (summary.broken) io.stderr.write(`arpist: ${printable(name)}: ${summary.broken.text}\n`);
  if (summary.fault) io.stderr.write(`arpist: ${printable(name)}: ${summary.fault.message}.\n`);
  return hearingOf(summary, io, summary.broken !== null || summary.fault !== null);
}

async function hearWire(
  hands: NetworkHands,
  { span, interfaces }: { readonly span: Millis; readonly interfaces: readonly string[] },
  io: CommandIo,
): Promise<Hearing> {
  const facts = chooseInterfaces(hands.host.interfaces(), interfaces, true);
  const listening = new Listening(hands, { facts, span }, io.signal);
  io.stderr.write(`listening on ${facts.map((one) => printable(one.name)).join(', ')}\n`);
  // It ends by itself when the signal fires, and what it has by then is taken.
  const summary = await folded(summarise(listening), io);
  if (summary.fault) throw summary.fault;
  for (const sentence of listening.lost) io.stderr.write(`arpist: ${printable(sentence)}.\n`);
  if (listening.dropped > 0)
    io.stderr.write(`arpist: the kernel dropped ${plural(listening.dropped, 'frame')}: not all was heard.\n`);
  return hearingOf(summary, io, listening.lost.length > 0);
}

async function folded(
  events: AsyncGenerator<SummaryEvent, FoldedCapture>,
  io: CommandIo,
): Promise<FoldedCapture> {
  const line = new ProgressLine(io.stderr);
  return await tellAll(events, {
    take: ({ frames }) => line.show(`${count(frames)} frames`),
    end(summary) {
      line.clear();
      return summary;
    },
  });
}

function hearingOf(summary: FoldedCapture, io: CommandIo, partial: boolean): Hearing {
  const { left } = summary.sightings;
  if (left > 0)
    io.stderr.write(
      `arpist: ${plural(left, 'claim or question', 'claims or questions')} more were not kept.\n`,
    );
  const { last } = summary;
  const pairs = [...heardIn(summary.sightings)];
  const networks = new Set(pairs.map(({ vlan }) => vlan));
  return {
    pairs,
    at: last === null ? io.now() : instantOf(last.seconds, last.nanoseconds),
    covers: (_, vlan) => io.stopped() === undefined && (vlan === null || networks.has(vlan)),
    proxied: 0,
    cut: io.stopped() === 'interrupted' ? EXIT.interrupted : partial || left > 0 ? EXIT.partial : null,
  };
}

async function hearScan(
  hands: NetworkHands,
  { targets, values }: Pick<Source, 'targets' | 'values'>,
  io: CommandIo,
): Promise<Hearing> {
  const missing = new Missing(io);
  const { options, notes } = await askingFor(targets, values, { hands, io, missing });
  for (const note of notes) io.stderr.write(`arpist: ${printable(note)}.\n`);
  const line = new ProgressLine(io.stderr);
  const stations = new Map<string, HeardWithDoubt | undefined>();
  const report = await tellAll(scan(hands, options, io.signal), {
    take(event) {
      if (event.type === 'station') stations.set(rowKey(event), heardFrom(event.station));
      else if (event.type === 'progress') line.show(progressText(event));
    },
    end(told) {
      line.clear();
      return told;
    },
  });
  if (report.linkLost !== null) io.stderr.write(`arpist: ${printable(report.linkLost)}.\n`);
  const answered = [...stations.values()].filter((one) => one !== undefined);
  const asked = new Set(options.interfaces.map((share) => share.facts.name));
  const own = hands.host
    .interfaces()
    .filter(({ name }) => asked.has(name))
    .flatMap(ownPairs);
  const whole = !report.interrupted && report.linkLost === null;
  const partial = missing.codeOf(EXIT.done) !== EXIT.done || report.linkLost !== null;
  return {
    pairs: [...answered, ...own],
    at: io.now(),
    covers: (ip, vlan) =>
      whole &&
      options.interfaces.some(
        (share) => share.targets.has(ip) && (vlan === null || share.vlans.includes(vlan)),
      ),
    proxied: stations.size - answered.length,
    cut: report.interrupted ? EXIT.interrupted : partial ? EXIT.partial : null,
  };
}

/** A scan asks nobody for the addresses of this machine, and they are there all the same. */
function ownPairs({ name, mac, addresses }: InterfaceFacts): readonly HeardWithDoubt[] {
  return addresses.map(({ ip }) => ({
    ip,
    mac,
    vlan: null,
    interface: name,
    first: null,
    last: null,
    verdict: 'ok',
    doubt: null,
  }));
}
