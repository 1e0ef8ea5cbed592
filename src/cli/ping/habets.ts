import { SystemFault } from '../../base/fault.ts';
import { formatIpv4 } from '../../base/ipv4.ts';
import { formatMac, type Mac } from '../../base/mac.ts';
import { printable } from '../../base/printable.ts';
import type { PingReport } from '../../verbs/ping/events.ts';
import { PING_INTERVAL, type PingOptions } from '../../verbs/ping/options.ts';
import { ping } from '../../verbs/ping/ping.ts';
import { RttTally } from '../../verbs/ping/rtt.ts';
import { unsolicited } from '../../verbs/ping/unsolicited.ts';
import { takeCommandLine } from '../command-line.ts';
import type { CommandLine } from '../../terminal/args/line.ts';
import type { FlagValues } from '../../terminal/args/flags.ts';
import type { NetworkHands } from '../hands.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { tellFault } from '../faults.ts';
import type { CommandIo } from '../io.ts';
import { ownSource, pingingFor } from './wishes.ts';
import { habetsDots, habetsReply, habetsSummary } from './habets-lines.ts';
import { showPing, type Voice } from './show.ts';
import { HABETS_FLAGS } from './flags.ts';
import { tellAll } from '../tell-all.ts';

export const HABETS_LINE: CommandLine<typeof HABETS_FLAGS> = {
  name: 'ping --compat habets',
  words: 'TARGET',
  line: 'the flags, lines and exit codes of arping of Thomas Habets; without its waits',
  least: 1,
  most: 1,
  flags: HABETS_FLAGS,
  notes: [
    'A MAC as target, -B, -T, -s and -Q are not taken: they need what is no ARP, or a MAC that is not ours.',
  ],
  ends: {
    0: 'anybody answered; with -d one MAC alone',
    1: 'nobody did, with -d several; and every error',
  },
  examples: [],
};

type Wishes = FlagValues<typeof HABETS_FLAGS>;

/** In place of arping of Thomas Habets. */
export async function likeHabets(
  open: () => Promise<NetworkHands>,
  args: readonly string[],
  io: CommandIo,
): Promise<ExitCode> {
  try {
    const taken = takeCommandLine(HABETS_LINE, args, io);
    if ('code' in taken) return taken.code;
    const { words, values } = taken;
    const hands = await open();
    const pace = {
      follow: false,
      count: values.count ?? Number.POSITIVE_INFINITY,
      interval: values.interval ?? PING_INTERVAL,
      deadline: values.deadline ?? null,
      examine: false,
      until: values.replies === 1 ? 'first' : 'count',
    } as const;
    const { interface: named, unicast, vlan } = values;
    const asked = { interface: named, unicast, vlan, source: sourceOf(values), force: true };
    const { options } = await pingingFor(words[0]!, asked, { hands, io, pace });
    const source = options.source ?? ownSource(options.facts, options.target);
    if (source === undefined)
      throw new SystemFault('interface', `${options.facts.name} has no IPv4 address to ask with`, {
        operation: 'choose source',
        remedy: 'use -0 or -S',
      });
    const whole = { ...options, source };
    if (values.tell || values.tellReply) return await tell(hands, { options: whole, values }, io);
    let replies = 0;
    const enough = new AbortController();
    const signal = AbortSignal.any([io.signal, enough.signal]);
    const voice = habetsVoice(whole, values, io);
    const counted: Voice = {
      take(event) {
        voice.take(event);
        if (event.type === 'reply' && ++replies === values.replies) enough.abort();
      },
      end: (report) => voice.end(report),
    };
    return await showPing(ping(hands, whole, signal), counted, { io });
  } catch (cause) {
    io.stderr.write(`${tellFault(cause).sentence}\n`);
    return EXIT.negative;
  }
}

function sourceOf({ zero, broadcastSource, source }: Wishes): number | undefined {
  if (zero) return 0;
  return broadcastSource ? 0xffffffff : source;
}

interface HabetsVoice extends Voice {
  end(report: Pick<PingReport, 'asked'>): ExitCode;
}

function habetsVoice({ target }: PingOptions, wishes: Wishes, io: CommandIo): HabetsVoice {
  const { quiet, dots, raw, rawOther, sentToo, audible, beepMissing } = wishes;
  const bare = raw || rawOther;
  const rtts = new RttTally();
  const macs = new Set<Mac>();
  let received = 0;
  const say = (text: string): void => {
    if (!quiet) io.stdout.write(text);
  };
  return {
    take(event) {
      if (event.type === 'note') io.stderr.write(`arping: ${printable(event.text)}\n`);
      else if (event.type === 'asking' && !bare && !dots) say(`ARPING ${formatIpv4(target)}\n`);
      else if (event.type === 'unanswered') {
        if (beepMissing) say('\u0007');
        if (dots) say('.');
        else if (!bare) say('Timeout\n');
      } else if (event.type === 'reply') {
        const { reply } = event;
        const cells = [raw ? formatMac(reply.mac) : '', rawOther ? formatIpv4(target) : ''];
        const index = sentToo ? `${received}/${reply.question - 1}` : String(received);
        if (audible) say('\u0007');
        if (dots) say('!');
        else say(bare ? `${cells.filter(Boolean).join(' ')}\n` : habetsReply(target, reply, index));
        received++;
        rtts.add(reply.rttMs);
        macs.add(reply.mac);
      }
    },
    end({ asked }) {
      if (dots) say(habetsDots(asked, received));
      else if (!bare) say(habetsSummary(target, { sent: asked, received, rtt: rtts.spread }));
      if (wishes.duplicates && macs.size > 1) return EXIT.negative;
      return received > 0 ? EXIT.done : EXIT.negative;
    },
  };
}

/** It prints what it would print if it had asked, and nobody answers. */
async function tell(
  hands: NetworkHands,
  { options, values }: { readonly options: PingOptions; readonly values: Wishes },
  io: CommandIo,
): Promise<ExitCode> {
  const { facts, target, interval, deadline, count } = options;
  const form = values.tellReply ? 'reply' : 'request';
  const told = { facts, ip: target, target, form, count, interval, deadline } as const;
  const said = unsolicited(hands, told, io.signal);
  const voice = habetsVoice(options, values, io);
  let begun = false;
  const begin = (): void => {
    if (!begun) voice.take({ type: 'asking', source: target, interface: facts.name });
    begun = true;
  };
  return await tellAll(said, {
    take(event) {
      begin();
      if (event.type === 'told') voice.take({ type: 'unanswered', question: event.number });
    },
    async end(report) {
      begin();
      voice.end({ asked: report.told });
      await io.stdout.drained();
      return EXIT.negative;
    },
  });
}
