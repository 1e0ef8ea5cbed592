import { parseIpv4 } from '../../src/base/ipv4.ts';
import { parseMac } from '../../src/base/mac.ts';
import type { InterfaceFacts } from '../../src/ports/host.ts';
import type { NeighbourEntry } from '../../src/ports/neighbours.ts';

/** An entry that is resolved and a minute old, unless said otherwise. */
export function entry(
  ip: string,
  mac: string | null,
  more: Partial<Omit<NeighbourEntry, 'ip' | 'mac'>> = {},
): NeighbourEntry {
  return {
    ip: parseIpv4(ip) ?? Number.NaN,
    mac: mac === null ? null : (parseMac(mac) ?? Number.NaN),
    link: 'eth0',
    state: 'reachable',
    flags: [],
    published: false,
    ages: { used: 3000, confirmed: 2000, updated: 60_000 },
    probes: 0,
    protocol: null,
    ...more,
  };
}

export function publishedEntry(ip: string, link: string | null): NeighbourEntry {
  return entry(ip, null, { link, state: 'none', published: true, ages: null });
}

/** Ethernet, up, with one address (`10.0.0.1/24`). */
export function nic(name: string, index: number, address: string): InterfaceFacts {
  const [ip = '', prefixLength = ''] = address.split('/');
  return {
    name,
    index,
    mac: 0x020000000000 + index,
    mtu: 1500,
    hardware: 1,
    up: true,
    carrier: true,
    arp: true,
    loopback: false,
    kind: null,
    master: 0,
    addresses: [{ ip: parseIpv4(ip) ?? Number.NaN, prefixLength: Number(prefixLength) }],
  };
}
