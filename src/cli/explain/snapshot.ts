import { printable } from '../../base/printable.ts';
import type { HostSnapshot } from '../../kernel/host.ts';
import { takeCommandLine } from '../command-line.ts';
import type { CommandLine } from '../../terminal/args/line.ts';
import { one, text } from '../../terminal/args/flags.ts';
import { steelSnapshot } from '../compose.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import type { Command, CommandIo } from '../io.ts';
import { hostLines } from './host-lines.ts';

const FLAGS = {
  netns: one(
    '--netns',
    {
      value: 'NAME',
      help: 'of this network namespace (ip netns, or a path such as /proc/123/ns/net; needs root)',
    },
    text,
  ),
} as const;

export const SNAPSHOT_LINE: CommandLine<typeof FLAGS> = {
  name: 'snapshot',
  words: '',
  line: 'everything that decides about ARP on this host, as JSON: for explain and doctor elsewhere',
  least: 0,
  most: 0,
  flags: FLAGS,
  notes: [
    'Links, addresses, routes of all tables, rules, the neighbour table and the settings of net.ipv4 go to stdout; what could not be read is told on stderr and in the snapshot itself. No root is needed, and nothing is changed.',
  ],
  ends: {
    0: 'printed',
  },
  examples: [
    ['arpist snapshot > web1.json', 'this host'],
    ['arpist explain who-has 10.0.0.5 --on eth0 --host web1.json', 'asked about on any system'],
  ],
};

export type SnapshotDoor = (namespace?: string) => Promise<HostSnapshot>;

export const runSnapshot: Command = (args, io) => snapshot(args, io, steelSnapshot);

export async function snapshot(
  args: readonly string[],
  io: CommandIo,
  read: SnapshotDoor,
): Promise<ExitCode> {
  const taken = takeCommandLine(SNAPSHOT_LINE, args, io);
  if ('code' in taken) return taken.code;
  const { netns } = taken.values;
  const host = await (netns === undefined ? read() : read(netns));
  for (const sentence of host.unread)
    io.stderr.write(`arpist: not in the snapshot: ${printable(sentence)}\n`);
  let lines = 0;
  for (const line of hostLines(host)) {
    io.stdout.write(line);
    if (++lines % 1000 === 0) await io.stdout.drained();
  }
  return EXIT.done;
}
