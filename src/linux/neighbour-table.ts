import type { NeighbourTable } from '../ports/neighbours.ts';
import { NTF_PROXY } from '../wire/netlink/neighbour.ts';
import { readInterfaces } from './interfaces.ts';
import { makeChanges } from './neighbour-changes.ts';
import { linkNames } from './link-names.ts';
import { openRouting } from './routing.ts';
import { setTimers } from './timer-changes.ts';
import { readEntries, readTable } from './snapshot-neighbours.ts';
import { talk } from './talk.ts';

/** The table of the network namespace of the calling thread at the time of each call. */
export function openNeighbourTable(): NeighbourTable {
  return {
    entries: () =>
      talk((netlink) => {
        const nameOf = linkNames(netlink);
        const cache = readEntries(netlink, nameOf);
        const published = readEntries(netlink, nameOf, NTF_PROXY);
        return published.length === 0 ? cache : [...cache, ...published];
      }),
    interfaces: () => talk(readInterfaces),
    routing: openRouting(),
    change: (changes) => talk((netlink) => makeChanges(netlink, changes, linkNames(netlink))),
    setTimers: (changes) => talk((netlink) => setTimers(netlink, changes, linkNames(netlink))),
    timers: () => talk((netlink) => readTable(netlink, linkNames(netlink))),
  };
}
