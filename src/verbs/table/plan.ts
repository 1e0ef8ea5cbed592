import { formatIpv4, type Ipv4 } from '../../base/ipv4.ts';
import { formatMac, type Mac } from '../../base/mac.ts';
import { type KnownEntry, undoOfRemoval, undoOfSet } from '../../change/entry-again.ts';
import type { NudState } from '../../kernel/host.ts';
import type { TableChange } from '../../change/change.ts';
import type { NeighbourEntry } from '../../ports/neighbours.ts';

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

/** An entry as somebody wants it. */
export interface EntryWish {
  readonly how: 'add' | 'replace';
  readonly link: string;
  readonly ip: Ipv4;
  /** null: the kernel shall find it out (state `none`, flag `managed`). */
  readonly mac: Mac | null;
  readonly state: NudState;
  readonly flags: readonly string[];
  readonly protocol: number | null;
}

export function planSet(wish: EntryWish, before: Before, line: number | null = null): Planned {
  const { how, link, state, flags, protocol } = wish;
  const mac = wish.mac === null ? null : formatMac(wish.mac);
  const change = {
    do: 'set-neighbour',
    how,
    link,
    ip: formatIpv4(wish.ip),
    mac,
    state,
    flags,
    protocol,
  } as const;
  const entry = before.entry(wish.ip, link);
  const undo = undoOfSet(change, entry && known(entry, link));
  return { change, undo, same: undo === null, line };
}

function known({ ip, mac, state, flags, protocol }: NeighbourEntry, link: string): KnownEntry {
  return { link, ip: formatIpv4(ip), mac: mac === null ? null : formatMac(mac), state, flags, protocol };
}

/** Takes an entry away, from the cache or from what is published. */
export function planRemoval(entry: NeighbourEntry): Planned {
  const { link, published } = entry;
  const ip = formatIpv4(entry.ip);
  if (published || link === null)
    return {
      change: { do: 'unpublish', link, ip },
      undo: { do: 'publish', link, ip },
      same: false,
      line: null,
    };
  const undo = undoOfRemoval(known(entry, link));
  return { change: { do: 'remove-neighbour', link, ip }, undo, same: false, line: null };
}

export function planPublish(
  wish: { readonly ip: Ipv4; readonly link: string | null },
  before: Before,
  line: number | null = null,
): Planned {
  const { link } = wish;
  const ip = formatIpv4(wish.ip);
  // One that is published on every link has that of each: the kernel makes no other.
  const same = before.isPublished(wish.ip, link) || before.isPublished(wish.ip, null);
  return {
    change: { do: 'publish', link, ip },
    undo: same ? null : { do: 'unpublish', link, ip },
    same,
    line,
  };
}
