import type { Millis } from '../base/time.ts';
import { insertAddress } from './address-list.ts';
import { routesAmong } from './born-routes.ts';
import { CONF, CONF_NAMES, type ConfName, NEIGH, NEIGH_NAMES } from './conf.ts';
import {
  type AddressSnapshot,
  type GuardSnapshot,
  HOST_SCHEMA,
  type HostSnapshot,
  type LinkSnapshot,
  type Neigh,
  type NeighbourSnapshot,
  type NudState,
  type RouteSnapshot,
} from './host.ts';
import type { Conf } from './conf.ts';
import { addressOf, publishedOf, routeOf, ruleOf } from './ip-words.ts';
import { TPID_8021Q } from '../wire/vlan.ts';

/** A link as far as it differs from an ordinary NIC that is up, with the settings a kernel is born with. */
export type LinkWish = {
  /** Left out: 02:00:00:00:01:00 for the first link, :01 for the second … */
  readonly mac?: string;
  /** In the words of `ip address add`, in the order they were added. */
  readonly addresses?: readonly string[];
  readonly conf?: Conf;
  readonly neigh?: Neigh;
  readonly up?: boolean;
  readonly carrier?: boolean;
  readonly arp?: boolean;
  readonly mtu?: number;
  readonly hardware?: number;
  readonly kind?: string;
  readonly master?: string;
  readonly lower?: string;
  readonly vlan?: number;
  readonly vrfTable?: number;
  readonly activeMember?: string;
} & RareWish;

/** What few links have: as it is in the snapshot. */
const RARE = [
  'neighSuppress',
  'proxyArp',
  'portState',
  'locked',
  'knownSenders',
  'pinned',
  'noLearning',
  'noFlood',
  'groupForward',
  'stp',
  'mst',
  'vlanFiltering',
  'bridgeVlans',
  'promiscuous',
  'bondMode',
  'allMembersHear',
  'broadcastsArp',
  'arpMonitor',
  'backup',
  'mode',
  'senders',
  'takesSenders',
  'xdp',
  'tcx',
] as const;
type RareWish = Pick<LinkSnapshot, (typeof RARE)[number]>;

export type NeighbourWish = {
  readonly link: string;
  readonly ip: string;
  readonly mac?: string;
  readonly state?: NudState;
  readonly flags?: readonly string[];
  /** Since the last change, use and confirmation. */
  readonly age?: Millis;
};

export type HostWish = {
  readonly kernel?: string;
  /** By name, in kernel order; `lo` is added in front (127.0.0.1/8 included) and its wish, if any, adds to it. */
  readonly links?: Readonly<Record<string, LinkWish>>;
  /** conf/all */
  readonly all?: Conf;
  readonly default?: Conf;
  /** `sysctl net.ipv4.ip_forward=1`: all, default and every link that does not say otherwise. */
  readonly forwarding?: boolean;
  /** In the words of `ip route add`; what the addresses bring is there already. */
  readonly routes?: readonly string[];
  /** In the words of `ip rule add`; the three every namespace is born with are there already. */
  readonly rules?: readonly string[];
  /** Takes routes out again: `ip route del`. */
  readonly without?: (route: RouteSnapshot) => boolean;
  /** `10.1.0.50 dev e0`, or without a link. */
  readonly published?: readonly string[];
  readonly neighbours?: readonly NeighbourWish[];
  readonly customRules?: boolean;
  readonly customLocal?: boolean;
  readonly guard?: GuardSnapshot;
};

const LOOPBACK: LinkWish = { addresses: ['127.0.0.1/8 scope host'] };
const FIRST_RULE = 32_765;

/** A whole snapshot from the little that matters, with the settings, routes and order a kernel would make of it. */
export function hostWith(wish: HostWish = {}): HostSnapshot {
  const wishes = { lo: mergedLoopback(wish.links?.['lo']), ...wish.links };
  wishes.lo = mergedLoopback(wish.links?.['lo']);
  const named = Object.entries(wishes);
  const links = named.map(([name, link], at) => linkOf(name, link, at));
  const addresses = named.flatMap(([name, link]) => listOf(name, link.addresses ?? []));
  const added = (wish.routes ?? []).map(routeOf).flatMap((route) => settled(route, links));
  const routes = [...links.flatMap((link) => bornRoutes(link, links, addresses)), ...added];
  const hasRules = (wish.rules ?? []).length > 0;
  return {
    type: 'arpist-host',
    v: HOST_SCHEMA,
    hostname: null,
    takenAt: null,
    kernel: wish.kernel ?? '6.18.44',
    initial: false,
    links,
    addresses,
    routes: wish.without ? routes.filter((route) => !wish.without!(route)) : routes,
    rules: rulesOf(wish.rules ?? []),
    neighbours: (wish.neighbours ?? []).map(neighbourOf),
    published: (wish.published ?? []).map(publishedOf),
    conf: {
      all: confWith(forwarded(wish, wish.all)),
      default: confWith(forwarded(wish, wish.default)),
      links: Object.fromEntries(named.map(([name, link]) => [name, confWith(forwarded(wish, link.conf))])),
    },
    neigh: {
      default: null,
      links: Object.fromEntries(named.map(([name, link]) => [name, neighWith(link.neigh)])),
    },
    table: { entries: null, thresh1: 128, thresh2: 512, thresh3: 1024, fulls: 0 },
    sticky: {
      customRules: wish.customRules ?? hasRules,
      customLocal: wish.customLocal ?? added.some((route) => route.type === 'local'),
    },
    ...(wish.guard ? { guard: wish.guard } : {}),
    netfilter: 'none',
    unread: [],
  };
}

function mergedLoopback(wish: LinkWish = {}): LinkWish {
  return { ...wish, addresses: [...(LOOPBACK.addresses ?? []), ...(wish.addresses ?? [])] };
}

function linkOf(name: string, wish: LinkWish, at: number): LinkSnapshot {
  const loopback = name === 'lo';
  const tail = (at - 1).toString(16).padStart(2, '0');
  return {
    index: at + 1,
    name,
    mac: wish.mac ?? (loopback ? '00:00:00:00:00:00' : `02:00:00:00:01:${tail}`),
    mtu: wish.mtu ?? (loopback ? 65_536 : 1500),
    hardware: wish.hardware ?? (loopback ? 772 : 1),
    up: wish.up ?? true,
    carrier: wish.carrier ?? true,
    arp: wish.arp ?? true,
    loopback,
    pointToPoint: false,
    kind: wish.kind ?? null,
    master: wish.master ?? null,
    lower: wish.lower ?? null,
    vlan: wish.vlan === undefined ? null : { protocol: TPID_8021Q, id: wish.vlan },
    vrfTable: wish.vrfTable ?? null,
    activeMember: wish.activeMember ?? null,
    ...Object.fromEntries(RARE.flatMap((name) => (wish[name] === undefined ? [] : [[name, wish[name]]]))),
  };
}

/** The kernel's order; an address it would refuse is left out. */
function listOf(link: string, texts: readonly string[]): readonly AddressSnapshot[] {
  let list: readonly AddressSnapshot[] = [];
  for (const text of texts) {
    const grown = insertAddress(list, addressOf(link, text));
    if (typeof grown !== 'string') list = grown;
  }
  return list;
}

function bornRoutes(
  link: LinkSnapshot,
  links: readonly LinkSnapshot[],
  addresses: readonly AddressSnapshot[],
): readonly RouteSnapshot[] {
  const vrf = links.find((one) => one.name === link.master)?.vrfTable ?? link.vrfTable;
  const list = addresses.filter((address) => address.link === link.name);
  return list.flatMap((address) => routesAmong(link, { address, list }, vrf));
}

/** The next hops through links that are down are gone, those without carrier are marked (net/ipv4/fib_semantics.c fib_sync_down_dev). */
function settled(route: RouteSnapshot, links: readonly LinkSnapshot[]): readonly RouteSnapshot[] {
  if (route.nexthops.length === 0 || route.type === 'local') return [route];
  const nexthops = route.nexthops.flatMap((hop) => {
    const link = links.find((one) => one.name === hop.link);
    return link?.up === false ? [] : [{ ...hop, linkdown: hop.linkdown || link?.carrier === false }];
  });
  return nexthops.length === 0 ? [] : [{ ...route, nexthops }];
}

/** Rules without a priority go in front of those that are there, one after another (net/core/fib_rules.c). */
function rulesOf(texts: readonly string[]): HostSnapshot['rules'] {
  const born = [ruleOf('lookup local', 0), ruleOf('lookup main', 32_766), ruleOf('lookup default', 32_767)];
  const added = texts.map((text, at) => ruleOf(text, FIRST_RULE - at));
  return [...born, ...added].toSorted((a, b) => a.priority - b.priority);
}

function neighbourOf(wish: NeighbourWish): NeighbourSnapshot {
  const age = wish.age ?? 0;
  return {
    link: wish.link,
    ip: wish.ip,
    mac: wish.mac ?? null,
    state: wish.state ?? (wish.mac === undefined ? 'incomplete' : 'stale'),
    flags: wish.flags ?? [],
    ages: { used: age, confirmed: age, updated: age },
    probes: 0,
  };
}

function forwarded(wish: HostWish, conf: Conf = {}): Conf {
  return wish.forwarding === undefined ? conf : { forwarding: wish.forwarding ? 1 : 0, ...conf };
}

function confWith(conf: Conf = {}): Conf {
  const whole: Partial<Record<ConfName, number>> = {};
  for (const name of CONF_NAMES) whole[name] = conf[name] ?? CONF[name].compiled;
  return whole;
}

function neighWith(neigh: Neigh = {}): Neigh {
  const settings = NEIGH_NAMES.filter((name) => name !== 'reachable_time_ms');
  return { ...Object.fromEntries(settings.map((name) => [name, NEIGH[name].compiled])), ...neigh };
}
