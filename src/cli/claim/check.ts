import { printable } from '../../base/printable.ts';
import { check } from '../../verbs/claim/check.ts';
import { FAST_TIMING } from '../../verbs/claim/options.ts';
import { takeCommandLine } from '../command-line.ts';
import type { CommandLine } from '../../terminal/args/line.ts';
import { claimingFor } from './wishes.ts';
import { steelHands } from '../compose.ts';
import type { NetworkHands } from '../hands.ts';
import type { ExitCode } from '../exit-codes.ts';
import type { Command, CommandIo } from '../io.ts';
import { Missing } from '../scan/missing.ts';
import { saversFor } from '../save.ts';
import { showCheck } from './show-checks.ts';
import { CLAIM_FLAGS, FAST_NOTE, PLACES_FLAGS } from './flags.ts';
import { CHECK } from '../../records/claim.ts';
import { fieldNote, listFlags, sortFlag } from '../listing/flags.ts';
import { Listing } from '../listing/listing.ts';

const CHECK_FLAGS = {
  ...PLACES_FLAGS,
  ...CLAIM_FLAGS,
  ...listFlags(CHECK, {
    json: 'JSON Lines, a summary last (schema/check.v1.json, schema/check-summary.v1.json)',
    rows: 'addresses',
    where: 'state=free, mac^=b8:27:eb',
    format: '${ip} ${state} ${mac}',
  }),
  sort: sortFlag(CHECK, 'ip, state,ip'),
} as const;

export const CHECK_LINE: CommandLine<typeof CHECK_FLAGS> = {
  name: 'check',
  words: 'TARGET…',
  line: 'is this address free? Three probes and the waits of RFC 5227; who has it, if not',
  least: 1,
  most: Number.POSITIVE_INFINITY,
  flags: CHECK_FLAGS,
  notes: [
    'free; in use (who answers); proxied (no owner answers, but a proxy does); contested (somebody else probes for it at the same time); conflict (two hosts use it, or two probe for it, or somebody uses an address of this machine); own address; unknown. Nothing is claimed. A check of a free address takes about 6 s, because RFC 5227 asks for that much silence.',
    '',
    fieldNote(CHECK),
  ],
  ends: {
    0: 'all free',
    1: 'one is not: who answers has it, also where it is undecided as what',
    4: 'two hosts use one, two probe for one, or somebody uses one of this machine',
    5: 'of one it could not be known, or several have it and may be one host or two, a link was lost, or a name in a list did not resolve',
  },
  examples: [
    ['arpist check 10.0.0.77', 'may I take it'],
    ['arpist check 10.0.0.100-149 --json', 'fifty at once, as long as one'],
    ['arpist check 10.0.0.77 -q && ip address add 10.0.0.77/24 dev eth0', 'in a script'],
  ],
};

export const runCheck: Command = (args, io) => checkOver(steelHands, args, io);

/** The command over any hands; they are opened only when the words were understood. */
export async function checkOver(
  open: () => Promise<NetworkHands>,
  args: readonly string[],
  io: CommandIo,
): Promise<ExitCode> {
  const taken = takeCommandLine(CHECK_LINE, args, io);
  if ('code' in taken) return taken.code;
  const listing = new Listing(io, CHECK, taken.values);
  const { words, values } = taken;
  const { json, quiet, why, dryRun, fast, save } = values;
  const hands = await open();
  const missing = new Missing(io);
  const { interfaces, notes } = await claimingFor(words, values, { hands, io, missing });
  for (const note of fast ? [...notes, FAST_NOTE] : notes) io.stderr.write(`arpist: ${printable(note)}.\n`);
  const timing = fast ? { timing: FAST_TIMING } : {};
  const rate = values.rate === undefined ? {} : { rate: values.rate };
  const wishes = {
    interfaces,
    vlan: values.vlan ?? null,
    ...timing,
    ...rate,
    capture: save !== undefined,
    dryRun,
  };
  const savers = saversFor({ save, pcap: undefined, dryRun }, io);
  const showing = { io, vendors: hands.vendors, listing, json, quiet, why, dryRun, savers };
  return missing.codeOf(await showCheck(check(hands, wishes, io.signal), showing));
}
