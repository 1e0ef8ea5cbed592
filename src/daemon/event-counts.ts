import type { Ipv4 } from '../base/ipv4.ts';
import type { WatchEvent, WatchKind } from '../inventory/watch-event.ts';
import type { EventCounters } from '../ports/counters.ts';

/** VLAN tags are written by whoever sends: of so many networks each is counted by its name, the others together. */
export const MOST_NETWORKS = 200;
/** Gateways and virtual addresses whose holders are counted. */
export const MOST_HOLDERS = 200;
const MOST_OPEN = 65_536;

/** After these somebody else has the address. */
const HOLDER_CHANGES: ReadonlySet<WatchKind> = new Set(['failover', 'changed', 'migration', 'takeover']);

/** Counts events for the metrics. Its memory has a bound, whatever is on the wire. */
export class EventCounts {
  readonly #networks = new Set<string>();
  readonly #events = new Map<string, { network: string; kind: WatchKind; count: number }>();
  readonly #open = new Map<string, { network: string; event: WatchEvent }>();
  readonly #holders = new Map<string, { network: string; address: Ipv4; count: number }>();

  take(event: WatchEvent): void {
    const { kind, state, id, ip, gateway } = event;
    const network = this.#nameOf(event);
    const lasting = this.#open.get(id) !== undefined;
    if (state === 'close') this.#open.delete(id);
    else if (lasting || this.#open.size < MOST_OPEN) this.#open.set(id, { network, event });
    // One a episode: what goes on and what ends was counted when it opened.
    if (lasting || (state !== 'open' && event.lasted > 0)) return;
    const known = this.#events.get(`${network} ${kind}`);
    if (known) known.count++;
    else this.#events.set(`${network} ${kind}`, { network, kind, count: 1 });
    if (gateway && ip !== null && HOLDER_CHANGES.has(kind)) this.#moved(network, ip);
  }

  get counters(): EventCounters {
    const open = new Map<
      string,
      { -readonly [P in keyof EventCounters['open'][number]]: EventCounters['open'][number][P] }
    >();
    for (const { network, event } of this.#open.values()) {
      const { kind, severity } = event;
      const key = `${network} ${kind} ${severity}`;
      const known = open.get(key);
      if (known) known.count++;
      else open.set(key, { network, kind, severity, count: 1 });
    }
    return {
      events: [...this.#events.values()].map((one) => ({ ...one })),
      open: [...open.values()],
      holders: [...this.#holders.values()].map((one) => ({ ...one })),
    };
  }

  #moved(network: string, address: Ipv4): void {
    const key = `${network} ${address}`;
    const known = this.#holders.get(key);
    if (known) known.count++;
    else if (this.#holders.size < MOST_HOLDERS) this.#holders.set(key, { network, address, count: 1 });
  }

  #nameOf({ network: { interface: link, vlan } }: WatchEvent): string {
    const name = vlan === null ? link : `${link}.${vlan}`;
    if (this.#networks.has(name)) return name;
    if (this.#networks.size >= MOST_NETWORKS) return 'other';
    this.#networks.add(name);
    return name;
  }
}
