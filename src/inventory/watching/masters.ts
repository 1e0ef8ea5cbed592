import { formatIpv4, type Ipv4 } from '../../base/ipv4.ts';
import type { Mac } from '../../base/mac.ts';
import type { Carp } from '../../wire/beside/carp.ts';
import type { Glbp } from '../../wire/beside/glbp.ts';
import type { Hsrp } from '../../wire/beside/hsrp.ts';
import type { Vrrp } from '../../wire/beside/vrrp.ts';
import { isRole } from '../virtual.ts';
import type { Desk } from './desk.ts';
import { NO_ROW } from './roll.ts';

/** VRRP and CARP number their virtual MAC by the group (RFC 5798 7.3). */
const VRRP_MAC: Mac = 0x00005e000100;

/** Failovers that change no binding: another router answers with the same virtual MAC, and only the adverts tell. */
export class Masters {
  readonly #desk: Desk;

  constructor(desk: Desk) {
    this.#desk = desk;
  }

  hear(advert: Vrrp | Carp | Hsrp | Glbp, network: number): void {
    const { groups, networks, book, now } = this.#desk;
    const change = groups.hear(advert, network, now);
    if (change === undefined) return;
    const how = change.left ? 'which left' : 'which fell silent';
    const text = `${formatIpv4(change.from)} is master of ${change.name} group ${change.id} now, after ${formatIpv4(change.before)}, ${how}`;
    for (const [ip, mac] of this.#shared(change.addresses, { id: change.id, network })) {
      const why = [{ code: 'advert-master', text }];
      const about = { ip, mac, macs: [mac], network: networks.networkOf(network), gateway: true } as const;
      book.once('failover', { ...about, sure: 'proven', why }, now);
    }
  }

  /** Addresses of the group at a virtual MAC; those at the cards of routers change hands by ARP. */
  #shared(
    addresses: ReadonlySet<Ipv4>,
    { id, network }: { readonly id: number; readonly network: number },
  ): ReadonlyMap<Ipv4, Mac> {
    const { roll } = this.#desk;
    const found = new Map<Ipv4, Mac>();
    for (const ip of addresses) {
      const row = roll.findAddress(ip, network);
      if (row !== NO_ROW && isRole(roll.holderMac[row]!)) found.set(ip, roll.holderMac[row]!);
    }
    const card = roll.findCard(VRRP_MAC + id, network);
    for (const station of card === NO_ROW || id > 255 ? [] : roll.addressesOf(card))
      if (found.size < 64) found.set(roll.ipOf(roll.stationAddress[station]!), VRRP_MAC + id);
    return found;
  }
}
