import { maskOf } from '../base/prefix.ts';
import { parseIpv4 } from '../base/ipv4.ts';
import type { AddressSnapshot } from './host.ts';
import { scopeNumber } from './scopes.ts';

/** Why the kernel would not take the address. */
export type AddressRefusal = 'exists' | 'other-scope';

/**
 * Puts an address where the kernel puts it: primaries by descending scope number and then by age, an address in the
 * subnet of a primary is secondary and goes to the end (net/ipv4/devinet.c __inet_insert_ifa).
 */
export function insertAddress(
  list: readonly AddressSnapshot[],
  added: AddressSnapshot,
): readonly AddressSnapshot[] | AddressRefusal {
  let afterPrimaries = 0;
  let secondary = false;
  for (const [at, there] of list.entries()) {
    if (!there.secondary && scopeNumber(added.scope) <= scopeNumber(there.scope)) afterPrimaries = at + 1;
    if (!isSameSubnet(there, added)) continue;
    if (there.local === added.local) return 'exists';
    if (scopeNumber(there.scope) !== scopeNumber(added.scope)) return 'other-scope';
    secondary = true;
  }
  return list.toSpliced(secondary ? list.length : afterPrimaries, 0, { ...added, secondary });
}

function isSameSubnet(a: AddressSnapshot, b: AddressSnapshot): boolean {
  if (a.prefixLength !== b.prefixLength) return false;
  return a.prefixLength === 32 ? (a.peer ?? a.local) === (b.peer ?? b.local) : networkOf(a) === networkOf(b);
}

function networkOf(address: AddressSnapshot): number {
  return (farEnd(address) & maskOf(address.prefixLength)) >>> 0;
}

/** The address that makes the subnet: the other end where there is one. */
export function farEnd(address: AddressSnapshot): number {
  return parseIpv4(address.peer ?? address.local) ?? 0;
}
