import { formatIpv4, type Ipv4 } from '../../base/ipv4.ts';
import { formatMac } from '../../base/mac.ts';
import type { NeighbourEntry, SetNeighbour, TableChange } from '../../ports/neighbours.ts';

/** A change with what brings it back. */
export interface Planned {
  readonly change: TableChange;
  /** null: nothing has to, because what goes comes again by itself. */
  readonly undo: TableChange | null;
  /** It is so already: nothing is asked of the kernel. */
  readonly same: boolean;
  /** The line of the file it comes from. */
  readonly line: number | null;
}

/** What is there before the change, to be looked up. */
export class Before {
  readonly #cache = new Map<string, NeighbourEntry>();
  readonly #published = new Map<string, NeighbourEntry>();

  constructor(entries: readonly NeighbourEntry[]) {
    for (const entry of entries)
      (entry.published ? this.#published : this.#cache).set(keyOf(entry.ip, entry.link), entry);
  }

  entry(ip: Ipv4, link: string): NeighbourEntry | undefined {
    return this.#cache.get(keyOf(ip, link));
  }

  isPublished(ip: Ipv4, link: string | null): boolean {
    return this.#published.has(keyOf(ip, link));
  }
}

function keyOf(ip: Ipv4, link: string | null): string {
  return `${ip} ${link ?? ''}`;
}

export function planSet(wish: SetNeighbour, before: Before, line: number | null = null): Planned {
  const entry = before.entry(wish.ip, wish.link);
  const gone = { do: 'remove-neighbour', link: wish.link, ip: wish.ip } as const;
  const undo = entry ? (restoring(entry, wish.link) ?? gone) : gone;
  const same = wish.how === 'replace' && entry !== undefined && isAsWished(entry, wish);
  return { change: wish, undo: same ? null : undo, same, line };
}

function isAsWished(entry: NeighbourEntry, { mac, state, flags, protocol }: SetNeighbour): boolean {
  return (
    entry.mac === mac &&
    entry.state === state &&
    (protocol === null || entry.protocol === protocol) &&
    entry.flags.length === flags.length &&
    flags.every((flag) => entry.flags.includes(flag))
  );
}

/**
 * How to have the entry again. One that was learned comes back as STALE, which the kernel proves before it believes it
 * for long; one that a program made without a MAC, as it was made; one the kernel was asking for (null) comes by itself.
 */
function restoring(entry: NeighbourEntry, link: string): TableChange | null {
  const { ip, mac, state, flags, protocol } = entry;
  // A managed entry is asked for without its MAC: the kernel finds that out (net/core/neighbour.c neigh_add).
  const isManaged = flags.includes('managed');
  if (isManaged || (mac === null && flags.includes('extern_learn')))
    return { do: 'set-neighbour', how: 'replace', link, ip, mac: null, state: 'none', flags, protocol };
  if (mac === null) return null;
  const fixed = state === 'permanent' || state === 'noarp';
  return {
    do: 'set-neighbour',
    how: 'replace',
    link,
    ip,
    mac,
    state: fixed ? state : 'stale',
    flags,
    protocol,
  };
}

/** Takes an entry away, from the cache or from what is published. */
export function planRemoval(entry: NeighbourEntry): Planned {
  const { ip, link, published, state, flags } = entry;
  if (published || link === null)
    return {
      change: { do: 'unpublish', link, ip },
      undo: { do: 'publish', link, ip },
      same: false,
      line: null,
    };
  const byHand =
    state === 'permanent' || state === 'noarp' || flags.includes('extern_learn') || flags.includes('managed');
  return {
    change: { do: 'remove-neighbour', link, ip },
    undo: byHand ? restoring(entry, link) : null,
    same: false,
    line: null,
  };
}

export function planPublish(
  wish: { readonly ip: Ipv4; readonly link: string | null },
  before: Before,
  line: number | null = null,
): Planned {
  const { ip, link } = wish;
  const same = before.isPublished(ip, link);
  return {
    change: { do: 'publish', link, ip },
    undo: same ? null : { do: 'unpublish', link, ip },
    same,
    line,
  };
}

/** As the journal keeps it and programs read it: addresses as text. */
export function changeRecord(change: TableChange): Readonly<Record<string, unknown>> {
  const ip = formatIpv4(change.ip);
  if (change.do !== 'set-neighbour') return { do: change.do, link: change.link, ip };
  const { how, link, mac, state, flags, protocol } = change;
  return { do: change.do, how, link, ip, mac: mac === null ? null : formatMac(mac), state, flags, protocol };
}
