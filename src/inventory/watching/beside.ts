import type { Ipv4 } from '../../base/ipv4.ts';
import type { Mac } from '../../base/mac.ts';

const MOST_KNOWN = 8192;

/** Who was heard beside ARP, in frames that no router passes on: no binding, but a machine that is there. */
export class HeardBeside {
  readonly #byMac = new Map<string, Ipv4>();
  readonly #byAddress = new Map<string, Mac>();

  note(mac: Mac, ip: Ipv4, network: number): void {
    if (ip === 0) return;
    const key = `${network} ${mac}`;
    if (this.#byMac.get(key) === ip) return;
    put(this.#byMac, key, ip);
    put(this.#byAddress, `${network} ${ip}`, mac);
  }

  knows(mac: Mac, network: number): boolean {
    return this.#byMac.has(`${network} ${mac}`);
  }

  macOf(ip: Ipv4, network: number): Mac {
    return this.#byAddress.get(`${network} ${ip}`) ?? Number.NaN;
  }
}

function put<V>(map: Map<string, V>, key: string, value: V): void {
  if (map.size >= MOST_KNOWN) map.delete(map.keys().next().value!);
  map.set(key, value);
}
