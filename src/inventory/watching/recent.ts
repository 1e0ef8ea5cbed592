import type { Glance } from '../../wire/glance.ts';
import type { Instant, Millis } from '../../base/time.ts';

/** A mirror port hands on its copies within this time; whoever says the same once more takes longer. */
export const COPY: Millis = 10;
/** A host asks for one address at most once a second (RFC 1122 2.3.2.1). */
export const REPEAT: Millis = 1000;

const SLOTS = 8192;
/** The numbers of a frame that make it the same as another. */
const PARTS = 9;

/** What the frame is beside the last ones. */
export type Novelty = 'new' | 'copy' | 'repeat';

/** Which frames were heard just now, in a fixed number of places: the latest of each place is known. */
export class RecentFrames {
  readonly #parts = new Float64Array(SLOTS * PARTS);
  readonly #first = new Float64Array(SLOTS).fill(Number.NEGATIVE_INFINITY);
  readonly #repeats = new Uint32Array(SLOTS);
  #slot = 0;

  note(seen: Glance, network: number, at: Instant): Novelty {
    const parts = this.#parts;
    const slot = hash(seen, network) & (SLOTS - 1);
    this.#slot = slot;
    const from = slot * PARTS;
    if (
      parts[from] === seen.spa &&
      parts[from + 1] === seen.tpa &&
      parts[from + 2] === seen.sha &&
      parts[from + 3] === seen.dst &&
      parts[from + 4] === seen.src &&
      parts[from + 5] === seen.tha &&
      parts[from + 6] === seen.op &&
      parts[from + 7] === seen.etherType &&
      parts[from + 8] === network &&
      at - this.#first[slot]! < REPEAT
    ) {
      if (at - this.#first[slot]! <= COPY) return 'copy';
      this.#repeats[slot]!++;
      return 'repeat';
    }
    parts[from] = seen.spa;
    parts[from + 1] = seen.tpa;
    parts[from + 2] = seen.sha;
    parts[from + 3] = seen.dst;
    parts[from + 4] = seen.src;
    parts[from + 5] = seen.tha;
    parts[from + 6] = seen.op;
    parts[from + 7] = seen.etherType;
    parts[from + 8] = network;
    this.#first[slot] = at;
    this.#repeats[slot] = 0;
    return 'new';
  }

  /** How often the frame noted last was said again, beyond its copies, since it was new. */
  get repeats(): number {
    return this.#repeats[this.#slot]!;
  }
}

function hash({ spa, tpa, sha, dst, op }: Glance, network: number): number {
  let mixed =
    Math.imul(spa, 0x9e3779b1) ^
    Math.imul(tpa, 0x85ebca6b) ^
    Math.imul(sha >>> 0, 0xc2b2ae35) ^
    Math.imul(dst >>> 0, 0x27d4eb2f) ^
    (op + network * 31);
  mixed ^= mixed >>> 15;
  mixed = Math.imul(mixed, 0x2c1b3c6d);
  return mixed ^ (mixed >>> 16);
}
