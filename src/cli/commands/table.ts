import type { Vendors } from '../../ports/host.ts';
import type { NeighbourTable } from '../../ports/neighbours.ts';
import { steelNeighbours } from '../compose.ts';
import type { ExitCode } from '../exit-codes.ts';
import type { Command, CommandIo } from '../io.ts';
import { listTable } from './table-list.ts';

export interface TableHands {
  readonly table: NeighbourTable;
  readonly vendors: Vendors;
}

export const runTable: Command = (args, io) => tableOver(steelNeighbours, args, io);

/** The command over any hands; they are opened only when the words were understood. */
export async function tableOver(
  open: () => Promise<TableHands>,
  args: readonly string[],
  io: CommandIo,
): Promise<ExitCode> {
  return await listTable(open, args, io);
}
