import type { Ipv4 } from '../base/ipv4.ts';
import type { Kernel } from './kernel.ts';
import { scopeNumber } from './scopes.ts';
import { selectAddress } from './select-address.ts';
import type { KernelHop, KernelRoute } from './tables.ts';

/** One of the next hops a packet may take, and the route it is of. */
export type WayOut = { readonly hop: KernelHop; readonly route: KernelRoute };

/**
 * The ways a packet of this host may take by its route, the first of them named where nobody can tell: the kernel picks
 * by a hash among the next hops, and among equal default routes by what it knows of their gateways
 * (net/ipv4/fib_semantics.c fib_select_path).
 */
export function waysOut(kernel: Kernel, route: KernelRoute, src: Ipv4): readonly WayOut[] {
  const { hops, twins } = route;
  if (hops.length === 1 && twins.length === 0) return [{ hop: hops[0]!, route }];
  if (hops.length > 1) return preferred(kernel, route, src).map((hop) => ({ hop, route }));
  return [route, ...twins].flatMap((one) => one.hops.slice(0, 1).map((hop) => ({ hop, route: one })));
}

/** Next hops whose own address is the packet's source come before the others (net/ipv4/fib_semantics.c fib_select_multipath). */
function preferred(kernel: Kernel, { hops, snapshot }: KernelRoute, src: Ipv4): readonly KernelHop[] {
  if (src === 0 || !kernel.follows.hopOfSource || snapshot?.object !== undefined) return hops;
  const scope = scopeNumber(snapshot?.scope ?? 'global');
  const own = hops.filter(({ link, via }) => selectAddress(kernel, { link, target: via, scope }).ip === src);
  return own.length > 0 ? own : hops;
}

/** The one that is taken, as far as the model goes: `pick` tries the others. */
export function wayOut(kernel: Kernel, route: KernelRoute, src: Ipv4): WayOut | undefined {
  const ways = waysOut(kernel, route, src);
  return ways[kernel.pick % Math.max(1, ways.length)];
}
