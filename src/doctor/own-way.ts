import type { Ipv4 } from '../base/ipv4.ts';
import { contains, parsePrefix, type Prefix } from '../base/prefix.ts';
import type { HostSnapshot } from '../kernel/host.ts';
import type { Change } from '../change/change.ts';
import { RT_TABLE_MAIN } from '../wire/netlink/numbers.ts';

/** Priorities of the rules of a link are these and its index. */
export const FIRST_PRIORITY = 10_000;
const NEAR_PRIORITY = 8_000;
const OTHERS_PRIORITY = 9_000;

/**
 * In front of the rule that leads to a table with a gateway: what the main table knows better than by a default route, other
 * networks of this host and containers, is not sent to the gateway. Only the subnet of the table itself goes before it.
 */
export function rulesAside({
  from,
  table,
  index,
}: {
  readonly from: string;
  readonly table: number;
  readonly index: number;
}): readonly Change<'add-rule'>[] {
  return [
    { do: 'add-rule', priority: NEAR_PRIORITY + index, from, table, suppress: 0 },
    { do: 'add-rule', priority: OTHERS_PRIORITY + index, from, table: RT_TABLE_MAIN, suppress: 0 },
  ];
}

const HOSTS_PRIORITY = 7_000;

/** In front of all: machines of the subnet that a host route of the main table leads to, a container behind its own link. */
export function ruleForHosts(from: string, index: number): Change<'add-rule'> {
  return { do: 'add-rule', priority: HOSTS_PRIORITY + index, from, table: RT_TABLE_MAIN, suppress: 31 };
}

/** Those there are: in the subnet, and not by one of the links of the segment. */
export function hostsAside(host: HostSnapshot, subnet: Prefix, links: readonly string[]): readonly Ipv4[] {
  return host.routes.flatMap(({ table, type, destination, nexthops }) => {
    const to = table === RT_TABLE_MAIN && type === 'unicast' ? parsePrefix(destination) : undefined;
    if (to?.length !== 32 || !contains(subnet, to.network)) return [];
    return nexthops.every(({ link }) => !links.includes(link)) ? [to.network] : [];
  });
}

type Table = { readonly table: number; readonly link: string };

/**
 * The subnet in a table of the link's own. Of scope host it stays when the link goes down, as local routes do; of scope
 * link it would be gone, and the kernel brings back none but those of the main table (net/ipv4/fib_semantics.c
 * fib_create_info, fib_sync_down_dev).
 */
export function subnetWay(
  { table, link }: Table,
  way: { readonly destination: string; readonly source: string | null },
): Change<'add-route'> {
  return { do: 'add-route', table, link, ...way, via: null, scope: 'host' };
}

/**
 * All else by the gateway. Onlink, or the kernel would take the gateway's scope from the route to the subnet in the same
 * table: with that of a host it asks on the link for each far address itself (fib_check_nh_v4_gw, rt_set_nexthop). It goes
 * when the link goes down: no route with a gateway can stay.
 */
export function gatewayWay(
  { table, link }: Table,
  via: string,
  destination = '0.0.0.0/0',
): Change<'add-route'> {
  return { do: 'add-route', table, link, destination, via, source: null, onlink: true };
}
