import type { Ipv4 } from '../base/ipv4.ts';
import { type Kernel, type KernelAddress, type KernelLink, matches } from './kernel.ts';
import type { ReasonCode } from './reasons.ts';
import { RT_SCOPE_LINK } from '../wire/netlink/numbers.ts';

/** An address to speak with, and why it is that one. */
export type Chosen = { readonly ip: Ipv4; readonly reason: ReasonCode };

export type Speaking = {
  readonly link: KernelLink;
  /** null: any, so the first address will do */
  readonly target: Ipv4 | null;
  /** Wider scopes only. */
  readonly scope: number;
};

/** The address to speak to a target with (net/ipv4/devinet.c inet_select_addr). */
export function selectAddress(kernel: Kernel, speaking: Speaking): Chosen {
  const { link, target, scope } = speaking;
  let first: Ipv4 | null = null;
  for (const address of link.addresses) {
    if (address.secondary || address.limit > scope) continue;
    if (target === null) return { ip: address.local, reason: 'source-first' };
    if (matches(address, target)) return { ip: address.local, reason: 'source-subnet' };
    first ??= address.local;
  }
  return first === null ? borrow(kernel, link, scope) : { ip: first, reason: 'source-first' };
}

/**
 * lo first, because it is the first link; a VRF takes the place of lo for its members. All others in the order in which
 * they were registered, which is mostly that of their indexes.
 */
function borrow(kernel: Kernel, link: KernelLink, scope: number): Chosen {
  const vrf = link.vrf?.name;
  const lenders = kernel.links.filter((one) => one.vrf?.name === vrf && lentBy(one, scope) !== undefined);
  const first = lenders.find((one) => (vrf === undefined ? one.loopback : one.name === vrf));
  const lender = first ?? lenders[kernel.turn % Math.max(1, lenders.length)];
  const lent = lender && lentBy(lender, scope);
  return lent ? { ip: lent.local, reason: 'source-borrowed' } : { ip: 0, reason: 'source-none' };
}

function lentBy(link: KernelLink, scope: number): KernelAddress | undefined {
  return link.addresses.find(
    (address) => !address.secondary && address.scope !== RT_SCOPE_LINK && address.scope <= scope,
  );
}
