import type { Ipv4 } from '../base/ipv4.ts';
import { prefixOf } from '../base/prefix.ts';
import type { Hop, Route, Routing, Way } from '../ports/routing.ts';
import { AF_INET, type NetworkAddress } from '../wire/netlink/field.ts';
import { type RouteMessage, RTM_GETROUTE, RTNH_F_DEAD, routeCodec, tableOf } from '../wire/netlink/route.ts';
import { linkCodec, RTM_GETLINK } from '../wire/netlink/link.ts';
import { RTM_GETRULE, RULE_ACTIONS, ruleCodec } from '../wire/netlink/rule.ts';
import { EACCES, EHOSTUNREACH, EINVAL } from './ffi/errno.ts';
import type { Netlink } from './netlink-socket.ts';
import { linkMessages, linksIn } from './snapshot-links.ts';
import { talk } from './talk.ts';
import { REFUSING_TYPES, ROUTE_TYPES, RT_TABLE_MAIN } from '../wire/netlink/numbers.ts';

/** The network namespace of the calling thread at the time of each call. */
export function openRouting(): Routing {
  return {
    routes: () => talk(readReachable),
    wayTo: (ip, from) => talk((netlink) => askWay(netlink, ip, from)),
  };
}

/** What a look-up ends with that finds an unreachable, prohibit or blackhole route (net/ipv4/fib_semantics.c fib_props). */
const REFUSALS: ReadonlySet<number> = new Set([EHOSTUNREACH, EACCES, EINVAL]);

function readReachable(netlink: Netlink): readonly Route[] {
  const tables = reachedTables(netlink);
  const routes: Route[] = [];
  for (const { payload } of netlink.dump(RTM_GETROUTE, routeCodec.encode({ family: AF_INET }))) {
    const decoded = routeCodec.decode(payload);
    if (!decoded.ok || decoded.value.family !== AF_INET || decoded.value.tos !== 0) continue;
    const message = decoded.value;
    const table = tableOf(message);
    const kind = ROUTE_TYPES[message.type] ?? '';
    if (!tables.has(table) || (kind !== 'unicast' && !REFUSING_TYPES.has(kind))) continue;
    const { destination, destinationLength } = message;
    const network = typeof destination === 'number' ? destination : 0;
    routes.push({
      table,
      type: kind === 'unicast' ? 'unicast' : 'refusing',
      prefix: prefixOf(network, destinationLength),
      metric: message.priority ?? 0,
      hops: hopsOf(message),
    });
  }
  return routes;
}

/** Named by a rule, or the table of a VRF, which one rule (l3mdev) stands for. */
function reachedTables(netlink: Netlink): ReadonlySet<number> {
  const tables = new Set<number>([RT_TABLE_MAIN]);
  for (const { payload } of netlink.dump(RTM_GETRULE, ruleCodec.encode({ family: AF_INET }))) {
    const decoded = ruleCodec.decode(payload);
    if (decoded.ok && RULE_ACTIONS[decoded.value.action] === 'table') tables.add(tableOf(decoded.value));
  }
  for (const { vrfTable } of linksIn(linkMessages(netlink)).links)
    if (vrfTable !== null) tables.add(vrfTable);
  return tables;
}

function hopsOf(message: RouteMessage): readonly Hop[] {
  const { multipath, index } = message;
  const hops = multipath ?? (index === undefined ? [] : [{ ...message, index }]);
  return hops
    .filter(({ flags }) => (flags & RTNH_F_DEAD) === 0)
    .map((hop) => ({ index: hop.index, gateway: gatewayOf(hop) }));
}

function gatewayOf(hop: Pick<RouteMessage, 'gateway' | 'via'>): Hop['gateway'] {
  const gateway: NetworkAddress | undefined = hop.gateway ?? hop.via?.address;
  if (gateway === undefined) return null;
  return typeof gateway === 'number' ? gateway : 'other';
}

/** `ip route get`: the kernel's own look-up, by its rules (net/ipv4/route.c inet_rtm_getroute). Nothing is sent by it. */
function askWay(netlink: Netlink, ip: Ipv4, from: Ipv4 | undefined): Way | 'none' | 'refused' {
  const payload = routeCodec.encode({
    family: AF_INET,
    destinationLength: 32,
    destination: ip,
    ...(from === undefined ? {} : { sourceLength: 32, source: from }),
  });
  const { answers, ack } = netlink.ask({ type: RTM_GETROUTE, payload });
  if (REFUSALS.has(ack.errno)) return 'refused';
  const decoded = answers[0] && routeCodec.decode(answers[0].payload);
  if (!decoded?.ok) return 'none';
  const { value } = decoded;
  const kind = ROUTE_TYPES[value.type];
  const { preferredSource, index = 0 } = value;
  return {
    kind: kind === 'local' ? 'local' : kind === 'unicast' ? 'unicast' : 'many',
    link: nameOf(netlink, index),
    gateway: gatewayOf(value),
    source: typeof preferredSource === 'number' ? preferredSource : null,
  };
}

function nameOf(netlink: Netlink, index: number): string {
  const { answers } = netlink.ask({ type: RTM_GETLINK, payload: linkCodec.encode({ index }) });
  const decoded = answers[0] && linkCodec.decode(answers[0].payload);
  return (decoded?.ok && decoded.value.name) || `if${index}`;
}
