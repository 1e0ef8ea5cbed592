import { UsageFault } from '../../base/fault.ts';
import { steelNeighbours } from '../compose.ts';
import type { ExitCode } from '../exit-codes.ts';
import type { TableHands } from '../hands.ts';
import type { Command, CommandIo } from '../io.ts';
import { listTable } from './list.ts';
import { noSuchPart, type PartName, partNamed, partNear } from './parts.ts';

type Part = (open: () => Promise<TableHands>, args: readonly string[], io: CommandIo) => Promise<ExitCode>;

/** Loaded only when they are asked for. */
const PARTS: Readonly<Record<PartName, () => Promise<Part>>> = {
  add: async () => (await import('./set.ts')).addEntries,
  replace: async () => (await import('./set.ts')).replaceEntries,
  delete: async () => (await import('./remove.ts')).deleteEntries,
  flush: async () => (await import('./remove.ts')).flushEntries,
  publish: async () => (await import('./publish.ts')).publishEntries,
  unpublish: async () => (await import('./remove.ts')).unpublishEntries,
  load: async () => (await import('./load.ts')).loadEntries,
  save: async () => (await import('./save.ts')).saveEntries,
  events: async () => (await import('./events.ts')).followTable,
  verify: async () => (await import('./verify.ts')).verifyEntries,
  timers: async () => (await import('./timers.ts')).showTimers,
};

export const runTable: Command = (args, io) => tableOver(steelNeighbours, args, io);

/** The command over any hands; they are opened only when the words were understood. */
export async function tableOver(
  open: () => Promise<TableHands>,
  args: readonly string[],
  io: CommandIo,
): Promise<ExitCode> {
  const [first = '', ...rest] = args;
  if (first === 'timers' && rest[0] === 'set')
    return await (await import('./timers-set.ts')).changeTimers(open, rest.slice(1), io);
  const pair = first === 'timers' ? rest.find((word) => /^[a-z_0-9]+=/.test(word)) : undefined;
  if (pair !== undefined)
    throw new UsageFault(
      pair,
      `'${pair}' changes a timer, and arpist table timers shows them`,
      `write arpist table timers set ${pair}`,
    );
  const part = partNamed(first);
  if (part === 'list') return await listTable(open, rest, io);
  if (part !== undefined) return await (await PARTS[part]())(open, rest, io);
  // A word of its own may be a vendor; with more behind it, it was meant to do something.
  const near = rest.some((word) => !word.startsWith('-')) ? partNear(first, false) : undefined;
  if (near !== undefined) throw noSuchPart(first, near);
  return await listTable(open, args, io);
}
