import type { Ipv4 } from '../../base/ipv4.ts';
import { printable } from '../../base/printable.ts';
import { free } from '../../verbs/claim/free.ts';
import { FAST_TIMING } from '../../verbs/claim/options.ts';
import { takeCommandLine } from '../command-line.ts';
import type { CommandLine } from '../../terminal/args/line.ts';
import { one } from '../../terminal/args/flags.ts';
import { whole } from '../../terminal/args/numbers.ts';
import { claimingFor } from './wishes.ts';
import { steelHands, steelSnapshot } from '../compose.ts';
import type { NetworkHands } from '../hands.ts';
import type { ExitCode } from '../exit-codes.ts';
import type { Command, CommandIo } from '../io.ts';
import { saversFor } from '../save.ts';
import { showFree } from './show-checks.ts';
import { spokenFor } from './spoken-for.ts';
import { CLAIM_FLAGS, FAST_NOTE, PLACES_FLAGS } from './flags.ts';
import { CHECK } from '../../records/claim.ts';
import { fieldNote, listFlags, sortFlag } from '../listing/flags.ts';
import { Listing } from '../listing/listing.ts';

const FREE_FLAGS = {
  count: one(
    '-c --count',
    { value: 'N', help: 'so many; default 1' },
    whole(1, 65_536, 'number of addresses'),
  ),
  ...PLACES_FLAGS,
  ...CLAIM_FLAGS,
  ...listFlags(CHECK, {
    json: 'JSON Lines, a summary last (schema/check.v1.json, schema/free.v1.json)',
    rows: 'addresses',
    where: 'interface=eth0',
    format: '${ip}',
  }),
  sort: sortFlag(CHECK, '-ip'),
} as const;

export const FREE_LINE: CommandLine<typeof FREE_FLAGS> = {
  name: 'free',
  words: '[TARGET…]',
  line: 'addresses that are free, the lowest first, each checked by RFC 5227',
  least: 0,
  most: Number.POSITIVE_INFINITY,
  flags: FREE_FLAGS,
  notes: [
    'A quick scan passes over whoever answers, proxies too; the silent ones are checked as arpist check does, all at once, and those that stand it are printed. Never given: network and broadcast addresses, those of this machine, gateways of its routes. A machine that is switched off answers nobody: leave the range of a DHCP server out with --exclude. Without targets: the subnets of the interfaces.',
    '',
    fieldNote(CHECK),
  ],
  ends: {
    0: 'as many as wanted',
    1: 'fewer',
    5: 'a link was lost',
  },
  examples: [
    ['arpist free 10.0.0.0/24 --count 5', 'five free addresses'],
    ['arpist free 10.0.0.0/24 --exclude 10.0.0.100-199', 'not from the DHCP range'],
    ['arpist free --json -c 3', 'for a program, on the local subnets'],
  ],
};

/** What this host’s configuration names as somebody’s. */
export type SpokenFor = () => Promise<readonly Ipv4[]>;

export const runFree: Command = (args, io) =>
  freeOver({ open: steelHands, spokenFor: async () => spokenFor(await steelSnapshot()) }, args, io);

/** The command over any hands; they are opened only when the words were understood. */
export async function freeOver(
  world: { readonly open: () => Promise<NetworkHands>; readonly spokenFor: SpokenFor },
  args: readonly string[],
  io: CommandIo,
): Promise<ExitCode> {
  const taken = takeCommandLine(FREE_LINE, args, io);
  if ('code' in taken) return taken.code;
  const listing = new Listing(io, CHECK, taken.values);
  const { words, values } = taken;
  const { json, quiet, why, dryRun, fast, save } = values;
  const hands = await world.open();
  const never = await world.spokenFor();
  const { interfaces, notes } = await claimingFor(
    words,
    { ...values, never, subnetsAlone: true },
    { hands, io },
  );
  for (const note of fast ? [...notes, FAST_NOTE] : notes) io.stderr.write(`arpist: ${printable(note)}.\n`);
  const timing = fast ? { timing: FAST_TIMING } : {};
  const rate = values.rate === undefined ? {} : { rate: values.rate };
  const places = { interfaces, vlan: values.vlan ?? null, ...timing, ...rate };
  const wishes = { ...places, count: values.count ?? 1, capture: save !== undefined, dryRun };
  const savers = saversFor({ save, pcap: undefined, dryRun }, io);
  const showing = { io, vendors: hands.vendors, listing, json, quiet, why, dryRun, savers };
  return await showFree(free(hands, wishes, io.signal), showing);
}
