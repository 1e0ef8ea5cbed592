import { UsageFault } from '../../base/fault.ts';
import { printable } from '../../base/printable.ts';
import type { Vlans } from '../../ports/vlans.ts';
import { realNames } from '../../asking/targets/interfaces.ts';
import { vlanStates } from '../../verbs/vlan/vlans.ts';
import { takeCommandLine } from '../command-line.ts';
import type { CommandLine } from '../../terminal/args/line.ts';
import { many } from '../../terminal/args/flags.ts';
import { list } from '../../terminal/args/numbers.ts';
import { steelVlans } from '../compose.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import type { Command, CommandIo } from '../io.ts';
import { paintFor } from '../../terminal/text/paint.ts';
import { VLAN } from '../../records/vlan.ts';
import { fieldNote, listFlags, sortFlag } from '../listing/flags.ts';
import { Listing } from '../listing/listing.ts';
import { vlanLine, vlanTable } from './lines.ts';

const FLAGS = {
  interface: many(
    '-I -i --interface --iface --dev',
    { value: 'NAME', help: 'only VLANs on this parent (several: again, or A,B)' },
    list,
  ),
  ...listFlags(VLAN, {
    json: 'JSON Lines (schema/vlan.v1.json)',
    rows: 'VLANs',
    where: 'state!=up, id<100, addresses~10.0.5.',
    format: '${interface;-12} ${id} ${addresses}',
  }),
  sort: sortFlag(VLAN, 'id, -receivedBytes'),
} as const;

export const VLAN_LINE: CommandLine<typeof FLAGS> = {
  name: 'vlan',
  words: '[NAME|ID…]',
  line: 'the VLAN interfaces of this host: parent, id, state, addresses, and what went through',
  least: 0,
  most: Number.POSITIVE_INFINITY,
  flags: FLAGS,
  notes: [
    'NAME: a VLAN interface (eth1.1234); ID: the VLAN on any parent. The counters are those of /proc/net/vlan; what should be looked at stands below the line. No root is needed.',
    '',
    fieldNote(VLAN),
  ],
  ends: {
    0: 'one fits',
    1: 'there is none that fits',
  },
  examples: [
    ['arpist vlan', 'all of them'],
    ['arpist vlan 1234', 'the VLAN 1234, on whatever trunk'],
    ['arpist vlan -I eth1 --json', 'for programs: those on the trunk eth1'],
  ],
};

export const runVlan: Command = (args, io) => vlanOver(steelVlans, args, io);

export async function vlanOver(
  open: () => Promise<Vlans>,
  args: readonly string[],
  io: CommandIo,
): Promise<ExitCode> {
  const taken = takeCommandLine(VLAN_LINE, args, io);
  if ('code' in taken) return taken.code;
  const { words, values } = taken;
  const listing = new Listing(io, VLAN, values);
  const only = words.map(nameOrId);
  const vlans = await open();
  const parents = values.interface.length === 0 ? [] : realNames(vlans.interfaces(), values.interface);
  const links = vlans.read();
  const shown = vlanStates(links, { only, parents });
  const { stdout } = io;
  listing.all(shown, {
    line: vlanLine,
    table: (rows) =>
      rows.length === 0 ? [] : vlanTable(rows, { paint: paintFor(stdout.colour), width: stdout.columns - 1 }),
  });
  if (listing.count > 0) return EXIT.done;
  const there = links.length === 0 ? 'this host has no VLAN interface' : 'no VLAN interface fits';
  io.stderr.write(`arpist: ${printable(there)}\n`);
  return EXIT.negative;
}

function nameOrId(word: string): string | number {
  if (!/^\d+$/.test(word)) return word;
  const id = Number(word);
  if (id >= 1 && id <= 4094) return id;
  throw new UsageFault('ID', `'${word}' is no VLAN id`, 'VLAN ids are 1 to 4094');
}
