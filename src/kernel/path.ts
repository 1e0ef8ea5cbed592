import { formatIpv4, isLoopbackIpv4, isMulticastIpv4, parseIpv4, type Ipv4 } from '../base/ipv4.ts';
import type { HostSnapshot } from './host.ts';
import { asKernel, type Kernel, type KernelLink } from './kernel.ts';
import { type ReasonCode, REASONS } from './reasons.ts';
import { addressType, fibLookup, holderOf, isZero, LIMITED_BROADCAST } from './routes.ts';
import { scopeNumber } from './scopes.ts';
import { selectAddress } from './select-address.ts';
import { decideSource, type Question } from './source.ts';
import { type KernelRoute, lookUp, NO_ROUTE } from './tables.ts';
import { describeRoute, type Trace } from './trace.ts';
import { no, type Verdict, yes } from './verdict.ts';
import { type WayOut, wayOut, waysOut } from './ways.ts';
import { RT_SCOPE_HOST, RT_SCOPE_LINK } from '../wire/netlink/numbers.ts';

/** The way of a packet that this host sends. */
export type Path = {
  readonly link: string;
  readonly nextHop: Ipv4;
  /** A gateway by IPv6 in place of `nextHop`, which neighbour discovery asks for; null: none. */
  readonly via6: string | null;
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
const LOOPBACK_IP = 0x7f000001;
/** Of 224.0.0.0/4. */
const GROUPS_LENGTH = 4;

/** The three questions: is it mine, is it connected, which route; and which address asks for the next hop. */
export function decidePath(wanted: PathWish, host: HostSnapshot | Kernel, trace?: Trace): Verdict<Path> {
  const kernel = 'snapshot' in host ? host : asKernel(host);
  // 0.0.0.0 as source is none, and as destination the sender itself (net/ipv4/route.c ip_route_output_key_hash_rcu).
  const from = wanted.from === 0 ? null : wanted.from;
  const to = wanted.to === 0 ? (from ?? LOOPBACK_IP) : wanted.to;
  if (from !== null && !canBeSource(kernel, from)) return no('path-foreign-source');
  if (wanted.to === 0) return yes('path-local', toMyself(kernel, { to, from, route: NO_ROUTE }));
  if (from !== null && isForMany(to)) return withoutRoute(kernel, { to, from }, trace);
  const route = fibLookup(kernel, { dst: to, src: from ?? 0, iif: LOOPBACK_INDEX, vrf: null });
  if (trace) tell(trace, to, route);
  if (route.refuses) return no('path-refused');
  if (route.type === 'none') return no('path-no-route');
  if (route.type === 'local') return yes('path-local', toMyself(kernel, { to, from, route }));
  const out = wayOut(kernel, route, from ?? 0);
  if (!out) return no('path-no-route');
  const source = from ?? sourceOf(kernel, out);
  const { link } = out.hop;
  const way: Way = {
    to,
    link,
    nextHop: nextHopOf(to, out),
    via6: via6Of(to, out),
    source,
    many: isMany(to, route),
  };
  const ways = waysOut(kernel, route, from ?? 0).length;
  return along(kernel, { ...way, route: describeRoute(out.route), ways }, trace);
}

type Way = {
  readonly to: Ipv4;
  readonly link: KernelLink;
  readonly nextHop: Ipv4;
  readonly via6: string | null;
  readonly source: Ipv4;
  /** The packet is for a group or for all of a network. */
  readonly many: boolean;
};

/** The last checks, and the question for the next hop (net/ipv4/route.c __mkroute_output). */
function along(
  kernel: Kernel,
  way: Way & { readonly route: string; readonly ways: number },
  trace?: Trace,
): Verdict<Path> {
  const { link, nextHop, via6, source, route, ways } = way;
  if (isLoopbackIpv4(source) && !link.loopback && link.conf.route_localnet === 0)
    return no('path-loopback-source');
  const reason = reasonOf(kernel, way);
  const asking = { link: link.name, target: nextHop, packetSource: source };
  const question: Verdict<Question> = ASKS.has(reason)
    ? decideSource(asking, kernel, trace)
    : no('source-link-silent');
  return yes(reason, { link: link.name, nextHop, via6, source, route, ways, question });
}

const ASKS: ReadonlySet<ReasonCode> = new Set(['path-connected', 'path-gateway']);

function canBeSource(kernel: Kernel, from: Ipv4): boolean {
  if (isMulticastIpv4(from) || from === LIMITED_BROADCAST || isZero(kernel, from)) return false;
  return kernel.configured.has(from | 0) || lookUp(kernel.local, from).type === 'local';
}

function isForMany(to: Ipv4): boolean {
  return isMulticastIpv4(to) || to === LIMITED_BROADCAST;
}

function isMany(to: Ipv4, route: KernelRoute): boolean {
  return isForMany(to) || route.type === 'broadcast';
}

/** What is for many leaves by the link that has the source, and no route is asked. */
function withoutRoute(
  kernel: Kernel,
  { to, from }: { readonly to: Ipv4; readonly from: Ipv4 },
  trace?: Trace,
): Verdict<Path> {
  const link = holderOf(kernel, from);
  if (!link) return no('path-foreign-source');
  const held = `${formatIpv4(from)} is held by ${link.name}`;
  trace?.push({ question: `Which link has ${formatIpv4(from)}?`, answer: link.name, settings: [] });
  return along(
    kernel,
    { to, link, nextHop: to, via6: null, source: from, many: true, route: held, ways: 1 },
    trace,
  );
}

/** Through lo, with the source that the local route prefers. */
function toMyself(
  kernel: Kernel,
  { to, from, route }: { readonly to: Ipv4; readonly from: Ipv4 | null; readonly route: KernelRoute },
): Path {
  const preferred = parseIpv4(route.snapshot?.source ?? '') ?? to;
  return {
    link: kernel.links[0]!.name,
    nextHop: to,
    via6: null,
    source: from ?? preferred,
    route: describeRoute(route),
    ways: 1,
    question: no('source-link-silent'),
  };
}

/** A broadcast goes to no gateway, and a group to none of a route that is shorter than that of all groups. */
function via6Of(to: Ipv4, { hop, route }: WayOut): string | null {
  return isPast(to, route) ? null : hop.via6;
}

function nextHopOf(to: Ipv4, { hop, route }: WayOut): Ipv4 {
  return isPast(to, route) ? to : (hop.via ?? to);
}

function isPast(to: Ipv4, route: KernelRoute): boolean {
  if (to === LIMITED_BROADCAST || route.type === 'broadcast') return true;
  return isMulticastIpv4(to) && route.length < GROUPS_LENGTH;
}

/** The route's own source, else an address of the link towards the gateway (net/ipv4/fib_semantics.c fib_result_prefsrc). */
function sourceOf(kernel: Kernel, { hop, route }: WayOut): Ipv4 {
  const preferred = route.snapshot?.source;
  if (preferred) return parseIpv4(preferred) ?? 0;
  const scope = scopeNumber(route.snapshot?.scope ?? 'global');
  const young = kernel.youngObjects && route.snapshot?.object !== undefined;
  // One wider than that of the next hop itself, which is host without a gateway and link with one.
  const own = (hop.via === null ? RT_SCOPE_HOST : RT_SCOPE_LINK) - 1;
  return selectAddress(kernel, { link: hop.link, target: hop.via, scope: young ? own : scope }).ip;
}

function reasonOf(kernel: Kernel, { to, link, nextHop, via6, many }: Way): ReasonCode {
  if (via6 !== null) return 'path-gateway6';
  const type = addressType(kernel, nextHop, link);
  if ((many && nextHop === to) || type === 'broadcast' || type === 'multicast') return 'path-many';
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
  const via = route.hops[0]?.via6 ?? route.hops[0]?.via ?? null;
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
