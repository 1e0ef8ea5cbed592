import type { HostSnapshot } from '../kernel/host.ts';
import { orderedGuard } from '../kernel/guard.ts';
import { isMade } from './entry-again.ts';

/**
 * What a person or program made of a host, without what comes and goes by itself: times, learned and resolving entries,
 * drawn values, marks that the kernel never takes back. Two hosts are configured the same when this is the same.
 */
export function canonical(host: HostSnapshot): unknown {
  const { links, addresses, routes, rules, neighbours, published, conf, neigh, table, plain } = host;
  const { guard = null } = host;
  return {
    links: links.map((link) => ({ ...link, carrier: null })),
    addresses: byLink(addresses).map(({ flags, label, ...address }) => ({
      ...address,
      label: label === address.link ? null : label,
      flags: flags.filter((flag) => flag !== 'permanent'),
    })),
    routes: byGroup(
      routes.map(({ nexthops, ...route }) => ({
        ...route,
        nexthops: nexthops.map(({ link, via, via6, weight }) => ({
          link,
          via,
          weight,
          ...(via6 === undefined ? {} : { via6 }),
        })),
      })),
    ),
    rules: rules.map((rule) => ({ ...rule, from: rule.from?.replace(/\/32$/, '') ?? null })),
    neighbours: neighbours
      .filter(isMade)
      .map(({ link, ip, mac, state, flags }) => ({ link, ip, mac, state, flags }))
      .toSorted(byText),
    published: published.toSorted(byText),
    conf,
    neigh: {
      default: neigh.default && drawn(neigh.default),
      links: Object.fromEntries(Object.entries(neigh.links).map(([link, one]) => [link, drawn(one)])),
    },
    table: { thresh1: table.thresh1, thresh2: table.thresh2, thresh3: table.thresh3 },
    plain: plain ?? null,
    guard: guard && orderedGuard(guard),
  };
}

function drawn<T extends { readonly reachable_time_ms?: number }>(one: T): Omit<T, 'reachable_time_ms'> {
  const { reachable_time_ms: _, ...rest } = one;
  return rest;
}

function byText(a: object, b: object): number {
  return JSON.stringify(a) < JSON.stringify(b) ? -1 : 1;
}

/** The order counts among the addresses of one link. */
function byLink<T extends { readonly link: string }>(addresses: readonly T[]): readonly T[] {
  return addresses.toSorted((a, b) => (a.link < b.link ? -1 : Number(a.link > b.link)));
}

/** The order counts among routes of the same destination, table, tos and metric. */
function byGroup<T extends Pick<HostSnapshot['routes'][number], 'table' | 'destination' | 'tos' | 'metric'>>(
  routes: readonly T[],
): readonly T[] {
  const key = ({ table, destination, tos, metric }: T): string => `${table} ${destination} ${tos} ${metric}`;
  return routes.toSorted((a, b) => (key(a) < key(b) ? -1 : Number(key(a) > key(b))));
}
