import { formatIpv4, type Ipv4, parseIpv4 } from '../base/ipv4.ts';
import { contains, formatPrefix, parsePrefix, type Prefix } from '../base/prefix.ts';
import {
  FIRST_PRIORITY,
  gatewayWay,
  hostsAside,
  ruleForHosts,
  rulesAside,
  subnetWay,
} from '../doctor/own-way.ts';
import type { Change } from '../change/change.ts';
import { subnetsOf } from '../doctor/segments.ts';
import { tablesInUse } from '../doctor/tables-in-use.ts';
import type { HostSnapshot, RouteSnapshot, RuleSnapshot } from '../kernel/host.ts';
import type { Because, Draft } from './draft.ts';
import { RT_TABLE_MAIN } from '../wire/netlink/numbers.ts';

const FIRST_TABLE = 100;
const DEFAULT = '0.0.0.0/0';

/** Sources whose packets into a subnet, and beyond by its gateway, leave by one link. */
export type SourceWay = {
  readonly from: Prefix;
  readonly link: string;
  readonly subnet: Prefix;
  /** null: the one that the main table has in the subnet. */
  readonly gateway: Ipv4 | null;
};

/** A table for the link, and a rule that leads the sources to it; both are looked for before they are made. */
export function planWay(draft: Draft, way: SourceWay, because: Because): void {
  const { link, subnet } = way;
  if (!draft.isUp(link, because)) return;
  const source = sourceWords(way.from);
  const rule = ruleFor(draft.host, way.from, link);
  const ruled = rule?.table ?? null;
  const table = ruled ?? ownTable(draft.host, link) ?? freeTable(draft.host, link);
  const destination = formatPrefix(subnet);
  const { host } = draft;
  const own = host.addresses.some((one) => one.local === source && one.link === link) ? source : null;
  const leads = (to: string, via: string | null): boolean =>
    host.routes.some(
      (route) => route.table === table && route.destination === to && hopsTo(route, link, via),
    );
  if (!leads(destination, null)) draft.do(subnetWay({ table, link }, { destination, source: own }), because);
  const gateway = way.gateway ?? gatewayIn(host, subnet);
  // Rules of somebody else are left as they are.
  if (gateway !== null && (rule?.priority ?? FIRST_PRIORITY) >= FIRST_PRIORITY) {
    const from = sourceWords((rule && sourcesOf(rule)) ?? way.from);
    for (const aside of rulesAside({ from, table, index: indexOf(host, link) }))
      if (!hasAside(draft.host, aside))
        draft.do({ ...aside, priority: freePriority(draft.host, aside.priority) }, because);
  }
  if (gateway !== null) {
    const via = formatIpv4(gateway);
    const whole = wholeOf(draft, way);
    // With a narrower mask the rest of the segment is the gateway's, and not that of another link of the main table.
    for (const to of whole === destination ? [DEFAULT] : [whole, DEFAULT])
      if (!leads(to, via)) draft.do(gatewayWay({ table, link }, via, to), because);
  }
  if (ruled === null)
    draft.do(
      {
        do: 'add-rule',
        priority: freePriority(draft.host, FIRST_PRIORITY + indexOf(host, link)),
        from: source,
        table,
      },
      because,
    );
}

/** The segment around the subnet. */
function wholeOf({ scene }: Draft, { link, subnet }: SourceWay): string {
  const around = scene.segments.find(
    ({ prefix, links }) => contains(prefix, subnet.network) && links.some(({ name }) => name === link),
  );
  if (!around || around.prefix.length >= subnet.length) return formatPrefix(subnet);
  // Another address of the link has the whole of it, and its own way there.
  const own = scene.kernel.linkOf.get(link);
  const known = own && subnetsOf(own).some(({ prefix }) => isSame(prefix, around.prefix));
  return formatPrefix(known ? subnet : around.prefix);
}

function isSame(one: Prefix, other: Prefix): boolean {
  return one.network === other.network && one.length === other.length;
}

/** As rules are shown: an address alone, or a network. */
export function sourceWords(from: Prefix): string {
  return from.length === 32 ? formatIpv4(from.network) : formatPrefix(from);
}

function hopsTo({ nexthops }: RouteSnapshot, link: string, via: string | null): boolean {
  return nexthops.length === 1 && nexthops[0]!.link === link && nexthops[0]!.via === via;
}

/** The sources of the rule that leads these to a table in which there is no other link. */
export function ruledFor(host: HostSnapshot, from: Prefix, link: string): Prefix | null {
  const rule = ruleFor(host, from, link);
  return rule ? sourcesOf(rule) : null;
}

function ruleFor(host: HostSnapshot, from: Prefix, link: string): RuleSnapshot | null {
  const rule = host.rules.find((one) => {
    const sources = sourcesOf(one);
    return (
      isPlain(one) && sources !== null && sources.length <= from.length && contains(sources, from.network)
    );
  });
  return rule && rule.table !== RT_TABLE_MAIN && isOf(host, rule.table, link) ? rule : null;
}

function isPlain({ action, not, to, iif, oif, mark, suppressPrefixLength }: RuleSnapshot): boolean {
  const everything = to === null && iif === null && oif === null && mark === null;
  return action === 'lookup' && !not && everything && suppressPrefixLength === null;
}

/** null: from anywhere. */
function sourcesOf({ from }: RuleSnapshot): Prefix | null {
  if (from === null) return null;
  return parsePrefix(from.includes('/') ? from : `${from}/32`) ?? null;
}

function isOf(host: HostSnapshot, table: number, link: string): boolean {
  return host.routes
    .filter((route) => route.table === table)
    .every(({ nexthops }) => nexthops.every((hop) => hop.link === link));
}

/** The table that was made for the link, by the number this program gives it. */
function ownTable(host: HostSnapshot, link: string): number | null {
  const table = FIRST_TABLE + indexOf(host, link);
  const there = host.routes.some((route) => route.table === table);
  return there && isOf(host, table, link) ? table : null;
}

function freeTable(host: HostSnapshot, link: string): number {
  const used = tablesInUse(host);
  let table = FIRST_TABLE + indexOf(host, link);
  while (used.has(table)) table++;
  return table;
}

/** Before the way of an address of this host. */
export function planHosts(
  draft: Draft,
  way: SourceWay & { readonly links: readonly string[] },
  because: Because,
): void {
  const { host } = draft;
  if (hostsAside(host, way.subnet, way.links).length === 0) return;
  const rule = ruleForHosts(sourceWords(way.from), indexOf(host, way.link));
  if (!hasAside(host, rule)) draft.do({ ...rule, priority: freePriority(host, rule.priority) }, because);
}

function hasAside({ rules }: HostSnapshot, aside: Change<'add-rule'>): boolean {
  return rules.some(
    (rule) =>
      rule.table === aside.table &&
      rule.suppressPrefixLength === aside.suppress &&
      rule.from?.replace(/\/32$/, '') === aside.from,
  );
}

function freePriority(host: HostSnapshot, from: number): number {
  const used = new Set(host.rules.map(({ priority }) => priority));
  let priority = from;
  while (used.has(priority)) priority++;
  return priority;
}

function indexOf(host: HostSnapshot, link: string): number {
  return host.links.find(({ name }) => name === link)?.index ?? 0;
}

/** The main table's, or that of another table: a link that was down has lost its own, in main as well. */
function gatewayIn({ routes }: HostSnapshot, subnet: Prefix): Ipv4 | null {
  const defaults = routes.filter(({ destination }) => destination === DEFAULT);
  const inMain = defaults.filter(({ table }) => table === RT_TABLE_MAIN);
  for (const { via } of [...inMain, ...defaults].flatMap(({ nexthops }) => nexthops)) {
    const ip = parseIpv4(via ?? '');
    if (ip !== undefined && contains(subnet, ip)) return ip;
  }
  return null;
}
