import type { Instant, Millis } from '../../base/time.ts';

/** A clock that goes back by less is only a little out of order. */
const DISORDER: Millis = 2000;

/** The time of the frames, made one that never goes back. */
export class FrameClock {
  /** What is added to the times of frames. */
  #shift: Millis = 0;
  /** By the clock of the frames; null: none had a time. */
  first: Instant | null = null;
  last: Instant | null = null;
  /** A frame, or whoever listens, told what time it is. */
  isTimed = false;

  /** What time it is now, of a frame at `at` after one at `before`; `back`: by how much the clock went back. */
  hear(at: Instant, before: Instant): { readonly now: Instant; readonly back: Millis } | undefined {
    this.last = at;
    this.isTimed = true;
    if (this.first === null) {
      this.first = at;
      return { now: at, back: 0 };
    }
    const now = at + this.#shift;
    if (before - now <= DISORDER) return undefined;
    const back = before - now;
    this.#shift += back;
    return { now: before, back };
  }

  /** It is so late, whether a frame says so or not. */
  knows(at: Instant): Instant {
    this.isTimed = true;
    return at;
  }

  /** Reckoned time of a moment by the clock of the frames. */
  reckoned(at: Instant): Instant {
    return at + this.#shift;
  }

  /** The other way; null where frames tell no times. */
  told(now: Instant): Instant | null {
    return this.isTimed ? now - this.#shift : null;
  }
}
