import type { Draw } from './draw.ts';
import type { AddressPlan, HostPlan, RoutePlan } from './plan.ts';

/** A drawn host with what routes have in the field besides a destination and a gateway, and loopback addresses that are lent. */
export function widened(draw: Draw, plan: HostPlan): HostPlan {
  const own = [...plan.lo, ...plan.nics.flatMap(({ addresses }) => addresses)].map(({ local }) => local);
  const used = plan.nics.filter(({ up }) => up).length;
  const routes = plan.routes.map((route) => widenedRoute(draw, route, own));
  if (draw.chance(0.3)) routes.push(...equalDefaults(draw, routes));
  if (draw.chance(0.2)) routes.push(groupRoute(draw, Math.max(0, used - 1)));
  if (draw.chance(0.4)) routes.push(multipath(draw, plan));
  return { ...plan, lo: [...plan.lo, ...loopbacks(draw)], routes };
}

function widenedRoute(draw: Draw, route: RoutePlan, own: readonly string[]): RoutePlan {
  if (route.hops.length === 0) return route;
  return {
    ...route,
    ...(own.length > 0 && draw.chance(0.15) ? { source: draw.one(own) } : {}),
    ...(draw.chance(0.06) ? { tos: 8 } : {}),
    ...(route.type === 1 && draw.chance(0.08) ? { scope: draw.one([0, 200, 253]) } : {}),
    hops: route.hops.map((hop) => (draw.chance(0.2) ? { ...hop, weight: draw.number(1, 9) } : hop)),
  };
}

/** Beside each default route one more of its metric. */
function equalDefaults(draw: Draw, routes: readonly RoutePlan[]): RoutePlan[] {
  return routes
    .filter(({ length, type }) => length === 0 && type === 1)
    .map((route) => ({
      ...route,
      hops: [{ nic: route.hops[0]?.nic ?? 0, via: `10.0.0.${draw.number(211, 220)}` }],
    }));
}

/** A route for groups: shorter than all of them, or not. */
function groupRoute(draw: Draw, last: number): RoutePlan {
  const [to, length] = draw.one([
    ['224.0.0.0', 3],
    ['224.0.0.0', 4],
    ['239.0.0.0', 8],
  ] as const);
  return {
    table: 254,
    type: 1,
    to,
    length,
    metric: 0,
    hops: [{ nic: draw.number(0, last), via: '10.0.0.201' }],
  };
}

/** Over two links that have addresses, so that one next hop may be that of a packet's source. */
function multipath(draw: Draw, plan: HostPlan): RoutePlan {
  const nics = plan.nics.flatMap(({ up, addresses }, nic) => (up && addresses.length > 0 ? [nic] : []));
  const hop = (nic: number): RoutePlan['hops'][number] =>
    draw.chance(0.5) ? { nic } : { nic, via: `10.0.0.${draw.number(200, 210)}` };
  const over = nics.length > 1 ? nics : [0, 1];
  const to = draw.one([
    ['198.51.100.0', 24],
    ['8.0.0.0', 8],
    ['0.0.0.0', 0],
  ] as const);
  return { table: 254, type: 1, to: to[0], length: to[1], metric: 0, hops: over.map(hop) };
}

function loopbacks(draw: Draw): AddressPlan[] {
  if (!draw.chance(0.15)) return [];
  return [{ local: '127.5.0.1', length: draw.one([16, 32]), scope: draw.one([0, 0, 253, 254]) }];
}
