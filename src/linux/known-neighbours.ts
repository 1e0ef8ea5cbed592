import { readFileSync } from 'node:fs';
import { type Ipv4, parseIpv4 } from '../base/ipv4.ts';
import { type Mac, parseMac } from '../base/mac.ts';

/** A MAC that the kernel knows for an address of a link. */
export interface KnownNeighbour {
  readonly ip: Ipv4;
  readonly mac: Mac;
}

/** What the kernel knows of a link's neighbours by now; no rights are needed. Empty when it cannot be read. */
export function readKnownNeighbours(link: string): readonly KnownNeighbour[] {
  try {
    return knownIn(readFileSync('/proc/thread-self/net/arp', 'latin1'), link);
  } catch {
    return [];
  }
}

/** Lines of net/ipv4/arp.c arp_format_neigh_entry: address, hardware type, flags, MAC, mask, link. */
export function knownIn(text: string, link: string): readonly KnownNeighbour[] {
  const known: KnownNeighbour[] = [];
  for (const line of text.split('\n')) {
    const [address = '', , , hardware = '', , name] = line.split(/\s+/);
    if (name !== link) continue;
    const ip = parseIpv4(address);
    const mac = parseMac(hardware);
    if (ip !== undefined && mac) known.push({ ip, mac });
  }
  return known;
}
