import { openJournal } from '../linux/journal.ts';
import { readLogins } from '../linux/logins.ts';
import { openNeighbourTable } from '../linux/neighbour-table.ts';
import { openOwnFiles } from '../linux/own-files.ts';
import { openSystem } from '../linux/system.ts';
import type { LoginFacts } from '../declare/logins.ts';
import type { NeighbourTable } from '../ports/neighbours.ts';
import type { MendHands } from '../verbs/mend/apply.ts';
import { type OwnHands, openHands } from './hands.ts';

/** What changes a machine: its kernel, the journal in which each change is written down first, and the files that are ours. */
export interface Mender extends MendHands {
  /** Who came to this machine by a connection that a change may cut; left out: nobody is known, and nobody is asked about. */
  logins?(): LoginFacts;
}

/** The hands of a real machine with which it is changed too. */
export interface Machine extends OwnHands, Mender {
  readonly table: NeighbourTable;
  logins(): LoginFacts;
}

/**
 * This machine, in the network namespace of the calling thread, to be looked at and changed (CAP_NET_ADMIN). The journal lies in
 * `state`, which has to be yours or root's alone; left out: `/var/lib/arpist`, the one that `arpist undo` looks into.
 * Nothing is opened before something is asked. Throws SystemFault (`unsupported`) where there is no Linux.
 */
export function openMachine({ state = '/var/lib/arpist' }: { readonly state?: string } = {}): Machine {
  return {
    ...openHands(),
    system: openSystem(),
    history: openJournal(state),
    files: openOwnFiles(),
    table: openNeighbourTable(),
    logins: () => readLogins(process.env),
  };
}
