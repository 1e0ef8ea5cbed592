import { printable } from '../../base/printable.ts';
import { ping, refuseForeignSource } from '../../verbs/ping/ping.ts';
import { takeCommandLine } from '../command-line.ts';
import type { CommandLine } from '../../terminal/args/line.ts';
import { toggle } from '../../terminal/args/flags.ts';
import { steelHands } from '../compose.ts';
import type { NetworkHands } from '../hands.ts';
import type { ExitCode } from '../exit-codes.ts';
import type { Command, CommandIo } from '../io.ts';
import { evidencePace, type Pace, pingingFor } from './wishes.ts';
import { showPing, showPingPlan, whoVoice } from './show.ts';
import { ASKED_FLAGS } from './flags.ts';
import { STATION } from '../../records/station-kind.ts';
import { fieldNote, listFlags } from '../listing/flags.ts';
import { Listing } from '../listing/listing.ts';

const WHO_FLAGS = {
  ...ASKED_FLAGS,
  ...listFlags(STATION, {
    json: 'JSON Lines, a summary last (schema/station.v1.json, schema/ping-summary.v1.json)',
    rows: 'machines',
    where: 'mac^=b8:27:eb, verdict=conflict',
    format: '${mac} ${vendor} ${rtt}',
  }),
  quiet: toggle('-q --quiet', { help: 'print nothing; the exit code answers' }),
} as const;

export const WHO_LINE: CommandLine<typeof WHO_FLAGS> = {
  name: 'who',
  words: 'TARGET',
  line: 'who has this address: one question, every answer, with a verdict',
  least: 1,
  most: 1,
  tooMany:
    'one address is asked for; arpist scan asks for many, and arpist check says of each whether it is in use',
  flags: WHO_FLAGS,
  notes: [
    'Prints a line for each MAC that answers. A question without any answer is put once more, with our own address as sender: at most 2 packets. One that answers is asked once more, by unicast and as ourselves: a host may answer probes and nobody else, and then nothing reaches it. When several MACs answer, each gets an echo for TARGET (ICMP): one host answers from one card whichever was asked, two hosts each from their own. Where that decides nothing (a firewall), each is asked by unicast for addresses around TARGET, those known to be answered and the likeliest first, until it is clear: one host with several cards is flux, two hosts are a conflict. Mostly it takes no more than 10 packets; where a look at all around is needed, never more than --evidence.',
    '',
    fieldNote(STATION, 'rtt in milliseconds, or with its unit (rtt>0.1s)', false),
  ],
  ends: {
    0: 'one owner',
    1: 'nobody',
    4: 'two hosts use it',
    5: 'several MACs answer, and nothing says whether they are one host; or the link was lost',
  },
  examples: [
    ['arpist who 10.0.0.7', 'who has it, and does one alone'],
    ['arpist who 10.0.0.7 -q && echo up', 'in a script'],
  ],
};

/** Twice at most: the second time because the first got lost, or the host ignores sender 0.0.0.0. */
const PACE: Pace = {
  follow: false,
  count: 2,
  interval: 400,
  deadline: null,
  until: 'answered',
  examine: true,
  reach: true,
};

export const runWho: Command = (args, io) => whoOver(steelHands, args, io);

/** The command over any hands; they are opened only when the words were understood. */
export async function whoOver(
  open: () => Promise<NetworkHands>,
  args: readonly string[],
  io: CommandIo,
): Promise<ExitCode> {
  const taken = takeCommandLine(WHO_LINE, args, io);
  if ('code' in taken) return taken.code;
  const { words, values } = taken;
  const listing = new Listing(io, STATION, values);
  const hands = await open();
  const { options, notes } = await pingingFor(words[0]!, values, {
    hands,
    io,
    pace: { ...PACE, ...evidencePace(values) },
  });
  for (const note of notes) io.stderr.write(`arpist: ${printable(note)}.\n`);
  const { json, quiet, why, dryRun } = values;
  if (dryRun) {
    refuseForeignSource(hands.host.interfaces(), options);
    return await showPingPlan(options, { io, json, tells: false });
  }
  const voice = whoVoice({ io, options, vendors: hands.vendors, listing, json, quiet, why, free: false });
  return await showPing(ping(hands, options, io.signal), voice, { io, save: values.save });
}
