import { formatPrefix, type Prefix } from '../base/prefix.ts';
import type { JsonRecord } from './kind.ts';

/** So many are heard there, and so many of them … */
export interface NetworkCounts {
  /** heard within a quarter of an hour */
  readonly here: number;
  readonly known: number;
  /** for the first time within a day */
  readonly new: number;
  /** with an open episode that somebody should look at */
  readonly troubled: number;
}

export interface NetworkFacts {
  readonly cidr: Prefix;
  readonly name: string;
  readonly new: 'tell' | 'quiet' | 'learn';
  /** Nobody told of it: its stations were heard. */
  readonly guessed: boolean;
  readonly counts: NetworkCounts;
}

/** As a part of a URL: `10.20.0.0-24`. */
export function networkId(cidr: Prefix): string {
  return formatPrefix(cidr).replace('/', '-');
}

/** schema/network.v1.json */
export function networkRecord({ cidr, name, new: newcomers, guessed, counts }: NetworkFacts): JsonRecord {
  return {
    v: 1,
    type: 'network',
    id: networkId(cidr),
    cidr: formatPrefix(cidr),
    name,
    new: newcomers,
    guessed,
    here: counts.here,
    known: counts.known,
    newToday: counts.new,
    troubled: counts.troubled,
  };
}

/** What a cell of a grid stands for; where several fit, the last of them. */
export const CELLS = {
  '.': 'never heard',
  k: 'heard before, not within a quarter of an hour',
  h: 'heard within a quarter of an hour',
  n: 'heard for the first time within a day',
  u: 'asked for and never answered',
  w: 'in an open episode: a warning',
  c: 'in an open episode: critical',
} as const;

export type Cell = keyof typeof CELLS;

/** schema/grid.v1.json; `cells` is one letter an address, from the first on. */
export function gridRecord(cidr: Prefix, cells: string): JsonRecord {
  return {
    v: 1,
    type: 'grid',
    cidr: formatPrefix(cidr),
    cells,
    blocks: [],
    legend: Object.entries(CELLS).map(([cell, text]) => ({ cell, text })),
  };
}

/** schema/grid.v1.json of a network that is too large for a cell each: its /24s of which something is known. */
export function blocksRecord(
  cidr: Prefix,
  blocks: readonly { readonly cidr: Prefix; readonly counts: NetworkCounts }[],
): JsonRecord {
  return {
    ...gridRecord(cidr, ''),
    blocks: blocks.map(({ cidr: block, counts }) => ({
      id: networkId(block),
      cidr: formatPrefix(block),
      here: counts.here,
      known: counts.known,
      newToday: counts.new,
      troubled: counts.troubled,
    })),
  };
}
