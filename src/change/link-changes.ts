import { NEIGH, NEIGH_NAMES } from '../kernel/conf.ts';
import type { HostSnapshot, LinkSnapshot, Neigh, RouteSnapshot } from '../kernel/host.ts';
import { scopeNumber } from '../kernel/scopes.ts';
import { vrfTableOf, withRoutesOf } from './address-routes.ts';
import type { Change } from './change.ts';
import { RT_TABLE_MAIN } from '../wire/netlink/numbers.ts';

/** A route that goes with the last address of this link: it has no other way that lives. One by a next-hop object stays. */
export function isThrough(route: RouteSnapshot, link: string): boolean {
  const { object, nexthops } = route;
  return (
    object === undefined && nexthops.length > 0 && nexthops.every((hop) => hop.link === link || hop.dead)
  );
}

/** Dead ways out of a link live again (net/ipv4/fib_semantics.c fib_sync_up). */
export function revived(
  routes: readonly RouteSnapshot[],
  { name, up, carrier }: LinkSnapshot,
): readonly RouteSnapshot[] {
  const isDead = (hop: RouteSnapshot['nexthops'][number]): boolean => hop.link === name && hop.dead;
  if (!up || !routes.some(({ nexthops }) => nexthops.some(isDead))) return routes;
  return routes.map((route) =>
    route.nexthops.some(isDead)
      ? {
          ...route,
          nexthops: route.nexthops.map((hop) =>
            isDead(hop) ? { ...hop, dead: false, linkdown: !carrier } : hop,
          ),
        }
      : route,
  );
}

/** Settings as conf/default and neigh/default have them, the rest from the parent (net/8021q/vlan_dev.c vlan_dev_init). */
export function withVlan(host: HostSnapshot, change: Change<'add-vlan'>): HostSnapshot {
  const parent = host.links.find((link) => link.name === change.parent);
  if (!parent || host.links.some((link) => link.name === change.link)) return host;
  // What the parent is to a bridge, a bond or a program of its own is not its VLAN's.
  const { mac, mtu, hardware, carrier } = parent;
  const link: LinkSnapshot = {
    index: host.links.reduce((most, { index }) => Math.max(most, index), 0) + 1,
    name: change.link,
    mac,
    mtu,
    hardware,
    up: false,
    carrier,
    arp: true,
    loopback: false,
    pointToPoint: false,
    kind: 'vlan',
    master: null,
    lower: change.parent,
    vlan: { protocol: change.protocol, id: change.id },
    vrfTable: null,
    activeMember: null,
  };
  return {
    ...host,
    links: [...host.links, link],
    conf: { ...host.conf, links: { ...host.conf.links, [link.name]: host.conf.default } },
    neigh: { ...host.neigh, links: { ...host.neigh.links, [link.name]: host.neigh.default ?? BORN_NEIGH } },
  };
}

/** In a namespace that is not the first, the defaults of the machine cannot be seen. */
const BORN_NEIGH: Neigh = Object.fromEntries(NEIGH_NAMES.map((name) => [name, NEIGH[name].compiled]));

/** With the VLANs on it. */
export function withoutLink(host: HostSnapshot, name: string): HostSnapshot {
  const gone = new Set([name]);
  for (const link of host.links) if (link.lower !== null && gone.has(link.lower)) gone.add(link.name);
  const stays = ({ link }: { readonly link: string | null }): boolean => link === null || !gone.has(link);
  const kept = (entry: readonly [string, unknown]): boolean => !gone.has(entry[0]);
  const locals = new Set(host.addresses.filter(stays).map(({ local }) => local));
  const lost = new Set(host.addresses.filter((one) => !stays(one)).map(({ local }) => local));
  for (const local of locals) lost.delete(local);
  return {
    ...host,
    links: host.links.filter((link) => !gone.has(link.name)),
    addresses: host.addresses.filter(stays),
    routes: host.routes.flatMap((route) => {
      const left = route.nexthops.filter(stays);
      // Of several ways all go with one; a group of next-hop objects goes on with the others.
      const whole = left.length === route.nexthops.length;
      const goes = !whole && (route.object === undefined || left.length === 0);
      if (goes || (route.source !== null && lost.has(route.source) && isOfMain(host, route))) return [];
      return [whole ? route : { ...route, nexthops: left }];
    }),
    neighbours: host.neighbours.filter(stays),
    published: host.published.filter(stays),
    conf: { ...host.conf, links: Object.fromEntries(Object.entries(host.conf.links).filter(kept)) },
    neigh: { ...host.neigh, links: Object.fromEntries(Object.entries(host.neigh.links).filter(kept)) },
  };
}

/** The routes of its addresses come back, and its VLANs come up with it (net/8021q/vlan.c vlan_device_event). */
export function withLinkUp(host: HostSnapshot, name: string): HostSnapshot {
  const rising = host.links.filter((link) => !link.up && (link.name === name || isVlanOn(link, name)));
  if (rising.length === 0) return host;
  const names = new Set(rising.map((link) => link.name));
  const carrier = new Map(host.links.map((link) => [link.name, link.carrier || names.has(link.name)]));
  const links = host.links.map((link) =>
    names.has(link.name)
      ? {
          ...link,
          up: true,
          carrier: carrier.get(isVlanOn(link, link.lower ?? '') ? link.lower! : link.name)!,
        }
      : link,
  );
  let { routes } = host;
  for (const link of links.filter(({ name: one }) => names.has(one))) {
    const list = host.addresses.filter((one) => one.link === link.name);
    const of = { link, list, vrfTable: vrfTableOf(host, link) };
    for (const address of list) routes = withRoutesOf(routes, of, address);
    routes = revived(routes, link);
  }
  return { ...host, links, routes };
}

/**
 * Its addresses stay, with the local routes to them and others of scope host; all else that went through it goes
 * (net/ipv4/fib_semantics.c fib_sync_down_dev: a next hop of scope nowhere is spared, as fib_create_info gives it to them).
 */
export function withLinkDown(host: HostSnapshot, name: string): HostSnapshot {
  const falling = host.links.filter((link) => link.up && (link.name === name || isVlanOn(link, name)));
  const names = new Set(falling.map((link) => link.name));
  if (names.size === 0) return host;
  const stays = ({ link }: { readonly link: string | null }): boolean => link === null || !names.has(link);
  return {
    ...host,
    links: host.links.map((link) => (names.has(link.name) ? { ...link, up: false } : link)),
    routes: host.routes.flatMap((route) => afterDown(route, names)),
    neighbours: host.neighbours.filter(stays),
    published: host.published.filter(stays),
  };
}

/** A next-hop object goes with its link, and out of its groups; other next hops are dead. */
function afterDown(route: RouteSnapshot, down: ReadonlySet<string>): readonly RouteSnapshot[] {
  const { object, nexthops } = route;
  if (!nexthops.some(({ link }) => down.has(link))) return [route];
  if (object !== undefined) {
    const left = nexthops.filter(({ link }) => !down.has(link));
    // The last of a group is told as one way, without a weight.
    return left.length === 0
      ? []
      : [{ ...route, nexthops: left.length > 1 ? left : [{ ...left[0]!, weight: 1 }] }];
  }
  if (isOfHost(route)) return [route];
  const hops = nexthops.map((hop) => (down.has(hop.link) ? { ...hop, dead: true, linkdown: true } : hop));
  return hops.every(({ dead }) => dead) ? [] : [{ ...route, nexthops: hops }];
}

/** The tables in which routes go with their source: main, and those of VRFs (net/ipv4/fib_semantics.c fib_sync_down_addr). */
function isOfMain({ links }: HostSnapshot, { table }: RouteSnapshot): boolean {
  return table === RT_TABLE_MAIN || links.some(({ vrfTable }) => vrfTable === table);
}

function isOfHost({ type, scope }: RouteSnapshot): boolean {
  return type === 'local' || scopeNumber(scope) === scopeNumber('host');
}

function isVlanOn(link: LinkSnapshot, parent: string): boolean {
  return link.kind === 'vlan' && link.lower === parent;
}
