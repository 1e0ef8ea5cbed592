import { ZERO_MAC } from '../../base/mac.ts';
import { parseWhat } from '../../verbs/find/what.ts';
import { ethersLine } from '../../known/ethers.ts';
import { whyNoHostMac } from '../../verbs/table/place.ts';
import { takeCommandLine } from '../command-line.ts';
import type { CommandLine } from '../../terminal/args/line.ts';
import { toggle } from '../../terminal/args/flags.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import type { CommandIo } from '../io.ts';
import { plural } from '../../terminal/text/texts.ts';
import { byNeighbour } from '../../records/neighbour.ts';
import { CHOOSING_FLAGS, CHOOSING_NOTE } from './flags.ts';
import { chooseRows } from './list.ts';
import type { TableHands } from '../hands.ts';

const SAVE_FLAGS = {
  ...CHOOSING_FLAGS,
  plain: toggle('-x --plain', { help: 'no summary on stderr' }),
} as const;

export const SAVE_LINE: CommandLine<typeof SAVE_FLAGS> = {
  name: 'table save',
  words: 'FILE|- [WHAT…]',
  line: 'what is resolved, as an ethers(5) file that table load reads',
  least: 1,
  most: Number.POSITIVE_INFINITY,
  flags: SAVE_FLAGS,
  notes: ['WHAT as with arpist table; none: every entry with the MAC of one host.', '', CHOOSING_NOTE],
  ends: {
    0: 'saved',
    1: 'there is none',
  },
  examples: [
    ['arpist table save ethers.txt --where permanent', 'the static ones'],
    ['arpist table save - 10.0.0.0/24', 'to stdout'],
  ],
};

export async function saveEntries(
  open: () => Promise<TableHands>,
  args: readonly string[],
  io: CommandIo,
): Promise<ExitCode> {
  const taken = takeCommandLine(SAVE_LINE, args, io);
  if ('code' in taken) return taken.code;
  const { words, values } = taken;
  const [path = '-', ...whats] = words;
  const wanted = { whats: whats.map(parseWhat), links: values.interface };
  const lines = chooseRows(await open(), wanted, values.where)
    .filter(({ entry: { mac } }) => mac !== null && mac !== ZERO_MAC && whyNoHostMac(mac) === undefined)
    .toSorted(byNeighbour)
    .map(({ entry }) => ethersLine(entry.ip, entry.mac ?? ZERO_MAC));
  if (path === '-') io.stdout.write(lines.join(''));
  else if (lines.length > 0) {
    const sink = io.createFile(path);
    sink.write(new TextEncoder().encode(lines.join('')));
    sink.close();
  }
  await io.stdout.drained();
  if (!values.plain && io.stopped() !== 'closed-pipe')
    io.stderr.write(`${plural(lines.length, 'entry', 'entries')} saved\n`);
  return lines.length > 0 ? EXIT.done : EXIT.negative;
}
