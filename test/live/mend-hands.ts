import { openJournal } from '../../src/linux/journal.ts';
import { openSystem } from '../../src/linux/system.ts';
import { openOwnFiles } from '../../src/linux/own-files.ts';
import type { MendHands } from '../../src/verbs/mend/apply.ts';
import type { LabHost } from './lab.ts';

/** The hands of a host of the lab: each call is made in its namespace. */
export function handsIn(host: Pick<LabHost, 'inside'>, folder: string): MendHands {
  return {
    system: within(host, openSystem()),
    history: within(host, openJournal(folder)),
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
