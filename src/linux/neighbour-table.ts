import type { NeighbourTable } from '../ports/neighbours.ts';
import { NTF_PROXY } from '../wire/netlink/neighbour.ts';
import { readInterfaces } from './interfaces.ts';
import { makeEach } from './make-each.ts';
import { linkNames } from './link-names.ts';
import { openRouting } from './routing.ts';
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
    makeEach: (changes) => talk((netlink) => makeEach(netlink, changes)),
    timers: () => talk((netlink) => readTable(netlink, linkNames(netlink))),
  };
}
