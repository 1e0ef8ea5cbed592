import type {
  ConfSnapshot,
  GuardSnapshot,
  HostSnapshot,
  LinkSnapshot,
  RouteSnapshot,
  RuleSnapshot,
} from '../kernel/host.ts';
import { liesHeld } from '../kernel/guard.ts';
import { withAddress, withoutAddress } from './address-changes.ts';
import { isByHand } from './entry-again.ts';
import { type Change, type RoutePlan, type RulePlan, type SystemChange, wholeNeighbour } from './change.ts';
import { withoutRoute } from './fib.ts';
import { withLinkDown, withLinkUp, withoutLink, withVlan } from './link-changes.ts';
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
      return { ...host, routes: withoutRoute(host.routes, change) };
    case 'add-rule': {
      const { priority, from, table, suppress = null } = change;
      const rule = { ...BLANK_RULE, priority, from, table, suppressPrefixLength: suppress };
      const rules = [...host.rules, rule].toSorted((a, b) => a.priority - b.priority);
      return { ...host, rules, sticky: { ...host.sticky, customRules: true } };
    }
    case 'remove-rule': {
      const gone = host.rules.find((rule) => isRule(rule, change));
      return { ...host, rules: host.rules.filter((rule) => rule !== gone) };
    }
    case 'publish': {
      const { ip, link } = change;
      if (isPublished(host, change)) return host;
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
    case 'set-guard':
      return withGuard(host, change.guard);
  }
}

/** What was learned of whoever may not speak goes with it; what was made by hand stays. */
function withGuard(host: HostSnapshot, guard: GuardSnapshot | null): HostSnapshot {
  const lies = guard === null || guard.mode === 'count' ? [] : liesHeld(guard, host.neighbours);
  const gone = new Set(lies.filter((entry) => !isByHand(entry)));
  return { ...host, guard, neighbours: host.neighbours.filter((entry) => !gone.has(entry)) };
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

/** One that is published on every link has that of each (net/core/neighbour.c pneigh_lookup). */
export function isPublished(
  { published }: HostSnapshot,
  { ip, link }: { readonly ip: string; readonly link: string | null },
): boolean {
  return published.some((one) => one.ip === ip && (one.link === null || one.link === link));
}

function isRule(rule: RuleSnapshot, { priority, from, table }: RulePlan): boolean {
  const bare = (selector: string | null): string | null => selector?.replace(/\/32$/, '') ?? null;
  return rule.priority === priority && rule.table === table && bare(rule.from) === bare(from);
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

function without<T extends { readonly link: string; readonly ip: string }>(
  entries: readonly T[],
  gone: { readonly link: string; readonly ip: string },
): readonly T[] {
  return entries.filter(({ link, ip }) => link !== gone.link || ip !== gone.ip);
}
