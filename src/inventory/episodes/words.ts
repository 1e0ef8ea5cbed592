import { formatIpv4, type Ipv4 } from '../../base/ipv4.ts';
import { formatMac, type Mac } from '../../base/mac.ts';
import type { WatchEvent } from '../watch-event.ts';

const MOST_LISTED = 4;

/** `10.0.0.5`, `10.0.0.5 in VLAN 20`; `no address` without one. */
export function addressWords({ ip, network }: Pick<WatchEvent, 'ip' | 'network'>): string {
  const name = ip === null ? 'no address' : formatIpv4(ip);
  return network.vlan === null ? name : `${name} in VLAN ${network.vlan}`;
}

export function macWords(mac: Mac | null): string {
  return mac === null ? 'a MAC that is not known' : formatMac(mac);
}

/** All but the one that does it. */
export function otherMacs({ mac, macs }: Pick<WatchEvent, 'mac' | 'macs'>): string {
  return listed(macs.filter((one) => one !== mac).map(formatMac));
}

export function allMacs({ macs }: Pick<WatchEvent, 'macs'>): string {
  return listed(macs.map(formatMac));
}

export function ipWords(ips: readonly Ipv4[]): string {
  return listed(ips.map(formatIpv4));
}

function listed(names: readonly string[]): string {
  const shown = names.slice(0, MOST_LISTED).join(', ');
  const more = names.length - MOST_LISTED;
  return more > 0 ? `${shown} and ${more} more` : shown;
}

/** ` of a gateway`, where it is one. */
export function gatewayWords({ gateway }: Pick<WatchEvent, 'gateway'>): string {
  return gateway ? ', a gateway or virtual address,' : '';
}
