import { parseIpv4 } from '../base/ipv4.ts';
import { SystemFault } from '../base/fault.ts';
import { formatMac } from '../base/mac.ts';
import type { HostState, ItemKind, LinkState, Values, ValueKind } from '../change/state.ts';
import type { Touched } from '../change/touched.ts';
import type { GuardSnapshot } from '../kernel/host.ts';
import type { Kept } from '../ports/system.ts';
import { addressCodec, RTM_GETADDR } from '../wire/netlink/address.ts';
import { AF_INET } from '../wire/netlink/field.ts';
import { IFF_UP, type LinkMessage } from '../wire/netlink/link.ts';
import { NTF_PROXY, neighbourCodec, RTM_GETNEIGH } from '../wire/netlink/neighbour.ts';
import { RTM_GETROUTE, routeCodec } from '../wire/netlink/route.ts';
import { RTM_GETRULE, ruleCodec } from '../wire/netlink/rule.ts';
import { readGuard } from './guard.ts';
import { itemOf, type KeptItem, routeFacts } from './kept-item.ts';
import { once, valuesOf } from './kept-values.ts';
import type { Netlink } from './netlink-socket.ts';
import { linkMessages } from './snapshot-links.ts';

export const FORM = 'linux-1';

/** A link as far as changes of ours reach, and what it takes to make it again. */
export interface KeptLink extends LinkState {
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
  readonly guard?: GuardSnapshot | null;
}

/** The same with the messages understood. */
export interface UnderstoodKept extends HostState {
  readonly form: typeof FORM;
  readonly links: readonly KeptLink[];
  readonly items: { readonly [K in ItemKind]: readonly KeptItem[] };
}

export function asKept({ items, ...rest }: UnderstoodKept): LinuxKept {
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

/** Throws SystemFault for what was not written by `asKept`. */
export function asState(kept: Kept): UnderstoodKept {
  const { items, ...rest } = kept as LinuxKept;
  if (kept.form !== FORM || !isWhole(items)) throw unreadable();
  const read = (kind: ItemKind): readonly KeptItem[] =>
    items[kind].map((text) => itemOf(kind, new Uint8Array(Buffer.from(text, 'base64'))) ?? fail());
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

function isWhole(items: unknown): boolean {
  const lists = Object.values((items ?? {}) as object) as unknown[];
  return lists.length === Object.keys(QUESTIONS).length && lists.every(Array.isArray);
}

function fail(): never {
  throw unreadable();
}

function unreadable(): SystemFault {
  return new SystemFault('damaged', 'What the journal says of the host before the change cannot be read', {
    operation: 'undo',
    remedy: 'put it right by hand: nothing was changed now',
  });
}

function spelled(items: readonly KeptItem[]): readonly string[] {
  return items.map(({ payload }) => Buffer.from(payload).toString('base64'));
}

/** What is touched, as it is now. */
export function readState(netlink: Netlink, touched: Touched): UnderstoodKept {
  const messages = once(() => linkMessages(netlink));
  const links = touched.links.length === 0 ? [] : keptLinks(messages(), touched);
  const items = (kind: ItemKind): readonly KeptItem[] => readItems(netlink, kind, { touched, links });
  const values = (kind: ValueKind): Values => valuesOf(kind, { netlink, touched, messages });
  return {
    form: FORM,
    touched,
    links,
    items: {
      address: items('address'),
      route: items('route'),
      rule: items('rule'),
      neighbour: items('neighbour'),
      published: items('published'),
    },
    conf: values('conf'),
    neigh: values('neigh'),
    thresholds: values('thresholds'),
    plain: values('plain'),
    ...(touched.guard === true ? { guard: keptGuard() } : {}),
  };
}

/** Throws SystemFault where what stands in its place is not ours: it could not be brought back. */
function keptGuard(): GuardSnapshot | null {
  const { guard, foreign } = readGuard();
  if (foreign === null) return guard;
  throw new SystemFault(
    'busy',
    `A table arp arpist is there that arpist did not make (${foreign}): nothing was changed`,
    {
      operation: 'read the guard',
      remedy: "look at it with 'nft list table arp arpist', and delete or rename it",
    },
  );
}

/** The links of it alone. */
export function readKeptLinks(netlink: Netlink, touched: Touched): readonly KeptLink[] {
  return touched.links.length === 0 ? [] : keptLinks(linkMessages(netlink), touched);
}

/** One table of it alone. `links` are those of it that are there. */
export function readItems(
  netlink: Netlink,
  kind: ItemKind,
  { touched, links }: { readonly touched: Touched; readonly links: readonly KeptLink[] },
): readonly KeptItem[] {
  const { wildcards, rules } = touched;
  const some = touched.links.length > 0;
  const wanted = { rule: rules, published: some || wildcards, address: some, route: some, neighbour: some };
  if (!wanted[kind]) return [];
  const [type, request] = QUESTIONS[kind];
  const items = netlink.dump(type, request).flatMap(({ payload }) => itemOf(kind, payload) ?? []);
  if (kind === 'rule') return items;
  const indexes = new Set(links.map(({ index }) => index));
  if (kind === 'route') return routesOn(items, indexes, touched);
  return items.filter((item) =>
    item.indexes.some((index) => indexes.has(index) || (wildcards && index === 0)),
  );
}

const FAMILY = { family: AF_INET };
const QUESTIONS: { readonly [K in ItemKind]: readonly [type: number, request: Uint8Array] } = {
  address: [RTM_GETADDR, addressCodec.encode(FAMILY)],
  route: [RTM_GETROUTE, routeCodec.encode(FAMILY)],
  rule: [RTM_GETRULE, ruleCodec.encode(FAMILY)],
  neighbour: [RTM_GETNEIGH, neighbourCodec.encode(FAMILY)],
  published: [RTM_GETNEIGH, neighbourCodec.encode({ ...FAMILY, flags: NTF_PROXY })],
};

/** With those of the same destination on other links: their order decides. */
function routesOn(
  routes: readonly KeptItem[],
  indexes: ReadonlySet<number>,
  touched: Touched,
): readonly KeptItem[] {
  const sources = new Set(touched.sources.map((ip) => parseIpv4(ip) ?? -1));
  const destinations = new Set(touched.destinations);
  const groups = new Set<string>();
  for (const route of routes) {
    const { source, destination, bare } = routeFacts(route);
    const isOn = bare || route.indexes.some((index) => indexes.has(index));
    if (isOn || sources.has(source ?? -2) || destinations.has(destination)) groups.add(route.group);
  }
  return routes.filter(({ group }) => groups.has(group));
}

function keptLinks(messages: readonly LinkMessage[], touched: Touched): readonly KeptLink[] {
  const names = new Set(touched.links);
  return messages.flatMap(({ index, name, flags, address, mtu = 0, info, link }) => {
    if (name === undefined || !names.has(name)) return [];
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
