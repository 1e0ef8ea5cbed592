import type { Ipv4 } from '../base/ipv4.ts';
import type { Kernel } from './kernel.ts';
import type { KernelHop, KernelRoute } from './tables.ts';

/** One of the next hops a packet may take, and the route it is of. */
export type WayOut = { readonly hop: KernelHop; readonly route: KernelRoute };

/**
 * The ways a packet of this host may take by its route, the first of them named where nobody can tell: the kernel picks
 * by a hash among the next hops, and among equal default routes by what it knows of their gateways
 * (net/ipv4/fib_semantics.c fib_select_path).
 */
export function waysOut(_kernel: Kernel, route: KernelRoute, _src: Ipv4): readonly WayOut[] {
  const { hops, twins } = route;
  if (hops.length === 1 && twins.length === 0) return [{ hop: hops[0]!, route }];
  if (hops.length > 1) return hops.map((hop) => ({ hop, route }));
  return [route, ...twins].flatMap((one) => one.hops.slice(0, 1).map((hop) => ({ hop, route: one })));
}

/** The one that is taken, as far as the model goes: `pick` tries the others. */
export function wayOut(kernel: Kernel, route: KernelRoute, src: Ipv4): WayOut | undefined {
  const ways = waysOut(kernel, route, src);
  return ways[kernel.pick % Math.max(1, ways.length)];
}
