import type { Ipv4 } from '../base/ipv4.ts';
import type { Mac } from '../base/mac.ts';
import type { Network } from './watch-event.ts';

/** Who held which address when a memory was last asked: a watch that begins again tells none of them as new. */
export class HeldBefore {
  readonly #networks = new Map<string, Map<Ipv4, Mac>>();
  #size = 0;

  get size(): number {
    return this.#size;
  }

  add(network: Network, ip: Ipv4, mac: Mac): void {
    const key = keyOf(network);
    const held = this.#networks.get(key) ?? new Map<Ipv4, Mac>();
    this.#networks.set(key, held);
    if (!held.has(ip)) this.#size++;
    held.set(ip, mac);
  }

  /** undefined: nobody that is remembered. */
  holderOf(network: Network, ip: Ipv4): Mac | undefined {
    return this.#networks.get(keyOf(network))?.get(ip);
  }
}

function keyOf({ interface: link, vlan, innerVlan }: Network): string {
  return `${link} ${vlan} ${innerVlan}`;
}
