import { UsageFault } from '../../base/fault.ts';
import { printable } from '../../base/printable.ts';
import { claim } from '../../verbs/claim/claim.ts';
import { FAST_TIMING } from '../../verbs/claim/options.ts';
import { nearestPlace } from '../../verbs/claim/places.ts';
import { takeCommandLine } from '../command-line.ts';
import type { CommandLine } from '../../terminal/args/line.ts';
import { one, type ReadFlag, text } from '../../terminal/args/flags.ts';
import { timeFlag } from '../../terminal/args/times.ts';
import { claimingFor } from './wishes.ts';
import type { Expectations } from '../../ports/expectations.ts';
import { steelExpectations, steelHands } from '../compose.ts';
import { noteOwnMove, UNENDED } from '../expect/note-own.ts';
import type { NetworkHands } from '../hands.ts';
import type { ExitCode } from '../exit-codes.ts';
import type { Command, CommandIo } from '../io.ts';
import { saversFor } from '../save.ts';
import { showClaim } from './show.ts';
import { CLAIM_FLAGS, FAST_NOTE } from './flags.ts';
import { CLAIM } from '../../records/claim.ts';
import { fieldNote, listFlags } from '../listing/flags.ts';
import { Listing } from '../listing/listing.ts';

const DEFENCES = ['once', 'always', 'never'] as const;

const defence: ReadFlag<(typeof DEFENCES)[number]> = (word, where) => {
  const found = DEFENCES.find((each) => each === word);
  if (!found) throw new UsageFault(where, `'${word}' is no way to defend`, `write ${DEFENCES.join(', ')}`);
  return found;
};

const CLAIM_COMMAND_FLAGS = {
  interface: one(
    '-I -i --interface --iface --dev',
    { value: 'NAME', help: 'claim on this interface; default: the one with the subnet' },
    text,
  ),
  defend: one(
    '--defend',
    {
      value: 'HOW',
      choices: DEFENCES,
      help: 'once (default): against one contradiction in 10 s, the next one takes it; always: never given up; never: given up at the first (RFC 5227 2.4)',
    },
    defence,
  ),
  hold: timeFlag('--for', { help: 'hold it so long; default until Ctrl-C' }, { least: 0 }),
  ...CLAIM_FLAGS,
  ...listFlags(CLAIM, {
    json: 'JSON Lines, a summary last (schema/claim.v1.json, schema/claim-summary.v1.json)',
    rows: 'turns',
    where: 'state=lost, mac^=b8:27:eb',
    format: '${at} ${state} ${mac}',
  }),
} as const;

export const CLAIM_LINE: CommandLine<typeof CLAIM_COMMAND_FLAGS> = {
  name: 'claim',
  words: 'IP',
  line: 'take an address on the wire by RFC 5227: probe, announce, hold and defend it',
  least: 1,
  most: 1,
  flags: CLAIM_COMMAND_FLAGS,
  notes: [
    'The address is held on the wire, not put on the interface: while it is held, questions for it are answered here, so whoever checks finds it taken; what is sent to it is not served. Put on the interface meanwhile (ip address add), the kernel answers, and claim defends, which the kernel does not.',
    '',
    'Once announced it is quiet: it speaks when it is asked, 200 answers a second at most, and when somebody else uses the address.',
    '',
    'A link that goes down is waited for, and the address probed for anew.',
    '',
    fieldNote(CLAIM, '', false),
  ],
  ends: {
    0: 'held to the end of --for',
    1: 'not to be had: in use, or somebody else probes for it',
    4: 'somebody used it while it was ours, whether it was lost or defended',
    130: 'ended by Ctrl-C',
  },
  examples: [
    ['arpist claim 10.0.0.77', 'until Ctrl-C'],
    [
      'arpist claim 10.0.0.77 --for 0 && ip address add 10.0.0.77/24 dev eth0',
      'probe, announce, then use it',
    ],
    ['arpist claim 10.0.0.1 --defend always', 'the address of a gateway that is away'],
  ],
};

/** Where an address is claimed. */
export interface ClaimDoor {
  readonly hands: () => Promise<NetworkHands>;
  /** Where it is written down that this machine does; left out: nowhere. */
  readonly expected?: () => Promise<Expectations>;
}

export const runClaim: Command = (args, io) =>
  claimOver({ hands: steelHands, expected: steelExpectations }, args, io);

/** The command over any hands; they are opened only when the words were understood. */
export async function claimOver(door: ClaimDoor, args: readonly string[], io: CommandIo): Promise<ExitCode> {
  const taken = takeCommandLine(CLAIM_LINE, args, io);
  if ('code' in taken) return taken.code;
  const listing = new Listing(io, CLAIM, taken.values);
  const { words, values } = taken;
  const { json, quiet, why, dryRun, fast, save, numeric } = values;
  const named = values.interface === undefined ? [] : [values.interface];
  const hands = await door.hands();
  const { interfaces, reach, notes } = await claimingFor(
    words,
    { interface: named, exclude: [], vlan: values.vlan, numeric },
    { hands, io },
  );
  const { facts, ip, more } = nearestPlace(words[0]!, interfaces, reach);
  for (const note of [...notes, ...more, ...(fast ? [FAST_NOTE] : [])])
    io.stderr.write(`arpist: ${printable(note)}.\n`);
  const vlan = values.vlan ?? null;
  const timing = fast ? { timing: FAST_TIMING } : {};
  const how = { defence: values.defend ?? 'once', hold: values.hold ?? null, ...timing } as const;
  const own = {
    ips: [ip],
    mac: facts.mac,
    command: `claim ${args.join(' ')}`,
    lasts: values.hold ?? UNENDED,
  };
  if (!dryRun) await noteOwnMove(door.expected, own, io);
  const savers = saversFor({ save, pcap: undefined, dryRun }, io);
  const rate = values.rate === undefined ? {} : { rate: values.rate };
  const wishes = { facts, ip, vlan, ...how, ...rate, capture: save !== undefined, dryRun };
  const showing = { io, vendors: hands.vendors, listing, json, quiet, why, dryRun, savers };
  return await showClaim(claim(hands, wishes, io.signal), { ip, interface: facts.name, vlan }, showing);
}
