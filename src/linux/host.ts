import type { Host, InterfaceFacts, LinkOptions } from '../ports/host.ts';
import type { Link } from '../ports/link.ts';
import { downFault, noArpFault } from './faults.ts';
import { openLibc } from './ffi/libc.ts';
import { readInterfaces, readSpeed } from './interfaces.ts';
import { readKnownNeighbours } from './known-neighbours.ts';
import { openPacketLink } from './packet-link.ts';
import { openRouting } from './routing.ts';
import { talk } from './talk.ts';
import { ARPHRD_ETHER } from '../wire/netlink/numbers.ts';

/** This machine, in the network namespace of the calling thread at the time of each call. */
export function openHost(): Host {
  return {
    interfaces: () => talk(readInterfaces),
    openLink(wanted: InterfaceFacts, options?: LinkOptions): Link {
      if (wanted.loopback || !wanted.arp || wanted.hardware !== ARPHRD_ETHER) throw noArpFault(wanted);
      if (!wanted.up) throw downFault(wanted.name, 'open');
      const { name, index, mac, mtu, addresses } = wanted;
      return openPacketLink(
        openLibc(),
        { name, index, mac, mtu, addresses, speed: readSpeed(wanted) },
        options,
      );
    },
    neighbours: readKnownNeighbours,
    routing: openRouting(),
  };
}
