import { SystemFault } from '../../base/fault.ts';
import { DEFAULT_INTERVAL } from '../../verbs/ping/options.ts';
import { ping } from '../../verbs/ping/ping.ts';
import { type CommandLine, takeCommandLine } from '../args/command-line.ts';
import type { Values } from '../args/flags.ts';
import { type Hands, steelHands } from '../compose.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { tellFault } from '../faults.ts';
import type { Command, CommandIo } from '../io.ts';
import { ownSource, pingingFor } from '../pinging.ts';
import { iputilsVoice, pingVoice, showPing } from '../show-ping.ts';
import { ASKED_FLAGS, COMPAT_FLAG, IPUTILS_FLAGS, PACE_FLAGS } from './ping-flags.ts';

const PING_FLAGS = { ...PACE_FLAGS, ...ASKED_FLAGS, ...COMPAT_FLAG } as const;

export const PING_LINE: CommandLine<typeof PING_FLAGS> = {
  name: 'ping',
  words: 'TARGET',
  line: 'ask for one address again and again: right round trips, every answer by MAC',
  least: 1,
  most: 1,
  flags: PING_FLAGS,
  notes: [
    'Round trips are from the kernel’s stamp on the question to its stamp on the answer. Every question goes to everybody unless --unicast names one machine, so a second owner is heard each time. Exit code 0 answered, 1 not, 4 a conflict.',
    '',
    'TARGET is one address or a host name.',
  ],
  examples: [
    ['arpist ping 10.0.0.1', 'until Ctrl-C'],
    ['arpist ping -f -c 3 10.0.0.1', 'is it up? Three tries, to the first answer'],
    ['arpist ping --interval 0.1 -c 100 10.0.0.1 --json', 'a hundred round trips for a program'],
    ['arpist ping --unicast b8:27:eb:00:00:01 10.0.0.1', 'does this machine answer for it'],
    ['arpist ping --compat iputils -c 2 -I eth0 10.0.0.1', 'in place of arping in a script'],
  ],
};

const IPUTILS_LINE: CommandLine<typeof IPUTILS_FLAGS> = {
  name: 'ping --compat iputils',
  words: 'TARGET',
  line: 'the flags, lines and exit codes of arping of iputils; without its waits',
  least: 1,
  most: 1,
  flags: IPUTILS_FLAGS,
  notes: [
    'Exit code 0 when there are as many replies as probes (with -w and without -c: any reply), else 1; with -D 0 free, 1 in use; 2 for every error.',
  ],
  examples: [],
};

/** RFC 5227 1.1, PROBE_NUM. */
const PROBES = 3;

export const runPing: Command = (args, io) => pingOver(steelHands, args, io);

/** The command over any hands; they are opened only when the words were understood. */
export async function pingOver(
  open: () => Promise<Hands>,
  args: readonly string[],
  io: CommandIo,
): Promise<ExitCode> {
  if (isCompat(args)) return await likeIputils(open, args, io);
  const taken = takeCommandLine(PING_LINE, args, io);
  if ('code' in taken) return taken.code;
  const { words, values } = taken;
  const hands = await open();
  const { options, notes } = await pingingFor(
    words[0]!,
    { ...values, zero: values.zero || values.free },
    { hands, io, pace: paceOf(values) },
  );
  for (const note of notes) io.stderr.write(`arpist: ${note}.\n`);
  const { json, quiet, why, free } = values;
  const voice = pingVoice({ io, options, vendors: hands.vendors, json, quiet, why, free });
  return await showPing(ping(hands, options, io.signal), voice, io);
}

function paceOf(values: Values<typeof PACE_FLAGS>) {
  const { first, free, count, interval, deadline } = values;
  return {
    follow: false,
    count: count ?? (free ? PROBES : Number.POSITIVE_INFINITY),
    interval: interval ?? DEFAULT_INTERVAL,
    deadline: deadline ?? null,
    examine: true,
    until: first || free ? 'first' : 'count',
  } as const;
}

/** The flags mean something else then (-i), so it must be known before they are read. */
function isCompat(args: readonly string[]): boolean {
  const end = args.indexOf('--');
  const flags = end < 0 ? args : args.slice(0, end);
  return flags.some(
    (arg, at) => arg === '--compat=iputils' || (arg === '--compat' && flags[at + 1] === 'iputils'),
  );
}

async function likeIputils(
  open: () => Promise<Hands>,
  args: readonly string[],
  io: CommandIo,
): Promise<ExitCode> {
  try {
    const taken = takeCommandLine(IPUTILS_LINE, args, io);
    if ('code' in taken) return taken.code;
    const { words, values } = taken;
    const { first, free, quiet, broadcast, interval } = values;
    const hands = await open();
    const pace = {
      follow: !broadcast && !free,
      count: values.count ?? Number.POSITIVE_INFINITY,
      interval: interval ?? DEFAULT_INTERVAL,
      deadline: values.deadline ?? null,
      askAtDeadline: true,
      examine: false,
      until: first || free ? 'first' : 'count',
    } as const;
    const asked = { interface: values.interface, source: values.source };
    const { options } = await pingingFor(words[0]!, asked, { hands, io, pace });
    const own = free ? 0 : ownSource(options.facts, options.target);
    const source = options.source ?? own;
    if (source === undefined) throw withoutSource(options.facts.name);
    const whole = { ...options, source };
    // With a deadline and no count it is enough that somebody answered.
    const anyWillDo = values.deadline !== undefined && values.count === undefined;
    const showing = { io, options: whole, vendors: hands.vendors, json: false, quiet, why: false, free };
    return await showPing(ping(hands, whole, io.signal), iputilsVoice(showing, anyWillDo), io);
  } catch (cause) {
    io.stderr.write(`${tellFault(cause).sentence}\n`);
    return EXIT.usage;
  }
}

function withoutSource(name: string): SystemFault {
  return new SystemFault('interface', `${name} has no IPv4 address to ask with`, {
    operation: 'choose source',
    facts: { interface: name },
    remedy: 'give one with -s, or use arpist ping, which asks with 0.0.0.0',
  });
}
