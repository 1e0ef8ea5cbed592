import type { Touched } from './touched.ts';

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

/** One entry of a table of the kernel, as it told it, ready to be asked for again or to be taken away. */
export interface Item {
  /** The same for the same entry, whenever it was read. */
  readonly key: string;
  /** The order counts among those of one group. */
  readonly group: string;
  /** The links it belongs to, by index. */
  readonly indexes: readonly number[];
  readonly payload: Uint8Array;
  /** It needs others to be there before it. */
  readonly leans: boolean;
}

export type ItemKind = 'address' | 'route' | 'rule' | 'neighbour' | 'published';

/** `eth0 arp_ignore`: value */
export type Values = Readonly<Record<string, number>>;

export type ValueKind = 'conf' | 'neigh' | 'thresholds' | 'plain';

/** What of a host changes of ours reach, as it was at one moment. */
export interface HostState {
  readonly touched: Touched;
  readonly links: readonly KeptLink[];
  readonly items: { readonly [K in ItemKind]: readonly Item[] };
  readonly conf: Values;
  readonly neigh: Values;
  readonly thresholds: Values;
  readonly plain: Values;
}
