import { routesAmong } from '../kernel/born-routes.ts';
import { NEIGH, NEIGH_NAMES } from '../kernel/conf.ts';
import type { HostSnapshot, LinkSnapshot, Neigh, RouteSnapshot } from '../kernel/host.ts';
import { scopeNumber } from '../kernel/scopes.ts';
import type { Change } from './change.ts';

/** A route that has no next hop but this link. */
export function isThrough(route: RouteSnapshot, link: string): boolean {
  return route.nexthops.length > 0 && route.nexthops.every((hop) => hop.link === link);
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
    routes: host.routes.filter(
      (route) =>
        (route.nexthops.length === 0 || route.nexthops.some(stays)) &&
        (route.source === null || !lost.has(route.source)),
    ),
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
  const up = new Map(links.filter((link) => names.has(link.name)).map((link) => [link.name, link]));
  const born = host.addresses.flatMap((address) => {
    const link = up.get(address.link);
    const list = host.addresses.filter((one) => one.link === address.link);
    return link ? routesAmong(link, { address, list }, vrfOf(host, link)) : [];
  });
  if (born.length === 0) return { ...host, links };
  const destinations = new Set(born.map(({ destination }) => destination));
  const rivals = host.routes.filter(({ destination }) => destinations.has(destination));
  const known = new Set(rivals.map(keyOf));
  return { ...host, links, routes: [...host.routes, ...born.filter((route) => !known.has(keyOf(route)))] };
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
    routes: host.routes.filter(
      (route) => isOfHost(route) || route.nexthops.length === 0 || route.nexthops.some(stays),
    ),
    neighbours: host.neighbours.filter(stays),
    published: host.published.filter(stays),
  };
}

function isOfHost({ type, scope }: RouteSnapshot): boolean {
  return type === 'local' || scopeNumber(scope) === scopeNumber('host');
}

function isVlanOn(link: LinkSnapshot, parent: string): boolean {
  return link.kind === 'vlan' && link.lower === parent;
}

function vrfOf(host: HostSnapshot, link: LinkSnapshot): number | null {
  return host.links.find((one) => one.name === link.master)?.vrfTable ?? link.vrfTable;
}

function keyOf({ table, type, destination, metric, nexthops }: RouteSnapshot): string {
  return `${table} ${type} ${destination} ${metric} ${nexthops.map(({ link, via }) => `${link}>${via}`).join()}`;
}
