import { readUint16 } from '../../wire/bits.ts';
import { isTagTpid, TAG_SIZE } from '../../wire/vlan.ts';
import type { Instant, Millis } from '../../base/time.ts';

/** Between two places a frame takes microseconds; a burst of equal frames is told apart by counting them. */
const TOGETHER: Millis = 50;
const MOST_FRAMES = 4096;

interface Seen {
  /** when the first of them was heard */
  at: Instant;
  /** How many came by each place. */
  readonly counts: Map<number, number>;
  /** The most of any place: so many there were. */
  most: number;
}

/**
 * Tells one frame that is heard at several places (a port and its bridge, a trunk and its VLAN) from several that are
 * equal: of equal frames there are as many as the place has heard that heard most.
 */
export class Once {
  readonly #seen = new Map<string, Seen>();

  /** Whether the frame is a new one; `places` with another `wire` have nothing to do with each other. */
  isNew(bytes: Uint8Array, [from, to]: readonly [number, number], heard: HeardAt): boolean {
    const key = `${heard.wire} ${contentOf(bytes, from, to)}`;
    let seen = this.#seen.get(key);
    if (seen === undefined || Math.abs(heard.at - seen.at) > TOGETHER) {
      this.#seen.delete(key);
      if (this.#seen.size >= MOST_FRAMES) this.#forget();
      seen = { at: heard.at, counts: new Map(), most: 0 };
      this.#seen.set(key, seen);
    }
    const count = (seen.counts.get(heard.place) ?? 0) + 1;
    seen.counts.set(heard.place, count);
    if (count <= seen.most) return false;
    seen.most = count;
    return true;
  }

  /** The older half: a Map keeps the order in which they came. */
  #forget(): void {
    let left = MOST_FRAMES / 2;
    for (const key of this.#seen.keys()) {
      if (left-- === 0) return;
      this.#seen.delete(key);
    }
  }
}

export interface HeardAt {
  readonly wire: string;
  /** of the interface that heard it */
  readonly place: number;
  readonly at: Instant;
}

/** Addresses and what follows the tags, which a VLAN interface does not see. Longer frames are told by their head. */
function contentOf(bytes: Uint8Array, from: number, to: number): string {
  let at = from + 12;
  while (at + TAG_SIZE + 2 <= to && isTagTpid(readUint16(bytes, at))) at += TAG_SIZE;
  let text = '';
  for (let i = from; i < Math.min(to, from + 12); i++) text += String.fromCharCode(bytes[i]!);
  for (let i = at; i < Math.min(to, at + 64); i++) text += String.fromCharCode(bytes[i]!);
  return text;
}
