import { insertAddress } from '../kernel/address-list.ts';
import { routesAmong } from '../kernel/born-routes.ts';
import type {
  AddressSnapshot,
  ConfSnapshot,
  HostSnapshot,
  LinkSnapshot,
  RouteSnapshot,
} from '../kernel/host.ts';
import { type Change, type RoutePlan, type SystemChange, wholeNeighbour } from './change.ts';
import { isThrough, withLinkDown, withLinkUp, withoutLink, withVlan } from './link-changes.ts';
import { takenAlong } from './secondaries.ts';
import { RTPROT_BOOT, RT_TABLE_LOCAL } from '../wire/netlink/numbers.ts';

/** The host as it would be: what a change promises can be judged by the same model, before anything is touched. */
export function after(host: HostSnapshot, changes: readonly SystemChange[]): HostSnapshot {
  // Thousands of routes are one longer list, and not a list for each.
  if (changes.every((change) => change.do === 'add-route')) return withRoutes(host, changes);
  return changes.reduce(afterOne, host);
}

function afterOne(host: HostSnapshot, change: SystemChange): HostSnapshot {
  switch (change.do) {
    case 'set-conf':
      return { ...host, conf: confAfter(host.conf, change) };
    case 'set-neigh':
      return { ...host, neigh: neighAfter(host.neigh, change) };
    case 'set-threshold': {
      const name = { gc_thresh1: 'thresh1', gc_thresh2: 'thresh2', gc_thresh3: 'thresh3' }[change.setting];
      return { ...host, table: { ...host.table, [name]: change.value } };
    }
    case 'set-gc-interval':
      return { ...host, table: { ...host.table, gcInterval: change.value } };
    case 'add-address':
      return withAddress(host, change);
    case 'remove-address':
      return withoutAddress(host, change);
    case 'add-route':
      return withRoutes(host, [change]);
    case 'remove-route':
      return { ...host, routes: host.routes.filter((route) => !isMade(route, change)) };
    case 'add-rule': {
      const { priority, from, table, suppress = null } = change;
      const rule = { ...BLANK_RULE, priority, from, table, suppressPrefixLength: suppress };
      const rules = [...host.rules, rule].toSorted((a, b) => a.priority - b.priority);
      return { ...host, rules, sticky: { ...host.sticky, customRules: true } };
    }
    case 'remove-rule': {
      const rules = host.rules.filter(
        (rule) => rule.priority !== change.priority || rule.table !== change.table,
      );
      return { ...host, rules };
    }
    case 'publish': {
      const { ip, link } = change;
      return { ...host, published: [...host.published, { ip, link, permanent: true }] };
    }
    case 'unpublish': {
      const published = host.published.filter(({ ip, link }) => ip !== change.ip || link !== change.link);
      return { ...host, published };
    }
    case 'set-neighbour': {
      const { link, ip, mac, state, flags } = wholeNeighbour(change);
      const entry = { link, ip, mac, state, flags, ages: null, probes: 0 };
      return { ...host, neighbours: [...without(host.neighbours, change), entry] };
    }
    case 'remove-neighbour':
      return { ...host, neighbours: without(host.neighbours, change) };
    case 'set-mac':
      return withMac(host, change);
    case 'add-vlan':
      return withVlan(host, change);
    case 'remove-link':
      return withoutLink(host, change.link);
    case 'set-up':
      return change.up ? withLinkUp(host, change.link) : withLinkDown(host, change.link);
    case 'set-sysctl':
      return { ...host, plain: { ...host.plain, [change.setting]: change.value } };
  }
}

const BLANK_RULE = {
  action: 'lookup',
  goto: null,
  not: false,
  to: null,
  iif: null,
  oif: null,
  mark: null,
  tos: 0,
  l3mdev: false,
  suppressPrefixLength: null,
  uids: null,
  neverForArp: false,
} as const;

/** A VLAN that never got a MAC of its own goes with its parent (net/8021q/vlan.c vlan_sync_address). */
function withMac(host: HostSnapshot, { link: name, mac }: Change<'set-mac'>): HostSnapshot {
  const old = host.links.find((link) => link.name === name)?.mac ?? null;
  if (old === mac) return host;
  const follows = (link: LinkSnapshot): boolean =>
    link.name === name || (link.lower === name && link.kind === 'vlan' && link.mac === old);
  const moved = new Set(host.links.filter(follows).map((link) => link.name));
  const links = host.links.map((link) => (moved.has(link.name) ? { ...link, mac } : link));
  return { ...host, links, neighbours: host.neighbours.filter(({ link }) => !moved.has(link)) };
}

function confAfter(conf: ConfSnapshot, { link, setting, value }: Change<'set-conf'>): ConfSnapshot {
  if (link === 'default') return { ...conf, default: { ...conf.default, [setting]: value } };
  if (link !== 'all')
    return { ...conf, links: { ...conf.links, [link]: { ...conf.links[link], [setting]: value } } };
  const all = { ...conf.all, [setting]: value };
  if (setting !== 'forwarding' || conf.all.forwarding === value) return { ...conf, all };
  const links = Object.fromEntries(
    Object.entries(conf.links).map(([name, one]) => [name, { ...one, forwarding: value }]),
  );
  return { all, default: { ...conf.default, forwarding: value }, links };
}

function neighAfter(neigh: HostSnapshot['neigh'], change: Change<'set-neigh'>): HostSnapshot['neigh'] {
  const { link, setting, value } = change;
  if (link === 'default') return { ...neigh, default: { ...neigh.default, [setting]: value } };
  return { ...neigh, links: { ...neigh.links, [link]: { ...neigh.links[link], [setting]: value } } };
}

function withAddress(host: HostSnapshot, change: Change<'add-address'>): HostSnapshot {
  const { link, local, prefixLength, peer, scope, label } = change;
  const mine = host.addresses.filter((address) => address.link === link);
  const blank = { secondary: false, broadcast: null, flags: [] };
  const grown = insertAddress(mine, { link, local, prefixLength, peer, scope, label, ...blank });
  const facts = host.links.find((one) => one.name === link);
  if (typeof grown === 'string' || !facts) return host;
  const added = grown.find((address, at) => address !== mine[at])!;
  const born = routesAmong(facts, { address: added, list: grown }, tableOf(host, facts));
  const routes = [...host.routes, ...born];
  const others = host.addresses.filter((one) => one.link !== link);
  return { ...host, routes, addresses: inOrderOfLinks(host, [...others, ...grown]) };
}

function withoutAddress(host: HostSnapshot, change: Change<'remove-address'>): HostSnapshot {
  const gone = host.addresses.find(
    ({ link, local, prefixLength, peer }) =>
      link === change.link &&
      local === change.local &&
      prefixLength === change.prefixLength &&
      peer === change.peer,
  );
  const facts = host.links.find((one) => one.name === change.link);
  if (!gone || !facts) return host;
  const goes = new Set([gone, ...takenAlong(host, gone)]);
  const addresses = promoted(host, gone, goes);
  const table = tableOf(host, facts);
  const among = (list: readonly AddressSnapshot[]) => (address: AddressSnapshot) =>
    routesAmong(facts, { address, list }, table);
  const before = host.addresses.filter((address) => address.link === facts.name);
  const left = addresses.filter((address) => address.link === facts.name);
  const took = [...goes].flatMap(among(before));
  const kept = left.flatMap(among(left));
  // With the last address a link loses IPv4, and a route goes with its source (net/ipv4/fib_frontend.c fib_inetaddr_event).
  const last = left.length === 0;
  const locals = new Set(addresses.map(({ local }) => local));
  const lost = new Set([...goes].map(({ local }) => local).filter((local) => !locals.has(local)));
  const goesAlong = (route: RouteSnapshot): boolean =>
    (last && isThrough(route, facts.name)) ||
    (route.source !== null && lost.has(route.source)) ||
    (took.some((one) => isSame(one, route)) && !kept.some((one) => isSame(one, route)));
  const routes = host.routes.filter((route) => !goesAlong(route));
  const absent = host.routes.filter(goesAlong);
  const reborn = kept.filter(
    (route) => absent.some((one) => isSame(one, route)) && !routes.some((one) => isSame(one, route)),
  );
  return {
    ...host,
    addresses,
    routes: [...routes, ...reborn],
    neighbours: last ? host.neighbours.filter(({ link }) => link !== facts.name) : host.neighbours,
    published: last ? host.published.filter(({ link }) => link !== facts.name) : host.published,
  };
}

/** With promote_secondaries the first secondary of the subnet takes the place of its primary. */
function promoted(
  host: HostSnapshot,
  gone: AddressSnapshot,
  goes: ReadonlySet<AddressSnapshot>,
): readonly AddressSnapshot[] {
  const left = host.addresses.filter((address) => !goes.has(address));
  const others = left.filter(({ link }) => link !== gone.link);
  let mine: readonly AddressSnapshot[] = [];
  for (const address of left.filter(({ link }) => link === gone.link)) {
    const grown = insertAddress(mine, { ...address, secondary: false });
    if (typeof grown !== 'string') mine = grown;
  }
  return inOrderOfLinks(host, [...others, ...mine]);
}

/** As the kernel tells them, and as it looks for a source address: link by link (net/ipv4/devinet.c inet_dump_ifaddr). */
function inOrderOfLinks(
  { links }: HostSnapshot,
  addresses: readonly AddressSnapshot[],
): readonly AddressSnapshot[] {
  const places = new Map(links.map(({ name }, at) => [name, at]));
  const placeOf = ({ link }: AddressSnapshot): number => places.get(link) ?? links.length;
  return addresses.toSorted((a, b) => placeOf(a) - placeOf(b));
}

function isSame(a: RouteSnapshot, b: RouteSnapshot): boolean {
  return (
    a.table === b.table &&
    a.type === b.type &&
    a.destination === b.destination &&
    a.nexthops[0]?.link === b.nexthops[0]?.link
  );
}

function tableOf(host: HostSnapshot, link: LinkSnapshot): number | null {
  return host.links.find((one) => one.name === link.master)?.vrfTable ?? link.vrfTable;
}

function withRoutes(host: HostSnapshot, plans: readonly RoutePlan[]): HostSnapshot {
  return plans.length === 0 ? host : { ...host, routes: [...host.routes, ...plans.map(routeMade)] };
}

function routeMade(plan: RoutePlan): RouteSnapshot {
  const { table, destination, link, via, source, metric = 0, protocol = RTPROT_BOOT } = plan;
  return {
    table,
    type: table === RT_TABLE_LOCAL ? 'local' : 'unicast',
    destination,
    metric,
    tos: 0,
    scope: plan.scope ?? (table === RT_TABLE_LOCAL ? 'host' : via === null ? 'link' : 'global'),
    protocol,
    source,
    nexthops: [{ link, via, weight: 1, dead: false, linkdown: false }],
  };
}

function isMade(route: RouteSnapshot, plan: RoutePlan): boolean {
  const [hop] = route.nexthops;
  return (
    route.table === plan.table &&
    route.destination === plan.destination &&
    route.metric === (plan.metric ?? 0) &&
    hop?.link === plan.link &&
    hop.via === plan.via
  );
}

function without<T extends { readonly link: string; readonly ip: string }>(
  entries: readonly T[],
  gone: { readonly link: string; readonly ip: string },
): readonly T[] {
  return entries.filter(({ link, ip }) => link !== gone.link || ip !== gone.ip);
}
