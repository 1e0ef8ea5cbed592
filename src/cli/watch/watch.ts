import { UsageFault } from '../../base/fault.ts';
import { type Expected, NOTHING_EXPECTED } from '../../inventory/expected.ts';
import { WATCH_EVENT } from '../../records/watch.ts';
import type { CommandLine } from '../../terminal/args/line.ts';
import { steelStoreWriter } from '../compose.ts';
import { takeCommandLine } from '../command-line.ts';
import type { Command } from '../io.ts';
import { fieldNote } from '../listing/flags.ts';
import type { FlagValues } from '../../terminal/args/flags.ts';
import { WATCH_FLAGS } from './flags.ts';
import { meantByFiles } from './meant-files.ts';
import { showReplay } from './show-replay.ts';

export const WATCH_LINE: CommandLine<typeof WATCH_FLAGS> = {
  name: 'watch',
  words: '--read FILE|-',
  line: 'who lies, who moved, who fights: told from a capture as it happened',
  least: 0,
  most: 0,
  flags: WATCH_FLAGS,
  notes: [
    'One sentence for each episode, when it begins, when something new is known of it (at most once a minute), and how it ended; what happens in one moment is told once, as close. Each kind has a page in docs/watch/.',
    '',
    'Severities: info, warning, critical. sure: proven, likely, undecided; --why tells the evidence, and what would decide a doubt.',
    '',
    'What is meant to be: --gateways and --networks; --known, a baseline as arpist baseline writes it, ethers(5) or an arp.dat; --leases of a DHCP server; --learn. --arpwatch says it in the words of arpwatch (docs/moving-from-arpwatch.md).',
    '',
    fieldNote(WATCH_EVENT, 'times are UTC', false),
  ],
  ends: {
    0: 'watched to the end, and no conflict was found',
    4: 'a conflict was open at any time, or a spoof or takeover of a gateway or virtual address',
    5: 'the capture was cut or cannot be read to its end, and showed no conflict',
    130: 'ended by Ctrl-C, and no conflict was found',
  },
  examples: [
    ['arpist watch --read office.pcapng --gateways 10.0.0.1=24:a4:3c:00:00:01', 'what happened in it'],
    ['tcpdump -U -w - arp | arpist watch --read -', 'while it is captured, on a machine without arpist, too'],
    [
      'arpist watch --read office.pcapng --known known.toml --leases /var/lib/misc/dnsmasq.leases',
      'what is known is no news',
    ],
    ["arpist watch --read day.pcap --json --where 'severity=critical'", 'for programs, the worst alone'],
  ],
};

export const runWatch: Command = async (args, io) => {
  const taken = takeCommandLine(WATCH_LINE, args, io);
  if ('code' in taken) return taken.code;
  const { values } = taken;
  mustStandAlone(values);
  if (values.read === undefined)
    throw new UsageFault('--read', 'there is no capture to watch', 'name a file, or pipe one in: --read -');
  const { had, ...files } = await meantByFiles(values, io);
  const expected = { ...expectedOf(values), ...files };
  const arpwatch = values.arpwatch ? { networks: values.networks, had } : null;
  const wishes = { ...values, path: values.read, expected, arpwatch };
  if (values.store === undefined) return await showReplay(wishes, io);
  const store = await steelStoreWriter(values.store);
  try {
    await store.begin(io.now());
    return await showReplay({ ...wishes, keep: store }, io);
  } finally {
    await store.close();
  }
};

/** Its words are one form of their own. Throws UsageFault. */
function mustStandAlone(values: FlagValues<typeof WATCH_FLAGS>): void {
  const { arpwatch, json, csv, format, where } = values;
  const other = json ? '--json' : csv ? '--csv' : format ? '--format' : where.length > 0 ? '--where' : '';
  if (arpwatch && other !== '')
    throw new UsageFault('--arpwatch', `--arpwatch and ${other} contradict each other`, 'keep one of them');
}

/** What the command line says is meant to be. */
export function expectedOf(values: {
  readonly gateways: Expected['gateways'];
  readonly networks: Expected['networks'];
  readonly learn: number | undefined;
}): Expected {
  const { gateways, networks, learn = 0 } = values;
  return { ...NOTHING_EXPECTED, gateways, networks, learn };
}
