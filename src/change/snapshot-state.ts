import type { ConfName, NeighName } from '../kernel/conf.ts';
import type {
  AddressSnapshot,
  HostSnapshot,
  LinkSnapshot,
  NeighbourSnapshot,
  PublishedSnapshot,
  RouteSnapshot,
  RuleSnapshot,
} from '../kernel/host.ts';
import { orderedGuard } from '../kernel/guard.ts';
import { isMade } from './entry-again.ts';
import { type HostState, type Item, type ItemKind, splitKey, type Values } from './state.ts';
import type { Touched } from './touched.ts';
import { confIn, limitIn, neighIn } from './value-in.ts';

/** The lists of a snapshot that hold what each kind of item is. */
export type Entries = {
  readonly address: AddressSnapshot;
  readonly route: RouteSnapshot;
  readonly rule: RuleSnapshot;
  readonly neighbour: NeighbourSnapshot;
  readonly published: PublishedSnapshot;
};

export type SnapshotItem<K extends ItemKind> = Item & { readonly entry: Entries[K] };

/** What of a snapshot changes of ours reach; plain JSON. */
export interface SnapshotState extends HostState {
  readonly links: readonly LinkSnapshot[];
  readonly items: { readonly [K in ItemKind]: readonly SnapshotItem<K>[] };
}

export function stateOf(host: HostSnapshot, touched: Touched): SnapshotState {
  const names = new Set(touched.links);
  const links = host.links.filter(({ name }) => names.has(name));
  const there = new Set(links.map(({ name }) => name));
  const indexOf = new Map(host.links.map(({ name, index }) => [name, index]));
  const on = (link: string | null): readonly number[] => (link === null ? [0] : [indexOf.get(link) ?? -1]);
  const isOn = ({ link }: { readonly link: string | null }): boolean =>
    link === null ? touched.wildcards : there.has(link);
  return {
    touched,
    links,
    items: {
      address: host.addresses.filter(isOn).map((entry) => ({
        key: JSON.stringify(entry),
        group: entry.link,
        indexes: on(entry.link),
        spoken: `${entry.local}/${entry.prefixLength}`,
        entry,
      })),
      route: routesOn(host, there, touched).map((entry) => ({
        key: routeKey(entry),
        group: routeGroup(entry),
        indexes: entry.nexthops.flatMap(({ link }) => on(link)),
        spoken: null,
        entry,
      })),
      rule: (touched.rules ? host.rules : []).map((entry) => ({
        key: JSON.stringify(entry),
        group: String(entry.priority),
        indexes: [],
        spoken: null,
        entry,
      })),
      neighbour: host.neighbours
        .filter((entry) => isMade(entry) && isOn(entry))
        .map((entry) => ({
          key: neighbourKey(entry),
          group: `${entry.link} ${entry.ip}`,
          indexes: on(entry.link),
          spoken: null,
          entry,
        })),
      published: host.published.filter(isOn).map((entry) => ({
        key: `${entry.link ?? ''} ${entry.ip}`,
        group: `${entry.link ?? ''} ${entry.ip}`,
        indexes: on(entry.link),
        spoken: null,
        entry,
      })),
    },
    conf: named(touched.conf, (link, setting) => confIn(host, link, setting as ConfName)),
    neigh: named(touched.neigh, (link, setting) => neighIn(host, link, setting as NeighName)),
    thresholds: present(touched.thresholds.map((name) => [name, limitIn(host, name)])),
    plain: present(touched.plain.map((name) => [name, (host.plain as Values | undefined)?.[name]])),
    ...(touched.guard === true ? { guard: host.guard ? orderedGuard(host.guard) : null } : {}),
  };
}

/** With those of the same destination on other links: their order decides. */
function routesOn(
  { routes }: HostSnapshot,
  links: ReadonlySet<string>,
  touched: Touched,
): readonly RouteSnapshot[] {
  if (links.size === 0) return [];
  const sources = new Set(touched.sources);
  const reached = routes.filter(
    ({ nexthops, source }) =>
      nexthops.some(({ link }) => links.has(link)) || (source !== null && sources.has(source)),
  );
  const destinations = new Set(touched.destinations);
  const rivals = routes.filter(({ destination }) => destinations.has(destination));
  const groups = new Set([...reached, ...rivals].map(routeGroup));
  return routes.filter((route) => groups.has(routeGroup(route)));
}

function routeGroup({ table, destination, tos, metric }: RouteSnapshot): string {
  return `${table} ${destination} ${tos} ${metric}`;
}

/** Whether a next hop is alive is the kernel's own finding. */
function routeKey({ nexthops, ...route }: RouteSnapshot): string {
  return JSON.stringify([route, nexthops.map(({ link, via, via6, weight }) => [link, via, via6, weight])]);
}

/** The MAC and state of a managed entry are the kernel's own finding. */
function neighbourKey({ link, ip, mac, state, flags }: NeighbourSnapshot): string {
  return JSON.stringify(flags.includes('managed') ? [link, ip, flags] : [link, ip, flags, mac, state]);
}

function named(keys: readonly string[], of: (link: string, setting: string) => number | undefined): Values {
  return present(keys.map((key) => [key, of(...splitKey(key))]));
}

function present(values: readonly (readonly [string, number | undefined | null])[]): Values {
  return Object.fromEntries(values.filter(([, value]) => value !== undefined && value !== null)) as Values;
}
