import type { Ipv4 } from '../../base/ipv4.ts';
import type { Mac } from '../../base/mac.ts';
import type { Instant } from '../../base/time.ts';

export interface Waiting {
  readonly at: Instant;
  readonly target: Ipv4;
  readonly mac: Mac;
  readonly ip: Ipv4;
}

const MOST = 1 << 15;

/** Answers that wait for their moment; all wait equally long, so they leave in the order they came. */
export class Delays {
  #waiting: Waiting[] = [];
  #head = 0;

  get count(): number {
    return this.#waiting.length - this.#head;
  }

  get nextAt(): Instant {
    return this.#waiting[this.#head]?.at ?? Number.POSITIVE_INFINITY;
  }

  /** False when too many wait already. */
  add(waiting: Waiting): boolean {
    if (this.count >= MOST) return false;
    this.#waiting.push(waiting);
    return true;
  }

  /** The next one that is due. */
  take(now: Instant): Waiting | undefined {
    const next = this.#waiting[this.#head];
    if (!next || next.at > now) return undefined;
    this.#head++;
    if (this.#head > 1024 && this.#head * 2 > this.#waiting.length) {
      this.#waiting = this.#waiting.slice(this.#head);
      this.#head = 0;
    }
    return next;
  }
}
