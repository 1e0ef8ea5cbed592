import { formatIpv4 } from '../base/ipv4.ts';
import type {
  LinkSnapshot,
  NexthopSnapshot,
  PortSelector,
  RouteSnapshot,
  RouteType,
  RuleAction,
  RuleSnapshot,
  ScopeName,
} from '../kernel/host.ts';
import { scopeOf } from '../kernel/scopes.ts';
import { AF_INET, type NetworkAddress } from '../wire/netlink/field.ts';
import {
  type RouteMessage,
  RTM_GETROUTE,
  RTNH_F_DEAD,
  RTNH_F_LINKDOWN,
  routeCodec,
  tableOf,
} from '../wire/netlink/route.ts';
import {
  FIB_RULE_INVERT,
  type NumberRange,
  RTM_GETRULE,
  RULE_ACTIONS,
  type RuleMessage,
  ruleCodec,
} from '../wire/netlink/rule.ts';
import type { Netlink } from './netlink-socket.ts';
import { type ObjectHop, readNextHopObjects } from './snapshot-nexthops.ts';
import { ROUTE_TYPES, ROUTE_TYPE_NAMES } from '../wire/netlink/numbers.ts';

/** What routes have to know of links, by index. */
export interface RouteLinks {
  readonly nameOf: ReadonlyMap<number, string>;
  /** Set up, and without a carrier. */
  readonly unplugged: ReadonlySet<number>;
}

export function unpluggedOf(
  links: readonly Pick<LinkSnapshot, 'index' | 'up' | 'carrier'>[],
): ReadonlySet<number> {
  return new Set(links.filter(({ up, carrier }) => up && !carrier).map(({ index }) => index));
}

const KNOWN_TYPES: ReadonlySet<string> = new Set(ROUTE_TYPE_NAMES);

/** All tables; what cannot be told is said in `unread`. */
export function readRoutes(netlink: Netlink, links: RouteLinks, unread: string[]): readonly RouteSnapshot[] {
  const routes: RouteSnapshot[] = [];
  const scopes: (ScopeName | number)[] = Array.from({ length: 256 }, (_, number) => scopeOf(number));
  let byObject = 0;
  let unknowns = 0;
  let objects: ReadonlyMap<number, readonly ObjectHop[]> | null = null;
  for (const { payload } of netlink.dump(RTM_GETROUTE, routeCodec.encode({ family: AF_INET }))) {
    const decoded = routeCodec.decode(payload);
    if (!decoded.ok || decoded.value.family !== AF_INET) continue;
    const route = decoded.value;
    const { nextHopId: object } = route;
    let nexthops = hopsOf(route, links);
    let isEncapsulated = false;
    if (object !== undefined && nexthops.length === 0 && route.type === RTN_UNICAST) {
      objects ??= readNextHopObjects(netlink);
      const ways = objects.get(object) ?? [];
      nexthops = ways.map((way) => oneHop(links, { ...way, ...gatewayOfObject(way) }));
      isEncapsulated = ways.some(({ encapType }) => encapType !== undefined);
      if (ways.length === 0) byObject++;
    }
    const type = ROUTE_TYPES[route.type] ?? '';
    routes.push({
      table: tableOf(route),
      type: KNOWN_TYPES.has(type) ? (type as RouteType) : 'other',
      destination: `${typeof route.destination === 'number' ? formatIpv4(route.destination) : '0.0.0.0'}/${route.destinationLength}`,
      metric: route.priority ?? 0,
      tos: route.tos,
      scope: scopes[route.scope]!,
      protocol: route.protocol,
      source: typeof route.preferredSource === 'number' ? formatIpv4(route.preferredSource) : null,
      ...(object === undefined ? {} : { object }),
      ...(route.flow || route.multipath?.some(({ flow }) => flow) ? { realm: true } : {}),
      ...(isEncapsulated || hasMore(route) ? { untold: true } : {}),
      nexthops,
    });
    unknowns += route.unknown?.some(({ type: unknown }) => unknown > NEWEST_ROUTE_ATTRIBUTE) ? 1 : 0;
  }
  if (byObject > 0)
    unread.push(`${byObject} routes use next-hop objects whose ways the kernel does not tell.`);
  if (unknowns > 0) unread.push(`${unknowns} routes have attributes that are newer than this program.`);
  return routes;
}

const RTN_UNICAST = 1;

function gatewayOfObject({ gateway }: ObjectHop): Pick<Hop, 'via' | 'via6'> {
  if (gateway === undefined) return { via: null };
  return typeof gateway === 'number' ? { via: formatIpv4(gateway) } : { via: null, via6: groupsOf(gateway) };
}

function hasMore({ metrics, encap, multipath, preference, expires, unknown }: RouteMessage): boolean {
  const has = (one: object | undefined): boolean => one !== undefined && Object.keys(one).length > 0;
  const told = [encap, preference, expires].some((one) => one !== undefined);
  return told || has(metrics) || unknown !== undefined || (multipath?.some((hop) => hop.encap) ?? false);
}

/** RTA_FLOWLABEL, the last of Linux 6.18. */
const NEWEST_ROUTE_ATTRIBUTE = 31;

function hopsOf(route: RouteMessage, links: RouteLinks): readonly NexthopSnapshot[] {
  if (route.multipath) {
    return route.multipath.map((hop) =>
      oneHop(links, { ...hop, ...gatewayOf(hop), flags: hop.flags, weight: hop.weight }),
    );
  }
  if (route.index === undefined) return [];
  return [oneHop(links, { index: route.index, ...gatewayOf(route), flags: route.flags, weight: 1 })];
}

type Hop = {
  readonly index: number;
  readonly via: string | null;
  readonly via6?: string;
  readonly flags: number;
  readonly weight: number;
};

/**
 * A next hop whose link lost its carrier is told as dead where ignore_routes_with_linkdown is set (net/ipv4/fib_semantics.c
 * fib_nexthop_info), which is for the model to say; truly dead is one whose link is down, or lost its last address.
 */
function oneHop(
  { nameOf, unplugged }: RouteLinks,
  { index, via, via6, flags, weight }: Hop,
): NexthopSnapshot {
  const linkdown = (flags & RTNH_F_LINKDOWN) !== 0;
  return {
    link: nameOf.get(index) ?? `if${index}`,
    via,
    ...(via6 === undefined ? {} : { via6 }),
    weight,
    dead: (flags & RTNH_F_DEAD) !== 0 && !(linkdown && unplugged.has(index)),
    linkdown,
  };
}

/** RTA_VIA has a gateway of another family than the route: an IPv6 one, as BGP unnumbered sets it. */
function gatewayOf({ gateway, via }: Pick<RouteMessage, 'gateway' | 'via'>): Pick<Hop, 'via' | 'via6'> {
  if (via && typeof via.address !== 'number') return { via: null, via6: groupsOf(via.address) };
  const address = gateway ?? via?.address;
  return { via: typeof address === 'number' ? formatIpv4(address) : null };
}

/** `fe80::9`: the first run of zeros is left out. */
function groupsOf(bytes: Uint8Array): string {
  const groups = Array.from({ length: bytes.length >> 1 }, (_, at) =>
    ((bytes[at * 2]! << 8) | bytes[at * 2 + 1]!).toString(16),
  );
  return groups.join(':').replace(/(^|:)0(:0)+(:|$)/, '::');
}

export function readRules(netlink: Netlink, unread: string[]): readonly RuleSnapshot[] {
  const rules: RuleSnapshot[] = [];
  for (const { payload } of netlink.dump(RTM_GETRULE, ruleCodec.encode({ family: AF_INET }))) {
    const decoded = ruleCodec.decode(payload);
    if (!decoded.ok || decoded.value.family !== AF_INET) continue;
    const rule = decoded.value;
    if (rule.suppressGroup !== undefined && rule.suppressGroup >= 0)
      unread.push(
        `The policy rule ${rule.priority ?? 0} suppresses answers by interface group, which is not told here.`,
      );
    if (rule.unknown?.some(({ type }) => type !== FRA_PAD))
      unread.push(`The policy rule ${rule.priority ?? 0} has a selector that is newer than this program.`);
    rules.push(ruleOf(rule));
  }
  return rules;
}

const FRA_PAD = 18;

const ACTIONS: Readonly<Record<string, RuleAction>> = {
  table: 'lookup',
  goto: 'goto',
  nop: 'nop',
  blackhole: 'blackhole',
  unreachable: 'unreachable',
  prohibit: 'prohibit',
};

function ruleOf(rule: RuleMessage): RuleSnapshot {
  const { uidRange, mark, markMask } = rule;
  const marked = mark !== undefined || markMask !== undefined;
  const suppress = rule.suppressPrefixLength ?? -1;
  return {
    priority: rule.priority ?? 0,
    action: ACTIONS[RULE_ACTIONS[rule.action] ?? ''] ?? 'nop',
    table: rule.l3mdev === 1 ? 0 : tableOf(rule),
    goto: rule.goto ?? null,
    not: (rule.flags & FIB_RULE_INVERT) !== 0,
    from: netOf(rule.source, rule.sourceLength),
    to: netOf(rule.destination, rule.destinationLength),
    iif: rule.inputName ?? null,
    oif: rule.outputName ?? null,
    mark: marked ? { value: mark ?? 0, mask: markMask ?? 0xffffffff } : null,
    // A rule has the one or the other: dscp is the upper six bits (FRA_DSCP, since 6.13).
    tos: rule.dscp === undefined ? rule.tos : (rule.dscp & (rule.dscpMask ?? 0x3f)) << 2,
    ...(rule.dscp === undefined || rule.dscpMask === 0 ? {} : { wholeDscp: true }),
    ...(rule.dscpMask === undefined || rule.dscpMask === 0x3f ? {} : { dscpMask: rule.dscpMask }),
    l3mdev: rule.l3mdev === 1,
    suppressPrefixLength: suppress < 0 ? null : suppress,
    uids: uidRange ? [uidRange.first, uidRange.last] : null,
    neverForArp:
      Boolean(rule.ipProtocol) ||
      Boolean(rule.tunnelId) ||
      rule.sourcePorts !== undefined ||
      rule.destinationPorts !== undefined,
    ...(rule.ipProtocol ? { ipProtocol: rule.ipProtocol } : {}),
    ...(rule.sourcePorts ? { sourcePorts: portsOf(rule.sourcePorts, rule.sourcePortMask) } : {}),
    ...(rule.destinationPorts
      ? { destinationPorts: portsOf(rule.destinationPorts, rule.destinationPortMask) }
      : {}),
    ...(rule.tunnelId ? { tunnel: true } : {}),
    ...(rule.flow ? { realm: true } : {}),
  };
}

/** A single port has a mask of all bits in newer kernels. */
function portsOf({ first, last }: NumberRange, mask = 0): PortSelector {
  return { first, last, ...(mask === 0 || mask === 0xffff ? {} : { mask }) };
}

function netOf(address: NetworkAddress | undefined, length: number): string | null {
  if (length === 0) return null;
  return typeof address === 'number' ? `${formatIpv4(address)}/${length}` : null;
}
