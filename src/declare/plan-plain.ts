import { formatIpv4, type Ipv4 } from '../base/ipv4.ts';
import { formatMac } from '../base/mac.ts';
import { contains, formatPrefix, prefixOf } from '../base/prefix.ts';
import { parseIpv4 } from '../base/ipv4.ts';
import type { AddressPlan, Change, RoutePlan, SystemChange, Threshold } from '../change/change.ts';
import { routeAgain } from '../change/again.ts';
import { farEnd } from '../kernel/address-list.ts';
import { NEIGH, type NeighName } from '../kernel/conf.ts';
import type { AddressSnapshot, HostSnapshot, RouteSnapshot } from '../kernel/host.ts';
import { scopeNumber } from '../kernel/scopes.ts';
import type {
  DeclaredAddress,
  DeclaredMac,
  DeclaredNeighbour,
  DeclaredRoute,
  DeclaredTimer,
} from './declaration.ts';
import { differences } from './address-form.ts';
import type { Draft } from './draft.ts';
import { remove } from './plan-vip.ts';

export function planMacs(draft: Draft, macs: readonly DeclaredMac[]): void {
  for (const { link, mac, line } of macs) {
    const change: SystemChange = { do: 'set-mac', link, mac: formatMac(mac) };
    draft.replace(change, [], {
      why: `${link} gets a MAC of its own: a switch learns one port for each MAC.`,
      line,
    });
  }
}

export function planTimers(draft: Draft, timers: readonly DeclaredTimer[]): void {
  for (const { setting, value, links, line } of timers) {
    const why =
      setting in NEIGH ? `${NEIGH[setting as NeighName].meaning}.` : 'how many entries the table keeps.';
    if (!(setting in NEIGH)) {
      draft.do({ do: 'set-threshold', setting: setting as Threshold, value }, { why, line });
      continue;
    }
    const named = links.length > 0 ? links.map((link) => link.value) : everywhere(draft.host);
    for (const link of named)
      draft.do({ do: 'set-neigh', link, setting: setting as NeighName, value }, { why, line });
  }
}

function everywhere({ links, neigh }: HostSnapshot): readonly string[] {
  const own = links.filter((link) => !link.loopback && neigh.links[link.name]).map(({ name }) => name);
  return neigh.default === null ? own : ['default', ...own];
}

export function planAddresses(draft: Draft, addresses: readonly DeclaredAddress[]): void {
  for (const wanted of addresses) planAddress(draft, wanted);
}

function planAddress(draft: Draft, { address, link, peer, scope, label, line }: DeclaredAddress): void {
  const local = formatIpv4(address.local);
  const far = peer === null ? null : formatIpv4(peer);
  const because = { why: `declared for ${link.value}.`, line };
  const there = draft.host.addresses.filter((one) => one.local === local);
  const here = there.find((one) => one.link === link.value);
  const plan: AddressPlan = {
    link: link.value,
    local,
    prefixLength: address.length,
    peer: far,
    scope: scope ?? here?.scope ?? 'global',
    label: label ?? here?.label ?? link.value,
  };
  const isSame = (one: AddressSnapshot): boolean =>
    one.link === plan.link &&
    one.prefixLength === plan.prefixLength &&
    one.peer === far &&
    scopeNumber(one.scope) === scopeNumber(plan.scope) &&
    (label === null || one.label === label);
  const other = there.some(isSame) ? undefined : inTheWay(draft.host, plan);
  if (other) {
    const network = formatPrefix(prefixOf(farEnd(other), other.prefixLength));
    const sentence = `${local} cannot have scope ${plan.scope} on ${plan.link}: ${other.local} is there with scope ${other.scope}, and in one network (${network}) the kernel takes one scope.`;
    draft.warn('cannot', sentence, line);
    return;
  }
  for (const one of there) {
    if (isSame(one)) continue;
    const moved = one.link !== plan.link;
    remove(draft, one, {
      instead: { do: 'add-address', ...plan },
      why: moved
        ? `it is declared for ${plan.link}, not for ${one.link}.`
        : `${one.link} has it with ${differences(one, plan)}: it goes and comes again as declared.`,
      line,
    });
  }
  draft.do({ do: 'add-address', ...plan }, because);
}

/** Another address of the same network with another scope (net/ipv4/devinet.c __inet_insert_ifa). */
function inTheWay({ addresses }: HostSnapshot, plan: AddressPlan): AddressSnapshot | undefined {
  const { prefixLength, local, peer } = plan;
  const network = prefixOf(parseIpv4(peer ?? local) ?? 0, prefixLength);
  return addresses.find(
    (one) =>
      one.link === plan.link &&
      one.local !== local &&
      one.prefixLength === prefixLength &&
      contains(network, farEnd(one)) &&
      scopeNumber(one.scope) !== scopeNumber(plan.scope),
  );
}

export function planRoutes(draft: Draft, routes: readonly DeclaredRoute[]): void {
  let there = routesByDestination(draft.host);
  const fresh = new Map<string, { readonly plan: Change<'add-route'>; readonly line: number | null }>();
  const add = (): void => {
    const plans = [...fresh.values()].map(({ plan }) => plan);
    draft.addRoutes(plans, ({ destination }) => ({ why: 'declared.', line: fresh.get(destination)!.line }));
    fresh.clear();
  };
  for (const wanted of routes) {
    const plan = routePlan(draft.host, wanted);
    if (plan === null) continue;
    const { line } = wanted;
    const known = there.get(plan.destination);
    if (known?.some((route) => fits(route, plan))) continue;
    if (known || fresh.has(plan.destination)) {
      add();
      planRoute(draft, plan, line);
      // Seldom, and what is there is another list now.
      there = routesByDestination(draft.host);
    } else fresh.set(plan.destination, { plan: { do: 'add-route', ...plan }, line });
  }
  add();
}

function routesByDestination({ routes }: HostSnapshot): ReadonlyMap<string, readonly RouteSnapshot[]> {
  const found = new Map<string, RouteSnapshot[]>();
  for (const route of routes) {
    const there = found.get(route.destination);
    if (there) there.push(route);
    else found.set(route.destination, [route]);
  }
  return found;
}

/** The one route that would be made, among those that could be in its place. */
function fits(route: RouteSnapshot, { link, via, source, ...plan }: RoutePlan): boolean {
  return (
    isRival(route, plan) &&
    route.nexthops.length === 1 &&
    route.nexthops[0]!.link === link &&
    route.nexthops[0]!.via === via &&
    (source === null || route.source === source)
  );
}

function isRival(route: RouteSnapshot, plan: Pick<RoutePlan, 'table' | 'destination' | 'metric'>): boolean {
  return (
    route.table === plan.table &&
    route.destination === plan.destination &&
    route.metric === (plan.metric ?? 0) &&
    route.tos === 0 &&
    route.type !== 'broadcast'
  );
}

/** null: no link leads to its gateway. */
function routePlan(host: HostSnapshot, wanted: DeclaredRoute): RoutePlan | null {
  const { table, metric, onlink } = wanted;
  const link = wanted.link?.value ?? linkOf(host, wanted.via ?? 0);
  if (link === null) return null;
  return {
    table,
    destination: formatPrefix(wanted.to),
    link,
    via: wanted.via === null ? null : formatIpv4(wanted.via),
    source: wanted.source === null ? null : formatIpv4(wanted.source),
    ...(metric === 0 ? {} : { metric }),
    ...(onlink ? { onlink: true } : {}),
  };
}

/** Where there are routes to the same destination already. */
function planRoute(draft: Draft, plan: RoutePlan, line: number | null): void {
  const { destination } = plan;
  const there = draft.host.routes.filter((route) => isRival(route, plan));
  if (there.some((route) => fits(route, plan))) return;
  for (const route of there) {
    const [again] = routeAgain(draft.host, route);
    if (again?.do !== 'add-route') {
      draft.warn(
        'cannot',
        `The route to ${destination} that is there cannot be made again by an undo, so it stays.`,
        line,
      );
      return;
    }
    draft.do({ ...again, do: 'remove-route' }, { why: `another way to ${destination} is declared.`, line });
  }
  draft.do({ do: 'add-route', ...plan }, { why: 'declared.', line });
}

/** The link in whose subnet a gateway lies: the narrowest one. */
export function linkOf(host: HostSnapshot, gateway: Ipv4): string | null {
  const around = host.addresses.filter(
    (address) =>
      address.prefixLength < 32 &&
      address.local !== formatIpv4(gateway) &&
      contains(prefixOf(farEnd(address), address.prefixLength), gateway) &&
      parseIpv4(address.local) !== undefined,
  );
  const [narrowest] = around.toSorted((a, b) => b.prefixLength - a.prefixLength);
  return narrowest?.link ?? null;
}

export function planNeighbours(draft: Draft, neighbours: readonly DeclaredNeighbour[]): void {
  for (const { ip, mac, link, line } of neighbours)
    draft.do(
      { do: 'set-neighbour', link: link.value, ip: formatIpv4(ip), mac: formatMac(mac) },
      { why: 'declared: nothing that is heard changes it.', line },
    );
}
