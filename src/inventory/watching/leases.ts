import { formatIpv4, type Ipv4 } from '../../base/ipv4.ts';
import type { Mac } from '../../base/mac.ts';
import type { Instant, Millis } from '../../base/time.ts';
import type { Dhcp } from '../../wire/beside/dhcp.ts';

const MOST_LEASES = 65_536;
const MOST_ROUTERS = 1024;
/** A client probes for its new address and waits (RFC 5227: some 7 s), or asks its server again, before it speaks. */
const SOON: Millis = 60_000;

interface Heard {
  readonly client: Mac;
  readonly at: Instant;
  /** The server said so; else the client asked for it. */
  readonly acked: boolean;
}

/** What DHCP said of addresses, the latest first to be known. */
export class Leases {
  readonly #byAddress = new Map<string, Heard>();
  /** By client: its address, and the one before. */
  readonly #byClient = new Map<string, { ip: Ipv4; before: Ipv4 | null }>();
  readonly #gone = new Map<string, Instant>();
  /** What servers name as routers (option 3). */
  readonly #routers = new Set<string>();

  hear(message: Dhcp, network: number, at: Instant): void {
    const { address, client } = message;
    if (message.message === 'ack')
      for (const router of message.routers)
        if (this.#routers.size < MOST_ROUTERS) this.#routers.add(`${network} ${router}`);
    if (address === null || address === 0) return;
    const key = `${network} ${address}`;
    switch (message.message) {
      case 'ack':
      case 'request': {
        const acked = message.message === 'ack';
        const known = this.#byAddress.get(key);
        if (!acked && known?.acked === true && known.client === client) return;
        put(this.#byAddress, key, { client, at, acked });
        this.#gone.delete(`${key} ${client}`);
        if (!acked) return;
        const mine = `${network} ${client}`;
        const had = this.#byClient.get(mine);
        if (had?.ip !== address) put(this.#byClient, mine, { ip: address, before: had?.ip ?? null });
        return;
      }
      case 'release':
      case 'decline':
        put(this.#gone, `${key} ${client}`, at);
        return;
      default:
    }
  }

  isRouter(ip: Ipv4, network: number): boolean {
    return this.#routers.size > 0 && this.#routers.has(`${network} ${ip}`);
  }

  /** DHCP gave it to that client just now, or the client just asked for it. */
  isLeased(ip: Ipv4, network: number, { mac, at }: { readonly mac: Mac; readonly at: Instant }): boolean {
    const heard = this.#byAddress.get(`${network} ${ip}`);
    return heard !== undefined && heard.client === mac && at - heard.at <= SOON;
  }

  /** The client gave the address back or refused it since. */
  gaveUp(ip: Ipv4, network: number, { mac, since }: { readonly mac: Mac; readonly since: Instant }): boolean {
    return (this.#gone.get(`${network} ${ip} ${mac}`) ?? Number.NEGATIVE_INFINITY) >= since;
  }

  /** What the client had before it was given this one; null: nothing else, or it is not known. */
  before(ip: Ipv4, network: number, mac: Mac): Ipv4 | null {
    const mine = this.#byClient.get(`${network} ${mac}`);
    return mine?.ip === ip ? mine.before : null;
  }
}

function put<V>(map: Map<string, V>, key: string, value: V): void {
  map.delete(key);
  if (map.size >= MOST_LEASES) map.delete(map.keys().next().value!);
  map.set(key, value);
}

export function leaseText(ip: Ipv4): string {
  return `a DHCP server gave it ${formatIpv4(ip)}, or it had just asked one for it`;
}
