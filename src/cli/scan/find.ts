import type { Ipv4 } from '../../base/ipv4.ts';
import { printable } from '../../base/printable.ts';
import { passOn } from '../../base/pass-on.ts';
import { stationKey } from '../../inventory/station.ts';
import { find } from '../../verbs/find/find.ts';
import { fitsName, parseWhat, type What } from '../../verbs/find/what.ts';
import { takeCommandLine } from '../command-line.ts';
import type { CommandLine } from '../../terminal/args/line.ts';
import { toggle } from '../../terminal/args/flags.ts';
import { askingFor } from './wishes.ts';
import { steelHands } from '../compose.ts';
import type { NetworkHands } from '../hands.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { ARP_SCAN_HABITS } from './habits.ts';
import type { Command, CommandIo } from '../io.ts';
import { addressesOf, dnsNames } from '../names.ts';
import { Missing } from './missing.ts';
import { present } from './show.ts';
import { type Row, rowKey } from '../../records/station.ts';
import { saversFor } from '../save.ts';
import { ASKING_FLAGS, FIELD_NOTE, SHOWING_FLAGS, TARGET_NOTE } from './flags.ts';

const FIND_FLAGS = {
  first: toggle('--first', { help: 'end at the first one found' }),
  ...ASKING_FLAGS,
  ...SHOWING_FLAGS,
} as const;

export const FIND_LINE: CommandLine<typeof FIND_FLAGS> = {
  name: 'find',
  words: 'WHAT [TARGET…]',
  line: 'where is it: by MAC, MAC prefix, vendor, name or address',
  least: 1,
  most: Number.POSITIVE_INFINITY,
  flags: FIND_FLAGS,
  habits: ARP_SCAN_HABITS,
  notes: [
    'WHAT: a MAC or its beginning in any spelling (b8:27:eb, B8-27-EB, b827.eb), a part of a vendor name, a host name (a part of one with --names), or an address.',
    '',
    TARGET_NOTE,
    '',
    FIELD_NOTE,
  ],
  ends: {
    0: 'found',
    1: 'nothing fits',
    4: 'what was found has two hosts, or uses an address of ours',
    5: 'of several MACs it could not be told whether they are one host, a link was lost, or a name in a list did not resolve',
  },
  examples: [
    ['arpist find b8:27:eb', 'where is my Raspberry Pi?'],
    ['arpist find raspberry --first', 'the same by its vendor, and no longer than needed'],
    ['arpist find AA:BB:CC:DD:EE:FF 10.0.0.0/16', 'which address has this MAC'],
    ['arpist find 10.0.0.7', 'who has this address'],
  ],
};

/** A resolver that does not answer must not hold up the question to the wire. */
const LOOK_UP_MS = 1000;

export const runFind: Command = (args, io) => findOver(steelHands, args, io);

/** The command over any hands; they are opened only when the words were understood. */
export async function findOver(
  open: () => Promise<NetworkHands>,
  args: readonly string[],
  io: CommandIo,
): Promise<ExitCode> {
  const taken = takeCommandLine(FIND_LINE, args, io);
  if ('code' in taken) return taken.code;
  const { values } = taken;
  const [word = '', ...targets] = taken.words;
  const what = parseWhat(word);
  const hands = await open();
  const asked = targets.length === 0 && what.addresses ? [word] : targets;
  const missing = new Missing(io);
  const { options, notes } = await askingFor(asked, values, { hands, io, missing });
  for (const note of notes) io.stderr.write(`arpist: ${printable(note)}.\n`);
  const named = values.numeric || values.dryRun ? [] : await namedBy(what);
  const wishes = { scan: options, what, named, first: values.first };
  const hits = new Set<string>();
  const events = passOn(find(hands, wishes, io.signal), (event) => {
    if (event.type === 'station' && event.found) hits.add(stationKey(event.station));
    return [event];
  });
  const first = values.first ? new FirstHit() : undefined;
  // Names of hosts come later than the stations.
  const fits = (row: Row): boolean =>
    (hits.has(rowKey(row)) || fitsName(what, row.name)) && (first?.is(row) ?? true);
  const code = await present(events, {
    io,
    showing: values,
    vendors: hands.vendors,
    names: values.names ? dnsNames() : null,
    dryRun: values.dryRun,
    savers: saversFor(values, io),
    fits,
  });
  if (code === EXIT.negative && !values.plain)
    io.stderr.write(`nothing that answered fits '${printable(word)}'\n`);
  return missing.codeOf(code);
}

async function namedBy({ text }: What): Promise<readonly Ipv4[]> {
  if (text === undefined || !/^[a-z0-9_][a-z0-9_.-]*$/.test(text)) return [];
  const late = new Promise<readonly Ipv4[]>((resolve) => setTimeout(resolve, LOOK_UP_MS, []).unref());
  const found = addressesOf(text).then((result) => (result.ok ? result.value : []));
  return await Promise.race([found, late]);
}

/** The first row that fits is the only one. */
class FirstHit {
  #key: string | undefined;

  is(row: Row): boolean {
    this.#key ??= rowKey(row);
    return this.#key === rowKey(row);
  }
}
