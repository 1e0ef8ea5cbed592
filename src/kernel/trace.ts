import { type Combine, type ConfName, combined } from './conf.ts';
import type { RouteSnapshot } from './host.ts';
import type { Kernel, KernelLink } from './kernel.ts';
import type { KernelRoute } from './tables.ts';

/** One step of a decision, for people who want to follow it. */
export type TraceStep = {
  readonly question: string;
  readonly answer: string;
  /** The settings that made the answer. */
  readonly settings: readonly SettingUse[];
};

/** A setting that took part in a decision, and how its values were joined. */
export type SettingUse = {
  /** `net.ipv4.conf.*.arp_ignore`: the star stands for all and the link. */
  readonly name: string;
  readonly link: string;
  readonly combine: Combine;
  /** null when conf/all is not asked */
  readonly all: number | null;
  readonly own: number;
  /** What comes of both; a value without a meaning has become 0. */
  readonly value: number;
};

export type Trace = TraceStep[];

export function settingUse(kernel: Kernel, link: KernelLink, name: ConfName): SettingUse {
  const { conf } = kernel.snapshot;
  const of = { all: conf.all, link: conf.links[link.name] ?? {} };
  const { combine, all, link: own, value } = combined(name, of, kernel.version);
  const star = combine === 'link' ? link.name : '*';
  return {
    name: `net.ipv4.conf.${star}.${name}`,
    link: link.name,
    combine,
    all: combine === 'link' ? null : all,
    own,
    value,
  };
}

export function neighUse(link: KernelLink, setting: { name: string; value: number }): SettingUse {
  const { name, value } = setting;
  return {
    name: `net.ipv4.neigh.${link.name}.${name}`,
    link: link.name,
    combine: 'link',
    all: null,
    own: value,
    value,
  };
}

/** `10.0.0.0/24 dev e1 table 254`, `no route` */
export function describeRoute(route: KernelRoute | undefined): string {
  if (!route) return 'not looked up';
  if (route.snapshot === null) return route.refuses ? 'refused by a rule' : 'no route';
  return describeSnapshot(route.snapshot);
}

function gatewayOf({ via, via6 }: RouteSnapshot['nexthops'][number]): string {
  if (via6 !== undefined) return ` via inet6 ${via6}`;
  return via === null ? '' : ` via ${via}`;
}

function describeSnapshot(route: RouteSnapshot): string {
  const type = route.type === 'unicast' ? '' : `${route.type} `;
  const hops = route.nexthops.map((hop) => `${gatewayOf(hop)} dev ${hop.link}`);
  const several = hops.length > 1 ? ` (one of ${hops.length} next hops)` : '';
  return `${type}${route.destination}${hops[0] ?? ''}${several} table ${route.table}`;
}
