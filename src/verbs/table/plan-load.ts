import { formatIpv4, type Ipv4 } from '../../base/ipv4.ts';
import type { InterfaceFacts } from '../../ports/host.ts';
import type { Routing } from '../../ports/routing.ts';
import type { NeighbourEntry } from '../../ports/neighbours.ts';
import type { EthersLine } from '../../known/ethers.ts';
import type { BadLine } from '../../known/lines.ts';
import { homeOf, whyNoHostMac, whyNoNeighbour } from './place.ts';
import { Before, type Planned, planPublish, planSet } from './plan.ts';

export interface LoadWishes {
  /** null: each on the interface whose network its address is in. */
  readonly link: string | null;
  /** Take multicast MACs too. */
  readonly force: boolean;
}

export interface LoadPlan {
  readonly planned: readonly Planned[];
  readonly bad: readonly BadLine[];
}

/** An address with a name has one address by now. */
export type ResolvedLine = EthersLine & { readonly host: Ipv4 };

/** Each line as a change, or why it can be none. A pair that stands twice is taken once. */
export function planLoad(
  lines: readonly ResolvedLine[],
  there: {
    readonly entries: readonly NeighbourEntry[];
    readonly interfaces: readonly InterfaceFacts[];
    readonly routing?: Routing | undefined;
  },
  { link, force }: LoadWishes,
): LoadPlan {
  const before = new Before(there.entries);
  const taken = new Map<Ipv4, ResolvedLine>();
  const planned: Planned[] = [];
  const bad: BadLine[] = [];
  for (const one of lines) {
    const { line, mac, host: ip, temporary, publish } = one;
    const earlier = taken.get(ip);
    if (earlier && earlier.mac === mac && earlier.publish === publish) continue;
    const macFault = whyNoHostMac(mac);
    const place = link ?? homeOf(ip, there.interfaces, there.routing)?.name;
    const why =
      (earlier && `${formatIpv4(ip)} has another MAC in line ${earlier.line}`) ??
      (force && macFault?.includes('multicast') ? undefined : macFault) ??
      whyNoNeighbour(ip, there.interfaces) ??
      (place === undefined
        ? `${formatIpv4(ip)} is in the network of no interface: name one with -I`
        : undefined);
    if (why !== undefined || place === undefined) {
      bad.push({ line, why: why ?? '' });
      continue;
    }
    taken.set(ip, one);
    if (publish) planned.push(planPublish({ ip, link: place }, before, line));
    else {
      const state = temporary ? 'stale' : 'permanent';
      planned.push(
        planSet({ how: 'replace', link: place, ip, mac, state, flags: [], protocol: null }, before, line),
      );
    }
  }
  return { planned, bad };
}
