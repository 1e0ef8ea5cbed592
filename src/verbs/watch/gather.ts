import type { Instant } from '../../base/time.ts';
import type { HeardFrame } from '../../ports/link.ts';

const FIRST_SIZE = 1 << 16;
const MOST_BYTES = 1 << 22;

interface Kept {
  readonly place: number;
  readonly start: number;
  readonly size: number;
  readonly wireLength: number;
  readonly at: Instant;
  readonly outgoing: boolean;
}

/** A frame of one of several places; `bytes` are valid until the visitor returns. */
export interface GatheredFrame {
  readonly place: number;
  readonly bytes: Uint8Array;
  readonly from: number;
  readonly to: number;
  readonly wireLength: number;
  readonly at: Instant;
  readonly outgoing: boolean;
}

/** Frames of several links in the order of their times: what waited in their rings together is sorted. */
export class Gather {
  readonly #hear: (frame: GatheredFrame) => void;
  #bytes = new Uint8Array(FIRST_SIZE);
  #end = 0;
  #kept: Kept[] = [];

  constructor(hear: (frame: GatheredFrame) => void) {
    this.#hear = hear;
  }

  take(place: number, { bytes, wireLength, at, outgoing }: HeardFrame): void {
    const size = bytes.length;
    if (this.#end + size > this.#bytes.length) this.#makeRoom(size);
    this.#bytes.set(bytes, this.#end);
    this.#kept.push({ place, start: this.#end, size, wireLength, at, outgoing });
    this.#end += size;
  }

  /** Hands out what was taken. */
  flush(): void {
    const kept = this.#kept;
    if (kept.length === 0) return;
    this.#kept = [];
    this.#end = 0;
    // Of the same moment the order stays as it was: the sort is stable.
    kept.sort((a, b) => a.at - b.at);
    for (const { place, start, size, wireLength, at, outgoing } of kept)
      this.#hear({ place, bytes: this.#bytes, from: start, to: start + size, wireLength, at, outgoing });
  }

  #makeRoom(size: number): void {
    const wanted = Math.max(this.#bytes.length * 2, size);
    if (this.#end > 0 && wanted > MOST_BYTES) {
      this.flush();
      if (size <= this.#bytes.length) return;
    }
    const larger = new Uint8Array(wanted);
    larger.set(this.#bytes.subarray(0, this.#end));
    this.#bytes = larger;
  }
}
