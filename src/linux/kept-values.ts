import { splitKey, type Values, type ValueKind } from '../change/state.ts';
import type { Touched } from '../change/touched.ts';
import type { LinkMessage } from '../wire/netlink/link.ts';
import type { Netlink } from './netlink-socket.ts';
import { readSetting } from './settings.ts';
import { linkMessages, linksIn } from './snapshot-links.ts';
import { readTable } from './snapshot-neighbours.ts';

export interface ValueSource {
  readonly netlink: Netlink;
  readonly touched: Touched;
  readonly messages: () => readonly LinkMessage[];
}

/** One kind of what is touched of a host's settings. */
export function readValues(netlink: Netlink, touched: Touched, kind: ValueKind): Values {
  return valuesOf(kind, { netlink, touched, messages: once(() => linkMessages(netlink)) });
}

/** The same, with the links asked for when they are needed. */
export function valuesOf(kind: ValueKind, source: ValueSource): Values {
  return READERS[kind](source);
}

/** Written by the kernel when all/forwarding is (net/ipv4/devinet.c inet_forward_change). */
const REDIRECTS = 'all accept_redirects';

const READERS: { readonly [K in ValueKind]: (source: ValueSource) => Values } = {
  conf({ touched, messages }) {
    const links = once(() => linksIn(messages()).conf);
    const keys = touched.conf.includes('all forwarding') ? [...touched.conf, REDIRECTS] : touched.conf;
    return named(keys, (link, setting) =>
      link === 'all' || link === 'default'
        ? readSetting(`conf/${link}/${setting}`)
        : (links()[link] as Numbers | undefined)?.[setting],
    );
  },
  neigh({ netlink, touched, messages }) {
    const table = once(() => readTable(netlink, linksIn(messages()).nameOf));
    return named(touched.neigh, (link, setting) => {
      const of = link === 'default' ? table().default : table().links[link];
      return (of as Numbers | null | undefined)?.[setting];
    });
  },
  thresholds({ netlink, touched }) {
    if (touched.thresholds.length === 0) return {};
    const { table, gcInterval } = readTable(netlink, new Map());
    const limits: Readonly<Record<string, number | null>> = {
      gc_thresh1: table.thresh1,
      gc_thresh2: table.thresh2,
      gc_thresh3: table.thresh3,
      gc_interval: gcInterval,
    };
    return present(touched.thresholds.map((name) => [name, limits[name]]));
  },
  plain: ({ touched }) => present(touched.plain.map((name) => [name, readSetting(name)])),
};

type Numbers = Readonly<Record<string, number | undefined>>;

export function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}

function named(keys: readonly string[], of: (link: string, setting: string) => number | undefined): Values {
  return present(keys.map((key) => [key, of(...splitKey(key))]));
}

function present(values: readonly (readonly [string, number | undefined | null])[]): Values {
  return Object.fromEntries(values.filter(([, value]) => value !== undefined && value !== null)) as Values;
}
