import { formatIpv4, isMulticastIpv4, parseIpv4, type Ipv4 } from '../base/ipv4.ts';
import type { HostSnapshot } from './host.ts';
import { asKernel, type Kernel, type KernelLink } from './kernel.ts';
import { type ReasonCode, REASONS } from './reasons.ts';
import { addressType, fibLookup, LIMITED_BROADCAST } from './routes.ts';
import { scopeNumber } from './scopes.ts';
import { decideSource, type Question, selectAddress } from './source.ts';
import { type KernelRoute, lookUp } from './tables.ts';
import { describeRoute, type Trace } from './trace.ts';
import { no, type Verdict, yes } from './verdict.ts';

/** The way of a packet that this host sends. */
export type Path = {
  readonly link: string;
  readonly nextHop: Ipv4;
  /** The source address of the packet; 0 when the host has none to give. */
  readonly source: Ipv4;
  readonly route: string;
  /** How many next hops the route has; the kernel picks one by a hash. */
  readonly ways: number;
  /** The ARP request for the next hop, or why none is sent. */
  readonly question: Verdict<Question>;
};

export type PathWish = {
  readonly to: Ipv4;
  /** The source a program asked for; null: the kernel chooses. */
  readonly from: Ipv4 | null;
};

const LOOPBACK_INDEX = 1;

/** The three questions: is it mine, is it connected, which route; and which address asks for the next hop. */
export function decidePath(wanted: PathWish, host: HostSnapshot | Kernel, trace?: Trace): Verdict<Path> {
  const kernel = 'snapshot' in host ? host : asKernel(host);
  const { to, from } = wanted;
  if (from !== null && !isOurs(kernel, from)) return no('path-foreign-source');
  const route = fibLookup(kernel, { dst: to, src: from ?? 0, iif: LOOPBACK_INDEX, vrf: null });
  if (trace) tell(trace, to, route);
  if (route.refuses) return no('path-refused');
  const hop = route.hops[kernel.pick % Math.max(1, route.hops.length)];
  if (route.type === 'none' || !hop) return no('path-no-route');
  const link = route.type === 'local' ? kernel.links[0]! : hop.link;
  const nextHop = hop.via ?? to;
  const source = from ?? sourceOf(kernel, link, route);
  const question = decideSource({ link: link.name, target: nextHop, packetSource: source }, kernel, trace);
  return yes(reasonOf(kernel, { link, route, to, nextHop }), {
    link: link.name,
    nextHop,
    source: route.type === 'local' && from === null ? to : source,
    route: describeRoute(route),
    ways: route.hops.length,
    question: route.type === 'unicast' ? question : no('source-link-silent'),
  });
}

function isOurs(kernel: Kernel, ip: Ipv4): boolean {
  return kernel.configured.has(ip | 0) || lookUp(kernel.local, ip).type === 'local';
}

/** The route's own source, else an address of the link towards the gateway (net/ipv4/fib_semantics.c fib_result_prefsrc). */
function sourceOf(kernel: Kernel, link: KernelLink, route: KernelRoute): Ipv4 {
  const preferred = route.snapshot?.source;
  if (preferred) return parseIpv4(preferred) ?? 0;
  const scope = scopeNumber(route.snapshot?.scope ?? 'global');
  return selectAddress(kernel, { link, target: route.hops[0]?.via ?? null, scope }).ip;
}

function reasonOf(
  kernel: Kernel,
  found: { link: KernelLink; route: KernelRoute; to: Ipv4; nextHop: Ipv4 },
): ReasonCode {
  const { link, route, to, nextHop } = found;
  if (route.type === 'local') return 'path-local';
  if (isMulticastIpv4(to) || to === LIMITED_BROADCAST || addressType(kernel, to, link) === 'broadcast')
    return 'path-many';
  if (!link.arp || link.loopback) return 'path-no-question';
  return nextHop === to ? 'path-connected' : 'path-gateway';
}

function tell(trace: Trace, to: Ipv4, route: KernelRoute): void {
  const target = formatIpv4(to);
  const mine = route.type === 'local';
  trace.push({
    question: `Is ${target} mine?`,
    answer: mine ? `yes: ${describeRoute(route)}` : 'no',
    settings: [],
  });
  if (mine) return;
  const via = route.hops[0]?.via ?? null;
  const connected = route.type === 'unicast' && via === null;
  trace.push({
    question: `Is ${target} on a connected network?`,
    answer: connected ? `yes: ${describeRoute(route)}` : 'no',
    settings: [],
  });
  if (connected) return;
  const answer = route.refuses ? REASONS['path-refused'].sentence : describeRoute(route);
  trace.push({ question: 'Which route does it take?', answer, settings: [] });
}
