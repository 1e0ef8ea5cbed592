import type { GuardSnapshot } from '../kernel/host.ts';
import type { Touched } from './touched.ts';

/** A link as far as changes of ours reach. */
export interface LinkState {
  readonly index: number;
  readonly name: string;
  readonly up: boolean;
  readonly mac: string | null;
}

/** One entry of a table of the kernel. Each body has more of it than is said here: what it needs to make it again. */
export interface Item {
  /** The same for the same entry, whenever it was read. */
  readonly key: string;
  /** The order counts among those of one group. */
  readonly group: string;
  /** The links it belongs to, by index. */
  readonly indexes: readonly number[];
  /** What people call it: `10.0.0.1/24`; null where how many there are says enough. */
  readonly spoken: string | null;
}

export type ItemKind = 'address' | 'route' | 'rule' | 'neighbour' | 'published';

/** `eth0 arp_ignore`: value */
export type Values = Readonly<Record<string, number>>;

export type ValueKind = 'conf' | 'neigh' | 'thresholds' | 'plain';

/** What of a host changes of ours reach, as it was at one moment. */
export interface HostState {
  readonly touched: Touched;
  readonly links: readonly LinkState[];
  readonly items: { readonly [K in ItemKind]: readonly Item[] };
  readonly conf: Values;
  readonly neigh: Values;
  readonly thresholds: Values;
  readonly plain: Values;
  /** What of lies is refused, in its one form; left out: that is not touched. */
  readonly guard?: GuardSnapshot | null;
}

/** `eth0 arp_ignore`: the name of a link may hold anything but a space. */
export function splitKey(key: string): readonly [link: string, setting: string] {
  const at = key.indexOf(' ');
  return [key.slice(0, at), key.slice(at + 1)];
}
