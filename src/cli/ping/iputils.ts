import { SystemFault, UsageFault } from '../../base/fault.ts';
import { printable } from '../../base/printable.ts';
import { PING_INTERVAL, type PingOptions } from '../../verbs/ping/options.ts';
import { ping } from '../../verbs/ping/ping.ts';
import { unsolicited } from '../../verbs/ping/unsolicited.ts';
import { takeCommandLine } from '../command-line.ts';
import type { CommandLine } from '../../terminal/args/line.ts';
import type { FlagValues } from '../../terminal/args/flags.ts';
import type { NetworkHands } from '../hands.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { tellFault } from '../faults.ts';
import type { CommandIo } from '../io.ts';
import { ownSource, pingingFor } from './wishes.ts';
import { iputilsHead, iputilsReply, iputilsSummary } from './iputils-lines.ts';
import { iputilsVoice, showPing } from './show.ts';
import { IPUTILS_FLAGS } from './flags.ts';
import { tellAll } from '../tell-all.ts';

export const IPUTILS_LINE: CommandLine<typeof IPUTILS_FLAGS> = {
  name: 'ping --compat iputils',
  words: 'TARGET',
  line: 'the flags, lines and exit codes of arping of iputils; without its waits, but for answers to -U and -A',
  least: 0,
  most: 1,
  flags: IPUTILS_FLAGS,
  ends: {
    0: 'as many replies as probes (with -w and without -c: any reply); with -D free; with -U and -A told',
    1: 'fewer; with -D in use; a number that is none',
    2: 'every other error',
  },
  examples: [],
};

/** In place of arping of iputils. */
export async function likeIputils(
  open: () => Promise<NetworkHands>,
  args: readonly string[],
  io: CommandIo,
): Promise<ExitCode> {
  try {
    const taken = takeCommandLine(IPUTILS_LINE, args, io);
    if ('code' in taken) return taken.code;
    const { words, values } = taken;
    if (values.version) {
      io.stdout.write('arping from iputils 20221126, as arpist speaks it\n');
      return EXIT.done;
    }
    if (words.length === 0) throw new UsageFault('', 'arping needs a destination', 'see --help');
    const { first, free, quiet, broadcast, interval } = values;
    const hands = await open();
    const pace = {
      follow: !broadcast && !free,
      count: values.count ?? Number.POSITIVE_INFINITY,
      interval: interval ?? PING_INTERVAL,
      deadline: values.deadline ?? null,
      askAtDeadline: true,
      examine: false,
      until: first || free ? 'first' : 'count',
    } as const;
    const asked = { interface: values.interface, source: values.source };
    const { options } = await pingingFor(words[0]!, asked, { hands, io, pace });
    if ((values.tell || values.tellReply) && !free)
      return await tellLikeIputils(hands, { options, values }, io);
    const own = free ? 0 : ownSource(options.facts, options.target);
    const source = options.source ?? own;
    if (source === undefined) throw withoutSource(options.facts.name);
    const whole = { ...options, source };
    // With a deadline and no count it is enough that somebody answered.
    const anyWillDo = values.deadline !== undefined && values.count === undefined;
    const showing = { io, options: whole, vendors: hands.vendors, json: false, quiet, why: false, free };
    return await showPing(ping(hands, whole, io.signal), iputilsVoice(showing, anyWillDo), { io });
  } catch (cause) {
    io.stderr.write(`${tellFault(cause).sentence}\n`);
    const number = cause instanceof UsageFault && ['-c', '-w', '-i'].includes(cause.where);
    return number ? EXIT.negative : EXIT.usage;
  }
}

function withoutSource(name: string): SystemFault {
  return new SystemFault('interface', `${name} has no IPv4 address to ask with`, {
    operation: 'choose source',
    facts: { interface: name },
    remedy: 'give one with -s, or use arpist ping, which asks with 0.0.0.0',
  });
}

async function tellLikeIputils(
  hands: NetworkHands,
  { options, values }: { readonly options: PingOptions; readonly values: FlagValues<typeof IPUTILS_FLAGS> },
  io: CommandIo,
): Promise<ExitCode> {
  const { facts, target, source, interval, deadline, count } = options;
  const { first, broadcast, quiet } = values;
  const ip = source ?? target;
  const say = (text: string): void => {
    if (!quiet) io.stdout.write(`${text}\n`);
  };
  // arping.c recv_pack: with -w as many answers as probes end it, without one waits to the end.
  const enough = first ? 1 : deadline === null ? Number.POSITIVE_INFINITY : count;
  const said = unsolicited(
    hands,
    {
      facts,
      ip,
      target,
      count,
      interval,
      deadline,
      tellAtDeadline: true,
      form: values.tellReply ? 'reply' : 'request',
      answers: { follow: !broadcast, enough },
    },
    io.signal,
  );
  const shown = { ...options, source: ip };
  let byBroadcast = 0;
  let begun = false;
  const begin = (): void => {
    if (!begun) say(iputilsHead(shown));
    begun = true;
  };
  return await tellAll(said, {
    take(event) {
      begin();
      if (event.type !== 'reply') return;
      if (event.reply.byBroadcast) byBroadcast++;
      say(iputilsReply(shown, event.reply));
    },
    async end({ told, unicast, replies, linkLost }) {
      begin();
      for (const line of iputilsSummary({ asked: told, unicast, replies }, byBroadcast)) say(line);
      if (linkLost !== null) io.stderr.write(`arping: ${printable(linkLost)}\n`);
      await io.stdout.drained();
      return linkLost === null ? EXIT.done : EXIT.usage;
    },
  });
}
