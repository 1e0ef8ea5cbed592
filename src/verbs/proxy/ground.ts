import { isLoopbackIpv4, isMulticastIpv4, type Ipv4, parseIpv4 } from '../../base/ipv4.ts';
import { lastOf, parsePrefix } from '../../base/prefix.ts';
import { type IpRange, normalizeRanges, TargetSet } from '../../base/target-set.ts';
import type { HostSnapshot } from '../../kernel/host.ts';
import { asKernel, type Kernel } from '../../kernel/kernel.ts';
import { fibLookup } from '../../kernel/routes.ts';

/** What an address is to a proxy on one link, by the wishes and the routes alone; `ours` may be answered for. */
export type GroundStanding =
  | 'not-in-nets'
  | 'excepted'
  | 'own'
  | 'no-host'
  | 'same-link'
  | 'no-route'
  | 'ours';

export interface GroundPart extends IpRange {
  readonly standing: GroundStanding;
  /** Where its packets leave; null when nowhere. */
  readonly via: string | null;
}

export interface GroundWish {
  readonly nets: readonly IpRange[];
  readonly excepted: readonly IpRange[];
  /** The link that is asked on. */
  readonly link: string;
  /** Also what is routed back to the link of the asker, or nowhere. */
  readonly any: boolean;
}

/** The standing of every address, as few pieces in order: a question costs one binary search. */
export class Ground {
  /** Of the nets, in order; neighbours with the same standing and way are one. */
  readonly parts: readonly GroundPart[];
  readonly ours: TargetSet;
  readonly #starts: Float64Array;
  readonly #standings: readonly GroundStanding[];

  constructor(parts: readonly GroundPart[]) {
    this.parts = parts;
    this.ours = TargetSet.of(parts.filter(({ standing }) => standing === 'ours'));
    const starts: number[] = [-1];
    const standings: GroundStanding[] = ['not-in-nets'];
    for (const { first, last, standing } of parts) {
      if (starts.at(-1) === first) {
        starts.pop();
        standings.pop();
      }
      starts.push(first, last + 1);
      standings.push(standing, 'not-in-nets');
    }
    this.#starts = Float64Array.from(starts);
    this.#standings = standings;
  }

  standingOf(ip: Ipv4): GroundStanding {
    const starts = this.#starts;
    let low = 0;
    let high = starts.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (starts[middle]! <= ip) low = middle + 1;
      else high = middle;
    }
    return this.#standings[low - 1]!;
  }

  sizeOf(standing: GroundStanding): number {
    return this.parts
      .filter((part) => part.standing === standing)
      .reduce((sum, { first, last }) => sum + (last - first + 1), 0);
  }
}

/** 0/8, 127/8 and 224/3 hold no hosts (RFC 1122 3.2.1.3, RFC 1112 4). */
const NO_HOSTS = [0x01000000, 0x7f000000, 0x80000000, 0xe0000000];

/** Cuts the nets where the answer can change, and looks once in each piece. */
export function groundOf(wish: GroundWish, host: HostSnapshot): Ground {
  const kernel = asKernel(host);
  const excepted = TargetSet.of(wish.excepted);
  const cuts = cutsOf(host, wish.excepted);
  const parts: { first: Ipv4; last: Ipv4; standing: GroundStanding; via: string | null }[] = [];
  for (const { first, last } of normalizeRanges(wish.nets)) {
    let at = first;
    let next = firstAbove(cuts, first);
    while (at <= last) {
      while (next < cuts.length && cuts[next]! <= at) next++;
      const end = Math.min(last, (cuts[next] ?? Number.POSITIVE_INFINITY) - 1);
      const found = excepted.has(at) ? { standing: 'excepted' as const, via: null } : judge(kernel, wish, at);
      const before = parts.at(-1);
      if (before?.last === at - 1 && before.standing === found.standing && before.via === found.via)
        before.last = end;
      else parts.push({ first: at, last: end, ...found });
      at = end + 1;
    }
  }
  return new Ground(parts);
}

function cutsOf(host: HostSnapshot, excepted: readonly IpRange[]): readonly number[] {
  const cuts = new Set<number>(NO_HOSTS);
  const cut = ({ first, last }: IpRange): void => {
    cuts.add(first);
    cuts.add(last + 1);
  };
  const prefix = (text: string | null): void => {
    const found = text === null ? undefined : parsePrefix(text.includes('/') ? text : `${text}/32`);
    if (found) cut({ first: found.network, last: lastOf(found) });
  };
  for (const range of excepted) cut(range);
  for (const { destination } of host.routes) prefix(destination);
  for (const { to } of host.rules) prefix(to);
  for (const { local } of host.addresses) {
    const ip = parseIpv4(local);
    if (ip !== undefined) cut({ first: ip, last: ip });
  }
  return [...cuts].toSorted((a, b) => a - b);
}

function firstAbove(cuts: readonly number[], ip: number): number {
  let low = 0;
  let high = cuts.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (cuts[middle]! <= ip) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** As a packet that came in by the link is routed, whoever sent it: rules for single senders are not asked. */
function judge(
  kernel: Kernel,
  wish: GroundWish,
  ip: Ipv4,
): { readonly standing: GroundStanding; readonly via: string | null } {
  const link = kernel.linkOf.get(wish.link);
  if (ip >>> 24 === 0 || isLoopbackIpv4(ip) || isMulticastIpv4(ip) || ip >>> 28 === 15)
    return { standing: 'no-host', via: null };
  if (kernel.configured.has(ip | 0)) return { standing: 'own', via: null };
  const flow = { dst: ip, src: 0, iif: link?.index ?? 0, vrf: link?.vrf ?? null };
  const route = fibLookup(kernel, flow);
  if (route.type === 'local') return { standing: 'own', via: null };
  if (route.type === 'broadcast' || route.type === 'multicast' || route.type === 'anycast')
    return { standing: 'no-host', via: null };
  const hops = route.type === 'unicast' && !route.refuses ? route.hops : [];
  const via = hops.length === 0 ? null : [...new Set(hops.map((hop) => hop.link.name))].join(' ');
  if (wish.any) return { standing: 'ours', via };
  if (via === null) return { standing: 'no-route', via };
  return { standing: hops.some((hop) => hop.link.name === wish.link) ? 'same-link' : 'ours', via };
}
