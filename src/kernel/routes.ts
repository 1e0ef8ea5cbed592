import { isLoopbackIpv4, isMulticastIpv4, type Ipv4 } from '../base/ipv4.ts';
import type { RouteType } from './host.ts';
import type { Kernel, KernelLink } from './kernel.ts';
import type { ReasonCode } from './reasons.ts';
import { type KernelRoute, lookUp, NO_ROUTE, REFUSED_BY_RULE, type RouteTable } from './tables.ts';
import { wayOut } from './ways.ts';

export const LIMITED_BROADCAST = 0xffffffff;
const LOOPBACK_INDEX = 1;

export type Flow = {
  readonly dst: Ipv4;
  readonly src: Ipv4;
  /** The index of the link it came in by; 1 (lo) for what this host sends. */
  readonly iif: number;
  readonly vrf: KernelLink['vrf'];
};

/**
 * The route of a packet: by the rules once there were any, else local and main as one table, and default where those say
 * nothing; a refusing route is an answer in newer kernels (include/net/ip_fib.h fib_lookup, net/ipv4/fib_rules.c
 * __fib_lookup).
 */
export function fibLookup(kernel: Kernel, flow: Flow): KernelRoute {
  if (kernel.customRules) return lookUpByRules(kernel, flow);
  const route = lookUp(kernel.first, flow.dst);
  if (route.type === 'none') return lookUp(kernel.last, flow.dst);
  if (!route.refuses || kernel.follows.refusalEndsLookup) return route;
  const last = lookUp(kernel.last, flow.dst);
  return last.type === 'none' ? route : last;
}

function lookUpByRules(kernel: Kernel, flow: Flow): KernelRoute {
  const { rules } = kernel;
  let at = 0;
  while (at < rules.length) {
    const rule = rules[at]!;
    const met = isMet(rule, flow);
    if (met && rule.action === 'goto' && rule.jump > at) {
      at = rule.jump;
      continue;
    }
    at++;
    if (!met || rule.action === 'goto' || rule.action === 'nop') continue;
    if (rule.action !== 'lookup') return REFUSED_BY_RULE;
    const table = kernel.tables.get(rule.l3mdev ? (flow.vrf?.table ?? 0) : rule.table);
    if (!table) continue;
    const route = lookUp(table, flow.dst);
    if (route.refuses) return route;
    if (route.type !== 'none' && route.length > rule.suppress) return route;
  }
  return NO_ROUTE;
}

function isMet(rule: Kernel['rules'][number], flow: Flow): boolean {
  const met = !rule.never && isForFlow(rule, flow);
  return met !== rule.not;
}

/** By addresses and links, whatever else the rule asks for and whether it is turned round. */
export function isForFlow(rule: Kernel['rules'][number], flow: Flow): boolean {
  return (
    (rule.iif === 0 || rule.iif === flow.iif) &&
    ((flow.src ^ rule.from.network) & rule.from.mask) === 0 &&
    ((flow.dst ^ rule.to.network) & rule.to.mask) === 0 &&
    (!rule.l3mdev || flow.vrf !== null)
  );
}

/** What an address is by the local table alone; `unicast` when it says nothing (net/ipv4/fib_frontend.c inet_addr_type_dev_table). */
export function addressType(kernel: Kernel, ip: Ipv4, link: KernelLink): RouteType {
  if (ip === 0 || ip === LIMITED_BROADCAST) return 'broadcast';
  if (isMulticastIpv4(ip)) return 'multicast';
  const route = lookUp(localTable(kernel, link), ip);
  return route.type === 'none' || route.refuses ? 'unicast' : route.type;
}

function localTable(kernel: Kernel, link: KernelLink): RouteTable {
  return link.vrf === null ? kernel.local : (kernel.tables.get(link.vrf.table) ?? []);
}

/** Where a frame would go by its addresses. */
export type Inward =
  | { readonly kind: 'local' }
  | { readonly kind: 'forward'; readonly out: KernelLink }
  | { readonly kind: 'refused'; readonly reason: ReasonCode };

const LOCAL: Inward = { kind: 'local' };

function refused(reason: ReasonCode): Inward {
  return { kind: 'refused', reason };
}

/** Notes what a look-up found, for people who want to follow the decision. */
export type Notes = {
  route?: KernelRoute;
  back?: KernelRoute | 'own-addresses-only' | 'accepted';
};

/** The route of an ARP question from `src` for `dst` (net/ipv4/route.c ip_route_input_slow, __mkroute_input). */
export function routeInput(
  kernel: Kernel,
  heard: { readonly link: KernelLink; readonly src: Ipv4; readonly dst: Ipv4 },
  notes?: Notes,
): Inward {
  const { link, src, dst } = heard;
  const { conf } = link;
  if (isMulticastIpv4(src) || src === LIMITED_BROADCAST) return refused('sender-not-unicast');
  if (dst === LIMITED_BROADCAST) return refused('target-broadcast');
  if (isZero(kernel, src)) return refused('sender-zero-net');
  if (isZero(kernel, dst)) return refused('target-broadcast');
  if (conf.route_localnet === 0) {
    if (isLoopbackIpv4(dst)) return refused('target-loopback');
    if (isLoopbackIpv4(src)) return refused('sender-loopback');
  }
  const route = fibLookup(kernel, { dst, src, iif: link.index, vrf: link.vrf });
  if (notes) notes.route = route;
  if (route.refuses) return refused('route-refuses');
  if (route.type === 'none') return refused('no-route');
  if (route.type === 'broadcast') return refused('target-broadcast');
  if (route.type === 'local') {
    const refusal = refusalOfSender(kernel, { link, src, dst, out: null }, notes);
    return refusal === null ? LOCAL : refused(refusal);
  }
  if (conf.forwarding === 0) return refused('not-forwarding');
  if (route.type !== 'unicast') return refused('target-not-routable');
  const out = route.hops[kernel.pick % route.hops.length]!.link;
  const refusal = refusalOfSender(kernel, { link, src, dst, out }, notes);
  if (refusal !== null) return refused(refusal);
  if (out === link && conf.proxy_arp_pvlan === 0) return refused('same-link');
  return { kind: 'forward', out };
}

/** Addresses that are nobody's. */
export function isZero(kernel: Kernel, ip: Ipv4): boolean {
  return kernel.follows.zeroNetIsOrdinary ? ip === 0 : ip >>> 24 === 0;
}

type Checked = {
  readonly link: KernelLink;
  readonly src: Ipv4;
  readonly dst: Ipv4;
  /** null: the target is ours */
  readonly out: KernelLink | null;
};

/** Why a sender is not believed; null when it is (net/ipv4/fib_frontend.c fib_validate_source). */
export function refusalOfSender(kernel: Kernel, checked: Checked, notes?: Notes): ReasonCode | null {
  const { link, src, out } = checked;
  const { rp_filter: filter, accept_local: acceptLocal, send_redirects: redirects } = link.conf;
  const redirecting = out === link && redirects !== 0;
  if (filter === 0 && !redirecting && kernel.follows.fastSenderCheck && !kernel.realms) {
    if (acceptLocal !== 0) {
      if (notes) notes.back = 'accepted';
      return null;
    }
    if (!kernel.customLocal && !kernel.customRules) {
      if (notes) notes.back = 'own-addresses-only';
      return kernel.configured.has(src | 0) ? 'own-sender' : null;
    }
  }
  return refusalByRoute(kernel, checked, notes);
}

/** The full check: the route back, looked up with the ARP target as its source (__fib_validate_source). */
function refusalByRoute(kernel: Kernel, checked: Checked, notes?: Notes): ReasonCode | null {
  const { link, src, dst, out } = checked;
  const filter = link.conf.rp_filter;
  const back = fibLookup(kernel, {
    dst: src,
    src: dst,
    iif: out === null ? LOOPBACK_INDEX : out.index,
    vrf: link.vrf,
  });
  if (notes) notes.back = back;
  if (back.type === 'none' || back.refuses) return filter === 0 ? null : 'rp-filter-no-route';
  if (back.type !== 'unicast') {
    if (back.type !== 'local') return 'sender-not-reachable-kind';
    if (link.conf.accept_local === 0) return 'own-sender';
  }
  if (back.links.includes(link)) return null;
  if (link.addresses.length === 0) return filter === 0 ? null : 'rp-filter-unnumbered';
  return filter === 1 ? 'rp-filter-strict' : null;
}

/** Where an answer from `src` to `dst` would leave; undefined when it could not (net/ipv4/route.c ip_route_output_key_hash_rcu). */
export function routeOutput(
  kernel: Kernel,
  wanted: { readonly src: Ipv4; readonly dst: Ipv4; readonly vrf: KernelLink['vrf'] },
  notes?: Notes,
): KernelLink | undefined {
  const { src, dst, vrf } = wanted;
  // The VRF is the link it is bound to, and nothing leaves by one that is down.
  if (vrf !== null && kernel.linkOf.get(vrf.name)?.up !== true) return undefined;
  if (isMulticastIpv4(src) || src === LIMITED_BROADCAST) return undefined;
  if (isMulticastIpv4(dst) || dst === LIMITED_BROADCAST) return holderOf(kernel, src);
  if (!kernel.configured.has(src | 0) && lookUp(kernel.local, src).type !== 'local') return undefined;
  const route = fibLookup(kernel, { dst, src, iif: LOOPBACK_INDEX, vrf });
  if (notes) notes.route = route;
  if (route.type === 'none' || route.refuses) return undefined;
  if (route.type === 'local') return kernel.linkOf.get(vrf?.name ?? '') ?? kernel.links[0];
  const { link } = wayOut(kernel, route, src)!.hop;
  if (isLoopbackIpv4(src) && !link.loopback && link.conf.route_localnet === 0) return undefined;
  return link;
}

/** A link that has the address (of several the one that got it last, which is not known), else the one its local route names (net/ipv4/devinet.c __ip_dev_find). */
export function holderOf(kernel: Kernel, ip: Ipv4): KernelLink | undefined {
  if (!kernel.configured.has(ip | 0)) {
    const route = lookUp(kernel.local, ip);
    return route.type === 'local' ? route.hops[0]?.link : undefined;
  }
  const holders = kernel.links.filter((link) => link.addresses.some((address) => address.local === ip));
  return holders[kernel.turn % holders.length];
}
