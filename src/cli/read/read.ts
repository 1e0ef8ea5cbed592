import { UsageFault } from '../../base/fault.ts';
import type { Vendors } from '../../ports/host.ts';
import { takeCommandLine } from '../command-line.ts';
import { steelVendors } from '../compose.ts';
import type { ExitCode } from '../exit-codes.ts';
import type { Command, CommandIo } from '../io.ts';
import { showBindings } from './show-bindings.ts';
import { showFrames } from './show-frames.ts';
import { showSightings } from './show-sightings.ts';
import { unpacked } from './unpacked.ts';
import { READ_LINE } from './flags.ts';

export const runRead: Command = (args, io) => readOver(steelVendors, args, io);

/** The command with vendors from anywhere; they are opened only for a summary. */
export async function readOver(
  openVendors: () => Promise<Vendors>,
  args: readonly string[],
  io: CommandIo,
): Promise<ExitCode> {
  const taken = takeCommandLine(READ_LINE, args, io);
  if ('code' in taken) return taken.code;
  const { words, values } = taken;
  const path = words[0] ?? '-';
  if (words.length === 0 && process.stdin.isTTY)
    throw new UsageFault(
      'FILE',
      'there is no capture to read',
      'name a file, or pipe one in: tcpdump -U -w - arp | arpist read -',
    );
  const name = path === '-' ? 'stdin' : path;
  const source = unpacked(io.openInput(path), name);
  if (values.summary && values.bindings)
    throw new UsageFault('--bindings', '--summary and --bindings contradict each other', 'keep one of them');
  if (values.bindings) return await showBindings(source, { io, values, name, vendors: await openVendors() });
  if (values.summary) return await showSightings(source, { io, values, name, vendors: await openVendors() });
  return await showFrames(source, { io, values, name });
}
