import { isLinkLocalIpv4, isLoopbackIpv4, isMulticastIpv4, type Ipv4 } from '../../base/ipv4.ts';
import type { Mac } from '../../base/mac.ts';
import { contains, lastOf } from '../../base/prefix.ts';
import type { Instant } from '../../base/time.ts';
import type { Expected, ExpectedMove, ExpectedPair, Lease } from '../expected.ts';

/** What is expected, laid out to be asked. */
export class Meant {
  readonly expected: Expected;
  readonly #gateways: ReadonlyMap<Ipv4, readonly ExpectedPair[]>;
  readonly #pairs: ReadonlyMap<Ipv4, readonly ExpectedPair[]>;
  readonly #moves: ReadonlyMap<Ipv4, readonly ExpectedMove[]>;
  readonly #leases: ReadonlyMap<Ipv4, readonly Lease[]>;
  readonly #ownMacs: ReadonlySet<Mac>;
  readonly #ownAddresses: ReadonlySet<Ipv4>;

  constructor(expected: Expected) {
    this.expected = expected;
    this.#gateways = byAddress(expected.gateways);
    this.#pairs = byAddress(expected.pairs);
    this.#moves = byAddress(expected.moves);
    this.#leases = byAddress(expected.leases);
    this.#ownMacs = new Set(expected.ownMacs);
    this.#ownAddresses = new Set(expected.ownAddresses);
  }

  isGateway(ip: Ipv4, vlan: number | null): boolean {
    return this.#gateways.get(ip)?.some((one) => isOn(one, vlan)) === true;
  }

  /** The MACs that should have it, those of gateways first; none when nobody said. */
  macsOf(ip: Ipv4, vlan: number | null, at: Instant): readonly Mac[] {
    const pairs = this.#gateways.get(ip);
    const others = this.#pairs.get(ip);
    // Whatever this machine says or not, its addresses are its own.
    if (this.#ownAddresses.has(ip)) return this.expected.ownMacs;
    if (pairs === undefined && others === undefined) return NONE;
    return [...(pairs ?? []), ...(others ?? [])].flatMap((one) =>
      one.mac !== null && isOn(one, vlan) && !(one.expires !== null && one.expires < at) ? [one.mac] : [],
    );
  }

  /** It is no news that it speaks. */
  isKnown(ip: Ipv4, vlan: number | null, at: Instant): boolean {
    const pairs = this.#pairs.get(ip);
    return pairs?.some((one) => isOn(one, vlan) && !(one.expires !== null && one.expires < at)) === true;
  }

  isPair(ip: Ipv4): boolean {
    return this.#pairs.has(ip);
  }

  isMove(ip: Ipv4, mac: Mac, at: Instant): boolean {
    const moves = this.#moves.get(ip);
    return (
      moves?.some(
        (one) =>
          (one.mac === null || one.mac === mac) &&
          !(one.from !== null && at < one.from) &&
          !(one.until !== null && at > one.until),
      ) === true
    );
  }

  isLease(ip: Ipv4, mac: Mac, at: Instant): boolean {
    const leases = this.#leases.get(ip);
    return leases?.some((one) => one.mac === mac && !(one.until !== null && at > one.until)) === true;
  }

  isOwnAddress(ip: Ipv4): boolean {
    return this.#ownAddresses.has(ip);
  }

  isOwnMac(mac: Mac): boolean {
    return this.#ownMacs.has(mac);
  }

  /** Why nobody here can have the address; undefined when somebody can. 0.0.0.0 is none and says nothing. */
  whyBogon(ip: Ipv4): { readonly code: string; readonly text: string } | undefined {
    if (isMulticastIpv4(ip)) return { code: 'multicast-sender', text: 'it is a multicast address' };
    if (isLoopbackIpv4(ip)) return { code: 'loopback-sender', text: 'it is a loopback address' };
    if (ip >>> 28 === 15)
      return { code: 'reserved-sender', text: 'it is a reserved or the broadcast address' };
    if (ip >>> 24 === 0)
      return { code: 'reserved-sender', text: 'it is of 0.0.0.0/8, which stands for no host' };
    const { networks } = this.expected;
    if (networks.length === 0 || isLinkLocalIpv4(ip)) return undefined;
    for (const network of networks) {
      if (!contains(network, ip)) continue;
      if (network.length > 30 || ip !== lastOf(network)) return undefined;
      return { code: 'broadcast-sender', text: 'it is the broadcast address of its network' };
    }
    return { code: 'foreign-network', text: 'it is in none of the networks that belong here' };
  }
}

const NONE: readonly Mac[] = [];

function isOn({ vlan }: ExpectedPair, on: number | null): boolean {
  return vlan === null || vlan === on;
}

function byAddress<P extends { readonly ip: Ipv4 }>(pairs: readonly P[]): ReadonlyMap<Ipv4, readonly P[]> {
  const found = new Map<Ipv4, P[]>();
  for (const pair of pairs) {
    const known = found.get(pair.ip);
    if (known) known.push(pair);
    else found.set(pair.ip, [pair]);
  }
  return found;
}
