import { printable } from '../../base/printable.ts';
import { scan } from '../../verbs/scan/scan.ts';
import { takeCommandLine } from '../command-line.ts';
import type { CommandLine } from '../../terminal/args/line.ts';
import { askingFor } from './wishes.ts';
import { steelHands } from '../compose.ts';
import type { NetworkHands } from '../hands.ts';
import type { ExitCode } from '../exit-codes.ts';
import { ARP_SCAN_HABITS } from './habits.ts';
import type { Command, CommandIo } from '../io.ts';
import { Missing } from './missing.ts';
import { dnsNames } from '../names.ts';
import { present } from './show.ts';
import { saversFor } from '../save.ts';
import { ASKING_FLAGS, FIELD_NOTE, SHOWING_FLAGS, TARGET_NOTE, VERDICT_NOTE } from './flags.ts';

const SCAN_FLAGS = { ...ASKING_FLAGS, ...SHOWING_FLAGS } as const;

export const SCAN_LINE: CommandLine<typeof SCAN_FLAGS> = {
  name: 'scan',
  words: '[TARGET…]',
  line: 'who is on my networks: every host, with conflicts and flux named',
  least: 0,
  most: Number.POSITIVE_INFINITY,
  flags: SCAN_FLAGS,
  habits: ARP_SCAN_HABITS,
  notes: [TARGET_NOTE, '', VERDICT_NOTE, '', FIELD_NOTE],
  ends: {
    0: 'somebody answered',
    1: 'nobody did, or nobody who fits --where',
    4: 'an address has two hosts, or somebody uses ours',
    5: 'of several MACs it could not be told whether they are one host, a link was lost, or a name in a list did not resolve',
  },
  examples: [
    ['arpist scan', 'every host on every local network'],
    ['arpist scan -I eth0 10.0.0.0/16 --json', 'one JSON line for each host'],
    ['arpist scan | grep b8:27:eb', 'lines as arp-scan prints them'],
    ['arpist scan --vlan 10,20 10.0.0.0/24', 'on a trunk, with tags'],
    ["arpist scan --where 'verdict!=ok' --why", 'what is wrong, with evidence'],
    ['arpist scan 10.0.0.0/8 --dry-run', 'how long would that take'],
  ],
};

export const runScan: Command = (args, io) => scanOver(steelHands, args, io);

/** The command over any hands; they are opened only when the words were understood. */
export async function scanOver(
  open: () => Promise<NetworkHands>,
  args: readonly string[],
  io: CommandIo,
): Promise<ExitCode> {
  const taken = takeCommandLine(SCAN_LINE, args, io);
  if ('code' in taken) return taken.code;
  const { words, values } = taken;
  const hands = await open();
  const missing = new Missing(io);
  const { options, notes } = await askingFor(words, values, { hands, io, missing });
  for (const note of notes) io.stderr.write(`arpist: ${printable(note)}.\n`);
  const names = values.names ? dnsNames() : null;
  const code = await present(scan(hands, options, io.signal), {
    io,
    showing: values,
    vendors: hands.vendors,
    names,
    dryRun: values.dryRun,
    savers: saversFor(values, io),
  });
  return missing.codeOf(code);
}
