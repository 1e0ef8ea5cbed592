import { openJournal } from '../../src/linux/journal.ts';
import { openSystem } from '../../src/linux/system.ts';
import { openNeighbourTable } from '../../src/linux/neighbour-table.ts';
import { openOwnFiles } from '../../src/linux/own-files.ts';
import type { UndoHands } from '../../src/verbs/mend/undo.ts';
import type { LabHost } from './lab.ts';

/** The hands of a host of the lab: each call is made in its namespace. */
export function handsIn(host: Pick<LabHost, 'inside'>, folder: string): UndoHands {
  return {
    system: within(host, openSystem()),
    history: within(host, openJournal(folder)),
    table: within(host, openNeighbourTable()),
    files: openOwnFiles(folder),
  };
}

export function within<T extends object>(host: Pick<LabHost, 'inside'>, hand: T): T {
  const wrapped = Object.entries(hand).map(([name, call]) => [
    name,
    (...given: unknown[]) => host.inside(() => (call as (...args: unknown[]) => unknown)(...given)),
  ]);
  return Object.fromEntries(wrapped) as T;
}
