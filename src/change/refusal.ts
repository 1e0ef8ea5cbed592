import { insertAddress } from '../kernel/address-list.ts';
import type { HostSnapshot } from '../kernel/host.ts';
import { isReached, routeTaken } from './fib.ts';
import type { Change, RoutePlan, SystemChange } from './change.ts';

/** What the kernel says to a change that cannot be on the host, as an errno's name; null: it takes it, as far as a snapshot tells. */
export function refusalOf(host: HostSnapshot, change: SystemChange): string | null {
  const absent = absentLink(host, change);
  if (absent !== null) return absent;
  switch (change.do) {
    case 'set-threshold':
    case 'set-gc-interval':
      return host.initial === false ? 'ENOENT' : null;
    case 'add-address':
      return addressRefusal(host, change);
    case 'remove-address':
      return host.addresses.some(
        ({ link, local, prefixLength, peer }) =>
          link === change.link &&
          local === change.local &&
          prefixLength === change.prefixLength &&
          peer === change.peer,
      )
        ? null
        : 'EADDRNOTAVAIL';
    case 'add-route':
      return routeRefusal(host, change);
    case 'remove-route':
      return routeTaken(host.routes, change) === undefined ? 'ESRCH' : null;
    case 'add-rule':
      return hasRule(host, change) ? 'EEXIST' : null;
    case 'remove-rule':
      return hasRule(host, change) ? null : 'ENOENT';
    case 'remove-neighbour':
      return host.neighbours.some(({ link, ip }) => link === change.link && ip === change.ip)
        ? null
        : 'ENOENT';
    case 'unpublish':
      return host.published.some(({ link, ip }) => link === change.link && ip === change.ip)
        ? null
        : 'ENOENT';
    case 'add-vlan':
      return host.links.some(({ name }) => name === change.link) ? 'EEXIST' : null;
    default:
      return null;
  }
}

function absentLink(host: HostSnapshot, change: SystemChange): string | null {
  const isThere = (link: string): boolean => host.links.some(({ name }) => name === link);
  switch (change.do) {
    case 'set-conf':
      return change.link === 'all' || change.link === 'default' || isThere(change.link) ? null : 'ENOENT';
    case 'set-neigh':
      // Only the machine's first namespace has defaults.
      if (change.link === 'default') return host.neigh.default === null ? 'ENOENT' : null;
      return isThere(change.link) ? null : 'ENODEV';
    case 'add-vlan':
      return isThere(change.parent) ? null : 'ENODEV';
    default:
      return 'link' in change && change.link !== null && !isThere(change.link) ? 'ENODEV' : null;
  }
}

function addressRefusal(host: HostSnapshot, change: Change<'add-address'>): string | null {
  const { link, local, prefixLength, peer, scope, label } = change;
  const blank = { secondary: false, broadcast: null, flags: [] };
  const there = host.addresses.filter((address) => address.link === link);
  const grown = insertAddress(there, { link, local, prefixLength, peer, scope, label, ...blank });
  if (grown === 'exists') return 'EEXIST';
  return typeof grown === 'string' ? 'EINVAL' : null;
}

function routeRefusal(host: HostSnapshot, plan: RoutePlan): string | null {
  const { link, via, onlink = false } = plan;
  if (!host.links.some(({ name, up }) => name === link && up)) return 'ENETDOWN';
  if (via !== null && !onlink && !isReached(host.routes, { link, via })) return 'ENETUNREACH';
  return !plan.append && sameRoutes(host, plan).length > 0 ? 'EEXIST' : null;
}

/** The kernel takes one route for a destination and metric; a second one has to be appended. */
function sameRoutes(
  { routes }: HostSnapshot,
  { table, destination, metric = 0 }: RoutePlan,
): HostSnapshot['routes'] {
  return routes.filter(
    (route) =>
      route.table === table &&
      route.destination === destination &&
      route.metric === metric &&
      route.tos === 0,
  );
}

function hasRule({ rules }: HostSnapshot, wanted: Change<'add-rule' | 'remove-rule'>): boolean {
  return rules.some(
    ({ priority, table, from }) =>
      priority === wanted.priority && table === wanted.table && whole(from) === whole(wanted.from),
  );
}

function whole(selector: string | null): string | null {
  return selector?.replace(/\/32$/, '') ?? null;
}
