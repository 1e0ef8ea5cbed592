import { UsageFault } from '../../base/fault.ts';
import type { Ipv4 } from '../../base/ipv4.ts';
import type { Result } from '../../base/result.ts';
import type { HostSnapshot } from '../../kernel/host.ts';
import type { ConfigFiles } from '../../ports/config-files.ts';
import type { OwnFiles } from '../../ports/files.ts';
import type { Vendors } from '../../ports/host.ts';
import type { Journal } from '../../ports/journal.ts';
import type { NeighbourTable } from '../../ports/neighbours.ts';
import type { TableWatch } from '../../ports/table-watch.ts';
import type { ScanHands } from '../../verbs/scan/scan.ts';
import { steelNeighbours } from '../compose.ts';
import type { ExitCode } from '../exit-codes.ts';
import type { Command, CommandIo } from '../io.ts';
import { listTable } from './table-list.ts';
import { noSuchPart, type PartName, partNamed, partNear } from './table-parts.ts';

export interface TableHands {
  readonly table: NeighbourTable;
  readonly vendors: Vendors;
  readonly journal: Journal;
  /** All IPv4 addresses of a host name, or why there is none. */
  readonly lookUp: (name: string) => Promise<Result<readonly Ipv4[], string>>;
  /** What asks the network; loaded only when somebody does. */
  readonly wire: () => Promise<ScanHands>;
  readonly watch: () => Promise<TableWatch>;
  /** For the guard of logins; left out where there is none. */
  readonly snapshot?: () => Promise<HostSnapshot>;
  /** What writes files that last, and knows whether they are read. */
  readonly lasting: () => Promise<LastingHands>;
}

export interface LastingHands {
  readonly files: OwnFiles;
  readonly config: ConfigFiles;
  readonly networkFileOf: (link: string) => string | null;
  readonly host: HostSnapshot;
}

type Part = (open: () => Promise<TableHands>, args: readonly string[], io: CommandIo) => Promise<ExitCode>;

/** Loaded only when they are asked for. */
const PARTS: Readonly<Record<PartName, () => Promise<Part>>> = {
  add: async () => (await import('./table-set.ts')).addEntries,
  replace: async () => (await import('./table-set.ts')).replaceEntries,
  delete: async () => (await import('./table-remove.ts')).deleteEntries,
  flush: async () => (await import('./table-remove.ts')).flushEntries,
  publish: async () => (await import('./table-publish.ts')).publishEntries,
  unpublish: async () => (await import('./table-remove.ts')).unpublishEntries,
  load: async () => (await import('./table-load.ts')).loadEntries,
  save: async () => (await import('./table-save.ts')).saveEntries,
  events: async () => (await import('./table-events.ts')).followTable,
  verify: async () => (await import('./table-verify.ts')).verifyEntries,
  timers: async () => (await import('./table-timers.ts')).showTimers,
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
    return await (await import('./table-timers-set.ts')).changeTimers(open, rest.slice(1), io);
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
