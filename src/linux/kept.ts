import { readFileSync } from 'node:fs';
import { parseIpv4 } from '../base/ipv4.ts';
import { formatMac } from '../base/mac.ts';
import type { Touched } from '../doctor/touched.ts';
import type { Conf, Neigh } from '../kernel/host.ts';
import type { Kept } from '../ports/system.ts';
import { addressCodec, RTM_GETADDR } from '../wire/netlink/address.ts';
import { AF_INET } from '../wire/netlink/field.ts';
import { IFF_UP, linkCodec, RTEXT_FILTER_SKIP_STATS, RTM_GETLINK } from '../wire/netlink/link.ts';
import { NTF_PROXY, neighbourCodec, RTM_GETNEIGH } from '../wire/netlink/neighbour.ts';
import { RTM_GETROUTE, routeCodec } from '../wire/netlink/route.ts';
import { RTM_GETRULE, ruleCodec } from '../wire/netlink/rule.ts';
import { type Item, type ItemKind, itemOf, routeFacts } from './kept-item.ts';
import type { Netlink } from './netlink-socket.ts';
import { readLinks } from './snapshot-links.ts';
import { readTable } from './snapshot-neighbours.ts';
import { readConf } from './snapshot-settings.ts';

export const FORM = 'linux-1';

/** A link as far as changes of ours reach. */
export interface KeptLink {
  readonly index: number;
  readonly name: string;
  readonly up: boolean;
  readonly mac: string | null;
  readonly mtu: number;
  readonly kind: string | null;
  /** The index of the link it stands on. */
  readonly lower: number | null;
  /** IFLA_INFO_DATA in base64. */
  readonly data: string | null;
}

/** What `Kept` holds on Linux: messages in base64, in the kernel's order. */
export interface LinuxKept extends Kept {
  readonly form: typeof FORM;
  readonly touched: Touched;
  readonly links: readonly KeptLink[];
  readonly items: { readonly [K in ItemKind]: readonly string[] };
  /** `eth0 arp_ignore`: value */
  readonly conf: Values;
  readonly neigh: Values;
  readonly thresholds: Values;
  readonly plain: Values;
}

export type Values = Readonly<Record<string, number>>;

/** The same with the messages understood. */
export interface State extends Omit<LinuxKept, 'items'> {
  readonly items: { readonly [K in ItemKind]: readonly Item[] };
}

export function asKept({ items, ...rest }: State): LinuxKept {
  return {
    ...rest,
    items: {
      address: spelled(items.address),
      route: spelled(items.route),
      rule: spelled(items.rule),
      neighbour: spelled(items.neighbour),
      published: spelled(items.published),
    },
  };
}

export function asState(kept: Kept): State {
  const { items, ...rest } = kept as LinuxKept;
  const read = (kind: ItemKind): readonly Item[] =>
    items[kind].flatMap((text) => itemOf(kind, new Uint8Array(Buffer.from(text, 'base64'))) ?? []);
  return {
    ...rest,
    items: {
      address: read('address'),
      route: read('route'),
      rule: read('rule'),
      neighbour: read('neighbour'),
      published: read('published'),
    },
  };
}

function spelled(items: readonly Item[]): readonly string[] {
  return items.map(({ payload }) => Buffer.from(payload).toString('base64'));
}

/** What is touched, as it is now. */
export function readState(netlink: Netlink, touched: Touched): State {
  const links = readKeptLinks(netlink, touched);
  const indexes = new Set(links.map(({ index }) => index));
  const { links: wanted, wildcards, rules } = touched;
  const some = wanted.length > 0;
  const all = (kind: ItemKind, type: number, request: Uint8Array): readonly Item[] =>
    netlink.dump(type, request).flatMap(({ payload }) => itemOf(kind, payload) ?? []);
  const on = (items: readonly Item[]): readonly Item[] =>
    items.filter((item) => item.indexes.some((index) => indexes.has(index) || (wildcards && index === 0)));
  const family = { family: AF_INET };
  const proxies = { ...family, flags: NTF_PROXY };
  return {
    form: FORM,
    touched,
    links,
    items: {
      address: some ? on(all('address', RTM_GETADDR, addressCodec.encode(family))) : [],
      route: some ? routesOn(all('route', RTM_GETROUTE, routeCodec.encode(family)), indexes, touched) : [],
      rule: rules ? all('rule', RTM_GETRULE, ruleCodec.encode(family)) : [],
      neighbour: some ? on(all('neighbour', RTM_GETNEIGH, neighbourCodec.encode(family))) : [],
      published: some || wildcards ? on(all('published', RTM_GETNEIGH, neighbourCodec.encode(proxies))) : [],
    },
    ...readValues(netlink, touched),
  };
}

/** With those of the same destination on other links: their order decides. */
function routesOn(routes: readonly Item[], indexes: ReadonlySet<number>, touched: Touched): readonly Item[] {
  const sources = new Set(touched.sources.map((ip) => parseIpv4(ip) ?? -1));
  const groups = new Set<string>();
  for (const route of routes)
    if (route.indexes.some((index) => indexes.has(index)) || sources.has(routeFacts(route).source ?? -2))
      groups.add(route.group);
  return routes.filter(({ group }) => groups.has(group));
}

function readKeptLinks(netlink: Netlink, touched: Touched): readonly KeptLink[] {
  if (touched.links.length === 0) return [];
  const names = new Set(touched.links);
  const request = linkCodec.encode({ extendedMask: RTEXT_FILTER_SKIP_STATS });
  return netlink.dump(RTM_GETLINK, request).flatMap(({ payload }) => {
    const read = linkCodec.decode(payload);
    if (!read.ok || read.value.name === undefined || !names.has(read.value.name)) return [];
    const { index, name, flags, address, mtu = 0, info, link } = read.value;
    return [
      {
        index,
        name,
        up: (flags & IFF_UP) !== 0,
        mac: typeof address === 'number' ? formatMac(address) : null,
        mtu,
        kind: info?.kind ?? null,
        lower: link ?? null,
        data: info?.data ? Buffer.from(info.data).toString('base64') : null,
      },
    ];
  });
}

const ROOT = '/proc/sys/net/ipv4';
/** Written by the kernel when all/forwarding is (net/ipv4/devinet.c inet_forward_change). */
export const REDIRECTS = 'all accept_redirects';

function readValues(
  netlink: Netlink,
  { conf, neigh, thresholds, plain }: Touched,
): Pick<State, 'conf' | 'neigh' | 'thresholds' | 'plain'> {
  const read = conf.length === 0 ? null : readLinks(netlink).conf;
  const ofAll = new Map<string, Conf>();
  const confOf = (link: string): Conf | undefined => {
    if (link !== 'all' && link !== 'default') return read?.[link];
    const known = ofAll.get(link) ?? readConf(link, []);
    ofAll.set(link, known);
    return known;
  };
  const table = neigh.length + thresholds.length === 0 ? null : timersOf(netlink);
  const neighOf = (link: string): Neigh | null | undefined =>
    link === 'default' ? table?.default : table?.links[link];
  const limits = {
    gc_thresh1: table?.table.thresh1,
    gc_thresh2: table?.table.thresh2,
    gc_thresh3: table?.table.thresh3,
  };
  const redirects = conf.includes('all forwarding')
    ? { [REDIRECTS]: numberIn(`${ROOT}/conf/all/accept_redirects`) }
    : {};
  return {
    conf: { ...valuesOf(conf, confOf), ...present(redirects) },
    neigh: valuesOf(neigh, neighOf),
    thresholds: present(
      Object.fromEntries(thresholds.map((name) => [name, limits[name as keyof typeof limits]])),
    ),
    plain: present(Object.fromEntries(plain.map((name) => [name, numberIn(`${ROOT}/${name}`)]))),
  };
}

function timersOf(netlink: Netlink): ReturnType<typeof readTable> {
  return readTable(netlink, readLinks(netlink).nameOf);
}

function valuesOf(
  keys: readonly string[],
  of: (link: string) => Readonly<Record<string, number | undefined>> | null | undefined,
): Values {
  return present(
    Object.fromEntries(
      keys.map((key) => {
        const [link, setting] = splitKey(key);
        return [key, of(link)?.[setting]];
      }),
    ),
  );
}

/** The name of a link may hold anything but a space. */
export function splitKey(key: string): readonly [link: string, setting: string] {
  const at = key.indexOf(' ');
  return [key.slice(0, at), key.slice(at + 1)];
}

function present(values: Readonly<Record<string, number | undefined | null>>): Values {
  return Object.fromEntries(
    Object.entries(values).filter(([, value]) => value !== undefined && value !== null),
  ) as Values;
}

function numberIn(path: string): number | undefined {
  try {
    return Number(readFileSync(path, 'latin1'));
  } catch {
    return undefined;
  }
}
