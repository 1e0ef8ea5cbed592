import { printable } from '../../base/printable.ts';
import { UsageFault } from '../../base/fault.ts';
import { arpwatchToToml } from '../../known/hearsay/arpwatch-config.ts';
import type { Hearsay } from '../../known/hearsay/hearsay.ts';
import { mergeHearsay } from '../../known/hearsay/merge.ts';
import type { Vendors } from '../../ports/host.ts';
import { LISTED, listedRecord } from '../../records/listed.ts';
import type { CommandLine } from '../../terminal/args/line.ts';
import { one, toggle } from '../../terminal/args/flags.ts';
import { plural } from '../../terminal/text/texts.ts';
import { takeCommandLine } from '../command-line.ts';
import { steelForeign, steelMemory, steelVendors } from '../compose.ts';
import { stateFlag } from '../history/store-flag.ts';
import type { MemoryDoor } from '../orders/door.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import type { Command, CommandIo } from '../io.ts';
import { fieldNote, listFlags, sortFlag } from '../listing/flags.ts';
import { Listing } from '../listing/listing.ts';
import { hearsayLine } from './lines.ts';
import { ordersFor, takeIn } from './take-in.ts';
import {
  type ForeignHands,
  IMPORT_FORMS,
  type ImportForm,
  type ImportSources,
  readSources,
} from './sources.ts';

/** As many are shown of what would be taken in. */
const SHOWN = 20;
const BAD_SHOWN = 10;

const { format: _line, ...LIST_FLAGS } = listFlags(LISTED, {
  json: 'all of it as JSON Lines (schema/listed.v1.json)',
  rows: 'entries',
  where: "ip=10.0.0.0/24, name~nas, 'approved=yes'",
  format: '${ip} ${mac} ${name}',
});

const FLAGS = {
  form: one(
    '--format',
    { value: 'FORM', choices: IMPORT_FORMS, help: 'what the files are; default: told by their lines' },
    (word, where): ImportForm => {
      const form = IMPORT_FORMS.find((known) => known === word);
      if (form) return form;
      throw new UsageFault(
        where,
        `'${word}' is no form that can be imported`,
        `write ${IMPORT_FORMS.join(', ')}`,
      );
    },
  ),
  ...LIST_FLAGS,
  sort: sortFlag(LISTED, 'ip, -last'),
  yes: toggle('--yes', { help: 'take it in; default: it is shown, and nothing is written' }),
  approve: toggle('--approve', { help: 'every pair is approved, also those nobody approved there' }),
  dryRun: toggle('--dry-run', { help: 'show it, and write nothing (the default)' }),
  state: stateFlag,
  plain: toggle('-x --plain', { help: 'no counts on stderr' }),
} as const;

export const IMPORT_LINE: CommandLine<typeof FLAGS> = {
  name: 'import',
  words: 'FILE|FOLDER…',
  line: 'names, notes and dates from arpwatch, leases, NetAlertX, WatchYourLAN, NetBox: shown, and taken in',
  least: 1,
  most: Number.POSITIVE_INFINITY,
  flags: FLAGS,
  notes: [
    'Without --yes nothing is written: it shows how much there is and the first lines. With it whom that program (or --approve) lets have an address is approved, and names, notes and first times become notes; each says that it was claimed, and is taken back by arpist revoke and arpist note. What is heard alone makes history.',
    '',
    'Forms, told by what stands in a file: arp.dat (all of a folder, copies with - too), ethers, hosts, leases of dnsmasq, Kea, ISC dhcpd and systemd-networkd, dhcp-host lines, reservations of Kea, devices.csv of NetAlertX and Pi.Alert, /api/all of WatchYourLAN, the databases of both, IP addresses of NetBox (CSV, JSON), what arp-scan and ip -j neigh print, captures, baselines, and what arpist export wrote.',
    '',
    "The configuration of Debian's arpwatch (/etc/default/arpwatch, /etc/arpwatch/*.iface) is written to stdout as one for arpist.",
    '',
    fieldNote(LISTED),
  ],
  ends: {
    0: 'read, or taken in',
    1: 'there is nothing in it',
    2: 'a file cannot be used, or there is no store',
    3: 'no rights to the service or its store',
    5: 'read, but for lines that cannot be used',
  },
  examples: [
    ['arpist import /var/lib/arpwatch', 'what arpwatch knows'],
    ['arpist import devices.csv', 'what NetAlertX knows'],
    ['sudo arpist import devices.csv --yes', 'its names, notes and approvals are taken in'],
    ['curl -s http://lan:8840/api/all | arpist import -', 'what WatchYourLAN knows'],
    ['arpist import /etc/default/arpwatch /etc/arpwatch', 'a configuration like that of arpwatch'],
    ["arpist import /var/lib/misc/dnsmasq.leases --json --where 'name~print'", 'for programs'],
  ],
};

export interface ImportDoor {
  readonly foreign: () => Promise<ForeignHands>;
  readonly vendors: () => Promise<Vendors>;
  readonly memory: () => Promise<MemoryDoor>;
}

export const runImport: Command = (args, io) =>
  importOver({ foreign: steelForeign, vendors: steelVendors, memory: steelMemory }, args, io);

export async function importOver(
  door: ImportDoor,
  args: readonly string[],
  io: CommandIo,
): Promise<ExitCode> {
  const taken = takeCommandLine(IMPORT_LINE, args, io);
  if ('code' in taken) return taken.code;
  const { words, values } = taken;
  const listing = new Listing(io, LISTED, { ...values, format: undefined });
  const read = await readSources(words, { hands: await door.foreign(), io, form: values.form });
  const config = tellConfig(read, io);
  const claims = mergeHearsay(read.sources.flatMap((source) => source.claims));
  const vendors = await door.vendors();
  const byRecord = new Map(
    claims.map((claim) => {
      const vendor = claim.mac === null ? null : vendors.vendorOf(claim.mac);
      return [listedRecord({ ...claim, vendor, interface: null, vlan: null }), claim] as const;
    }),
  );
  const fitting = [...byRecord.keys()].filter((record) =>
    (values.where ?? []).every(({ fits }) => fits(record)),
  );
  const chosen = fitting.map((record) => byRecord.get(record)!);
  const shown = listing.forPeople ? fitting.slice(0, SHOWN) : fitting;
  listing.all(shown, { line: (record) => `${hearsayLine(byRecord.get(record)!)}\n` });
  await io.stdout.drained();
  if (!values.plain) tellCounts(read, { chosen, shown: shown.length }, io);
  tellBad(read, io);
  if (values.yes && !values.dryRun && chosen.length > 0) {
    const orders = ordersFor(chosen, values.approve);
    let written = 0;
    const done = (): boolean => ++written > 0 && io.stopped() !== 'interrupted';
    try {
      await takeIn(await door.memory(), orders, { state: values.state, now: io.now(), done });
    } finally {
      io.stderr.write(
        `${written} of ${plural(orders.length, 'approval or note', 'approvals and notes')} taken in\n`,
      );
    }
    if (io.stopped() === 'interrupted') return EXIT.interrupted;
  }
  if (read.sources.some(({ bad }) => bad.length > 0) || config === 'partial') return EXIT.partial;
  return chosen.length > 0 || config === 'told' ? EXIT.done : EXIT.negative;
}

/** What arpwatch was told goes to stdout as a configuration. */
function tellConfig({ configs }: ImportSources, io: CommandIo): 'none' | 'told' | 'partial' {
  if (configs.length === 0) return 'none';
  const { toml, left, bad } = arpwatchToToml(configs);
  io.stdout.write(toml);
  for (const one of left) io.stderr.write(`arpist: left out: ${printable(one)}.\n`);
  for (const { file, line, why } of bad)
    io.stderr.write(`arpist: ${printable(`${file}:${line}: ${why}`)}.\n`);
  return bad.length > 0 ? 'partial' : 'told';
}

function tellCounts(
  { sources, others }: ImportSources,
  { chosen, shown }: { readonly chosen: readonly Hearsay[]; readonly shown: number },
  io: CommandIo,
): void {
  for (const { name, form, claims, passed } of sources) {
    const more = passed === 0 ? '' : `, ${plural(passed, 'other line')} passed over`;
    io.stderr.write(`${printable(name)}: ${form}, ${plural(claims.length, 'entry', 'entries')}${more}\n`);
  }
  if (others.length > 0)
    io.stderr.write(
      `${plural(others.length, 'file')} of other kinds: ${printable(others.slice(0, 5).join(', '))}\n`,
    );
  if (sources.length === 0) return;
  const parts = [
    plural(chosen.length, 'entry', 'entries'),
    `${chosen.filter(({ ip, mac }) => ip !== null && mac !== null).length} with address and MAC`,
    `${chosen.filter(({ name }) => name !== null).length} with a name`,
    `${chosen.filter(({ approved }) => approved).length} approved there`,
  ];
  const rest = chosen.length > shown ? `; the first ${shown} are shown` : '';
  io.stderr.write(`in all ${parts.join(', ')}${rest}\n`);
}

function tellBad({ sources }: ImportSources, io: CommandIo): void {
  const lines = sources.flatMap(({ name, bad }) => bad.map(({ line, why }) => `${name}:${line}: ${why}`));
  for (const line of lines.slice(0, BAD_SHOWN)) io.stderr.write(`arpist: ${printable(line)}.\n`);
  if (lines.length > BAD_SHOWN)
    io.stderr.write(`arpist: ${lines.length - BAD_SHOWN} more lines cannot be used.\n`);
}
