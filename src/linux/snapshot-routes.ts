import { formatIpv4 } from '../base/ipv4.ts';
import type {
  NexthopSnapshot,
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
  RTM_GETRULE,
  RULE_ACTIONS,
  type RuleMessage,
  ruleCodec,
} from '../wire/netlink/rule.ts';
import type { Netlink } from './netlink-socket.ts';
import { ROUTE_TYPES, ROUTE_TYPE_NAMES } from '../wire/netlink/numbers.ts';

/** What routes have to know of links, by index. */
export interface RouteLinks {
  readonly nameOf: ReadonlyMap<number, string>;
  readonly up: ReadonlySet<number>;
}

const KNOWN_TYPES: ReadonlySet<string> = new Set(ROUTE_TYPE_NAMES);

/** All tables; what cannot be told is said in `unread`. */
export function readRoutes(netlink: Netlink, links: RouteLinks, unread: string[]): readonly RouteSnapshot[] {
  const routes: RouteSnapshot[] = [];
  const scopes: (ScopeName | number)[] = Array.from({ length: 256 }, (_, number) => scopeOf(number));
  let byObject = 0;
  for (const { payload } of netlink.dump(RTM_GETROUTE, routeCodec.encode({ family: AF_INET }))) {
    const decoded = routeCodec.decode(payload);
    if (!decoded.ok || decoded.value.family !== AF_INET) continue;
    const route = decoded.value;
    const nexthops = hopsOf(route, links);
    if (route.nextHopId !== undefined && nexthops.length === 0 && route.type === 1) byObject++;
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
      nexthops,
    });
  }
  if (byObject > 0)
    unread.push(
      `${byObject} routes use next-hop objects that the kernel does not spell out (net.ipv4.nexthop_compat_mode is 0).`,
    );
  return routes;
}

function hopsOf(route: RouteMessage, links: RouteLinks): readonly NexthopSnapshot[] {
  if (route.multipath) {
    return route.multipath.map((hop) =>
      oneHop(links, { ...hop, via: viaOf(hop.gateway), flags: hop.flags, weight: hop.weight }),
    );
  }
  if (route.index === undefined) return [];
  return [oneHop(links, { index: route.index, via: viaOf(route.gateway), flags: route.flags, weight: 1 })];
}

type Hop = {
  readonly index: number;
  readonly via: string | null;
  readonly flags: number;
  readonly weight: number;
};

/**
 * A next hop whose link lost its carrier is told as dead where ignore_routes_with_linkdown is set (net/ipv4/fib_semantics.c
 * fib_nexthop_info); truly dead is only one whose link is down, and what the setting makes of it is for the model to say.
 */
function oneHop({ nameOf, up }: RouteLinks, { index, via, flags, weight }: Hop): NexthopSnapshot {
  const linkdown = (flags & RTNH_F_LINKDOWN) !== 0;
  return {
    link: nameOf.get(index) ?? `if${index}`,
    via,
    weight,
    dead: (flags & RTNH_F_DEAD) !== 0 && !(linkdown && up.has(index)),
    linkdown,
  };
}

function viaOf(gateway: NetworkAddress | undefined): string | null {
  return typeof gateway === 'number' ? formatIpv4(gateway) : null;
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
    rules.push(ruleOf(rule));
  }
  return rules;
}

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
    tos: rule.tos,
    l3mdev: rule.l3mdev === 1,
    suppressPrefixLength: suppress < 0 ? null : suppress,
    uids: uidRange ? [uidRange.first, uidRange.last] : null,
    neverForArp:
      Boolean(rule.ipProtocol) ||
      Boolean(rule.tunnelId) ||
      rule.sourcePorts !== undefined ||
      rule.destinationPorts !== undefined,
  };
}

function netOf(address: NetworkAddress | undefined, length: number): string | null {
  if (length === 0) return null;
  return typeof address === 'number' ? `${formatIpv4(address)}/${length}` : null;
}
