import { formatIpv4 } from '../../base/ipv4.ts';
import { formatMac } from '../../base/mac.ts';
import { printable } from '../../base/printable.ts';
import { PING_INTERVAL, type PingOptions } from '../../verbs/ping/options.ts';
import { ping, refuseForeignSource } from '../../verbs/ping/ping.ts';
import { refuseForeignTarget, unsolicited } from '../../verbs/ping/unsolicited.ts';
import { takeCommandLine } from '../command-line.ts';
import type { CommandLine } from '../../terminal/args/line.ts';
import type { FlagValues } from '../../terminal/args/flags.ts';
import { steelHands } from '../compose.ts';
import type { NetworkHands } from '../hands.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import type { Command, CommandIo } from '../io.ts';
import { evidencePace, pingingFor } from './wishes.ts';
import { tellPlanLine } from './lines.ts';
import { pingVoice, showPing, showPingPlan } from './show.ts';
import { ASKED_FLAGS, COMPAT, COMPAT_FLAG, PACE_FLAGS } from './flags.ts';
import { PING } from '../../records/ping.ts';
import { fieldNote, listFlags } from '../listing/flags.ts';
import { Listing } from '../listing/listing.ts';
import { tellAll } from '../tell-all.ts';

const PING_FLAGS = {
  ...PACE_FLAGS,
  ...ASKED_FLAGS,
  ...listFlags(PING, {
    json: 'JSON Lines, a summary last (schema/ping.v1.json, schema/ping-summary.v1.json; with --dry-run schema/ping-plan.v1.json)',
    rows: 'answers',
    where: 'rttMs>100, answered=no, mac^=b8:27:eb',
    format: '${question} ${mac} ${rttMs}',
  }),
  ...COMPAT_FLAG,
} as const;

export const PING_LINE: CommandLine<typeof PING_FLAGS> = {
  name: 'ping',
  words: 'TARGET',
  line: 'ask for one address again and again: right round trips, every answer by MAC',
  least: 1,
  most: 1,
  tooMany: 'one address is asked for again and again; arpist scan asks for many',
  flags: PING_FLAGS,
  notes: [
    'Round trips are from the kernel’s stamp on the question to its stamp on the answer. Every question goes to everybody unless --unicast names one machine, so a second owner is heard each time.',
    '',
    'When several MACs answer, or one that answers no probe, each is asked by unicast for addresses around TARGET, as who does: mostly 10 packets, never more than --evidence, and all together never faster than --rate.',
    '',
    'TARGET is one address or a host name.',
    '',
    fieldNote(PING, 'rttMs in milliseconds, or with its unit (rttMs>0.1s)', false),
  ],
  ends: {
    0: 'answered; with -D free; with -U and -A told',
    1: 'not answered; with -D in use',
    4: 'two hosts answer',
    5: 'several MACs answer, and nothing says whether they are one host; or the link was lost',
    130: 'Ctrl-C',
  },
  examples: [
    ['arpist ping 10.0.0.1', 'until Ctrl-C'],
    ['arpist ping -f -c 3 10.0.0.1', 'is it up? Three tries, to the first answer'],
    ['arpist ping --interval 0.1 -c 100 10.0.0.1 --json', 'a hundred round trips for a program'],
    ['arpist ping --unicast b8:27:eb:00:00:01 10.0.0.1', 'does this machine answer for it'],
    ['arpist ping --compat iputils -c 2 -I eth0 10.0.0.1', 'in place of arping in a script'],
  ],
};

/** RFC 5227 1.1, PROBE_NUM. */
const PROBES = 3;

export const runPing: Command = (args, io) => pingOver(steelHands, args, io);

/** The command over any hands; they are opened only when the words were understood. */
export async function pingOver(
  open: () => Promise<NetworkHands>,
  args: readonly string[],
  io: CommandIo,
): Promise<ExitCode> {
  const compat = compatOf(args);
  if (compat === 'iputils') return await (await import('./iputils.ts')).likeIputils(open, args, io);
  if (compat === 'habets') return await (await import('./habets.ts')).likeHabets(open, args, io);
  const taken = takeCommandLine(PING_LINE, args, io);
  if ('code' in taken) return taken.code;
  const { words, values } = taken;
  const listing = new Listing(io, PING, values);
  const hands = await open();
  const { options, notes } = await pingingFor(
    words[0]!,
    { ...values, zero: values.zero || values.free },
    { hands, io, pace: { ...paceOf(values), ...evidencePace(values) } },
  );
  for (const note of notes) io.stderr.write(`arpist: ${printable(note)}.\n`);
  if (values.tell || values.tellReply) return await tell(hands, { options, values }, io);
  const { json, quiet, why, free, dryRun } = values;
  if (dryRun) {
    refuseForeignSource(hands.host.interfaces(), options);
    return await showPingPlan(options, { io, json, tells: false });
  }
  const voice = pingVoice({ io, options, vendors: hands.vendors, listing, json, quiet, why, free });
  return await showPing(ping(hands, options, io.signal), voice, { io, save: values.save });
}

function paceOf(values: FlagValues<typeof PACE_FLAGS>) {
  const { first, free, count, interval, deadline } = values;
  return {
    follow: false,
    count: count ?? (free ? PROBES : Number.POSITIVE_INFINITY),
    interval: interval ?? PING_INTERVAL,
    deadline: deadline ?? null,
    examine: true,
    until: first || free ? 'first' : 'count',
  } as const;
}

/** The flags mean something else then (-i), so it must be known before they are read. */
function compatOf(args: readonly string[]): (typeof COMPAT)[number] | undefined {
  const end = args.indexOf('--');
  const flags = end < 0 ? args : args.slice(0, end);
  return COMPAT.find((tool) =>
    flags.some((arg, at) => arg === `--compat=${tool}` || (arg === '--compat' && flags[at + 1] === tool)),
  );
}

async function tell(
  hands: NetworkHands,
  { options, values }: { readonly options: PingOptions; readonly values: FlagValues<typeof PING_FLAGS> },
  io: CommandIo,
): Promise<ExitCode> {
  const { facts, target: ip, interval, deadline } = options;
  const form = values.tellReply ? 'reply' : 'request';
  const count = values.count ?? 1;
  const wishes = { facts, ip, target: ip, form, count, interval, deadline } as const;
  refuseForeignTarget(hands.host.interfaces(), ip);
  if (values.dryRun) return await showPingPlan({ ...options, count }, { io, json: values.json, tells: true });
  if (!values.quiet) io.stderr.write(`${tellPlanLine({ ...options, count })}\n`);
  return await tellAll(unsolicited(hands, wishes, io.signal), {
    take(event) {
      if (event.type === 'told' && !values.quiet)
        io.stdout.write(`${formatIpv4(ip)} is at ${formatMac(event.mac)}  #${event.number}  told to all\n`);
    },
    async end({ linkLost }) {
      await io.stdout.drained();
      if (linkLost !== null) io.stderr.write(`arpist: ${printable(linkLost)}\n`);
      if (io.stopped() === 'interrupted') return EXIT.interrupted;
      return linkLost === null ? EXIT.done : EXIT.partial;
    },
  });
}
