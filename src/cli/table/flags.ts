import { UsageFault } from '../../base/fault.ts';
import type { CommandLine } from '../../terminal/args/line.ts';
import { type Flags, many, one, toggle, type FlagValues } from '../../terminal/args/flags.ts';
import { list } from '../../terminal/args/numbers.ts';
import type { ForeignFlags } from '../../terminal/args/parse.ts';
import { parseFormatOf } from '../../records/format.ts';
import { NEIGHBOUR, NEIGHBOUR_FIELDS, type NeighbourRow } from '../../records/neighbour.ts';
import { parseSortOf } from '../../records/sort.ts';
import { type ListShape, SHAPES } from './shapes.ts';
import { fieldNote, whereFlag, whereNote } from '../listing/flags.ts';

/** Which entries are meant; what list, delete, unpublish and flush have in common. */
export const CHOOSING_FLAGS = {
  interface: many(
    '-I -i --interface --iface --dev',
    { value: 'NAME', help: 'only entries of this interface (several: again, or A,B)' },
    list,
  ),
  where: whereFlag(NEIGHBOUR_FIELDS, {
    rows: 'entries',
    where: 'state=stale, mac^=b8:27:eb, vendor~intel, used>600',
  }),
} as const satisfies Flags;

export type TableForm = { readonly shape: ListShape } | { readonly textOf: (row: NeighbourRow) => string };

const LIST_FLAGS = {
  ...CHOOSING_FLAGS,
  sort: one('--sort', { value: 'FIELDS', help: 'default ip; -used, vendor,ip' }, (text, where) =>
    parseSortOf(NEIGHBOUR_FIELDS, text, where),
  ),
  json: toggle('--json', { help: 'JSON Lines (schema/neighbour.v1.json)' }),
  csv: toggle('--csv', { help: 'CSV with a header line (RFC 4180)' }),
  format: one(
    '-F --format',
    {
      value: 'FORM',
      choices: SHAPES,
      help: "arp (as arp -n prints it), bsd (arp -an), ip (ip neigh), or a line of your own: '${ip;-15} ${mac}'",
    },
    (text, where): TableForm => {
      const shape = SHAPES.find((known) => known === text);
      if (shape) return { shape };
      if (text.includes('${')) return { textOf: parseFormatOf(NEIGHBOUR_FIELDS, text, where) };
      throw new UsageFault(
        where,
        `there is no form '${text}'`,
        `write ${SHAPES.join(', ')}, or a line with fields: '\${ip} \${mac}'`,
      );
    },
  ),
  plain: toggle('-x --plain', { help: 'no header and no summary on stderr' }),
  bsd: toggle('-a --all', { habit: 'arp', help: 'as arp -a prints it: --format bsd' }),
  numeric: toggle('-n --numeric', {
    habit: 'arp',
    help: 'names are never looked up; arpist never does so here',
  }),
} as const satisfies Flags;

/** The flags of arp (net-tools) that change something, or have nothing to say here. */
const ARP_HABITS: ForeignFlags = {
  tool: 'arp',
  instead: {
    '-s': 'arpist table add ADDRESS MAC',
    '--set': 'arpist table add ADDRESS MAC',
    '-d': 'arpist table delete ADDRESS',
    '--delete': 'arpist table delete ADDRESS',
    '-f': 'arpist table load FILE',
    '--file': 'arpist table load FILE',
    '-D': 'arpist table publish ADDRESS -I INTERFACE answers with the MAC of the interface',
    '--use-device': 'arpist table publish ADDRESS -I INTERFACE answers with the MAC of the interface',
    '-e': '--format arp prints it as arp -e does',
    '-v': 'all there is to say stands in --json',
    '--verbose': 'all there is to say stands in --json',
    '-H': 'the table is that of IPv4 and Ethernet',
    '-t': 'the table is that of IPv4 and Ethernet',
    '-p': 'the table is that of IPv4 and Ethernet',
    '-A': 'the table is that of IPv4 and Ethernet',
  },
};

export type ListValues = FlagValues<typeof LIST_FLAGS>;

const UNITS = 'confirmed, used and updated in seconds, or with their unit (used>5min)';

export const NEIGHBOUR_FIELD_NOTE = fieldNote(NEIGHBOUR, UNITS);
/** Of what does not list the entries it chooses. */
export const CHOOSING_NOTE = whereNote(NEIGHBOUR, UNITS);

export const LIST_LINE: CommandLine<typeof LIST_FLAGS> = {
  name: 'table',
  words: '[WHAT…]',
  line: 'the kernel’s ARP table, all of it: static, published, learned and unresolved',
  least: 0,
  most: Number.POSITIVE_INFINITY,
  flags: LIST_FLAGS,
  habits: ARP_HABITS,
  notes: [
    'More: arpist table add, replace, delete, flush, publish, unpublish, load, save, events, verify, timers, timers set (each with --help).',
    '',
    'WHAT: an address, network or range, a MAC or its beginning in any spelling, a part of a vendor name; an entry that fits one of them is shown. No rights are needed.',
    '',
    NEIGHBOUR_FIELD_NOTE,
  ],
  ends: {
    0: 'an entry fits',
    1: 'nothing fits',
  },
  examples: [
    ['arpist table', 'everything the kernel knows, and what it answers for'],
    ['arpist table b8:27:eb', 'entries with a MAC of that vendor'],
    ["arpist table --where 'state=failed or state=incomplete'", 'who did not answer'],
    ['arpist table --sort -used -I eth0', 'the longest unused first'],
    ['arpist table --format ip', 'as ip neigh prints it'],
  ],
};
