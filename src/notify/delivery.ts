import type { Instant, Millis } from '../base/time.ts';
import { Digest } from './digest.ts';
import type { Message, Sending } from './message.ts';

/** After so many that wait, what is not critical is told as one. */
export const MANY_AT_ONCE = 10;
/** A digest gathers for so long from the first that it holds. */
export const GATHER: Millis = 60_000;
/** In an hour nobody is told more single messages than this that are not critical; the rest becomes a digest. */
export const MOST_AN_HOUR = 20;
/** Critical messages that wait; beyond, the oldest become a digest. */
export const MOST_CRITICAL = 200;

const HOUR: Millis = 3_600_000;
const FIRST_WAIT: Millis = 1000;
const LONGEST_WAIT: Millis = 900_000;
/** What cannot be told within a day is of no use any more. */
export const GIVE_UP: Millis = 86_400_000;

export interface DeliveryFacts {
  readonly waiting: number;
  readonly sent: number;
  /** tries that failed */
  readonly failed: number;
  /** messages that were given up */
  readonly dropped: number;
  readonly lastError: string | null;
}

interface Waiting {
  readonly message: Message;
  readonly since: Instant;
}

/**
 * The queue of one target: what is said next, and when. One message is on its way at a time; critical ones come first;
 * a burst becomes one digest. It knows no clock and sends nothing itself; its memory has a bound, whatever comes.
 */
export class Delivery {
  readonly #name: string;
  readonly #jitter: () => number;
  #critical: Waiting[] = [];
  #others: Waiting[] = [];
  #digest: Digest | null = null;
  #onItsWay: Waiting | null = null;
  #tries = 0;
  #notBefore: Instant = 0;
  #hour: Instant[] = [];
  #digests = 0;
  #sent = 0;
  #failed = 0;
  #dropped = 0;
  #lastError: string | null = null;

  /** `jitter` is between 0 and 1: targets that failed together do not come back together. */
  constructor(name: string, jitter: () => number) {
    this.#name = name;
    this.#jitter = jitter;
  }

  get facts(): DeliveryFacts {
    const waiting =
      this.#critical.length + this.#others.length + (this.#digest ? 1 : 0) + (this.#onItsWay ? 1 : 0);
    return {
      waiting,
      sent: this.#sent,
      failed: this.#failed,
      dropped: this.#dropped,
      lastError: this.#lastError,
    };
  }

  offer(message: Message, now: Instant): void {
    if (message.severity === 'critical') {
      this.#critical = merged(this.#critical, { message, since: now });
      while (this.#critical.length > MOST_CRITICAL) this.#gather(this.#critical.shift()!, now);
      return;
    }
    if (this.#digest) {
      this.#digest.add(message);
      return;
    }
    this.#others = merged(this.#others, { message, since: now });
    const full = this.#singles(now) >= MOST_AN_HOUR;
    if (this.#others.length > MANY_AT_ONCE || full)
      for (const one of this.#others.splice(0)) this.#gather(one, one.since);
  }

  /** What is to be sent now; null: nothing, or something is on its way. Then tell `done`. */
  take(now: Instant): Message | null {
    if (this.#onItsWay || now < this.#notBefore) return null;
    this.#onItsWay = this.#critical.shift() ?? this.#others.shift() ?? this.#digestDue(now);
    return this.#onItsWay?.message ?? null;
  }

  done(outcome: Sending, now: Instant): void {
    const one = this.#onItsWay;
    if (!one) return;
    this.#onItsWay = null;
    if (outcome.sent) {
      this.#tries = 0;
      this.#sent++;
      this.#notBefore = 0;
      if (one.message.severity !== 'critical') this.#hour.push(now);
      return;
    }
    this.#failed++;
    this.#lastError = outcome.why;
    if (!outcome.again || now - one.since >= GIVE_UP) {
      this.#dropped++;
      this.#tries = 0;
      return;
    }
    const wait = Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** this.#tries++) * (1 + this.#jitter() / 4);
    this.#notBefore = Math.max(now + wait, outcome.after ?? 0);
    (one.message.severity === 'critical' ? this.#critical : this.#others).unshift(one);
  }

  /** When `take` may have something; null: not before something is offered. */
  wakeAt(now: Instant): Instant | null {
    if (this.#onItsWay) return null;
    const ready = this.#critical.length + this.#others.length > 0 ? now : null;
    const due = ready ?? (this.#digest ? this.#dueOf(this.#digest, now) : null);
    return due === null ? null : Math.max(due, this.#notBefore);
  }

  #gather({ message }: Waiting, since: Instant): void {
    this.#digest ??= new Digest(since);
    this.#digest.add(message);
  }

  #digestDue(now: Instant): Waiting | null {
    const digest = this.#digest;
    if (!digest || now < this.#dueOf(digest, now)) return null;
    this.#digest = null;
    const message = digest.message(`${this.#name}-digest-${digest.from}-${++this.#digests}`);
    return { message, since: now };
  }

  /** When it has gathered long enough, and the hour has room for it. */
  #dueOf(digest: Digest, now: Instant): Instant {
    const due = digest.from + GATHER;
    return this.#singles(now) >= MOST_AN_HOUR ? Math.max(due, this.#hour[0]! + HOUR) : due;
  }

  /** Messages of the last hour that were not critical. */
  #singles(now: Instant): number {
    while (this.#hour.length > 0 && now - this.#hour[0]! >= HOUR) this.#hour.shift();
    return this.#hour.length;
  }
}

/** Of one episode only the latest waits: who was told nothing yet is told how it stands. */
function merged(queue: readonly Waiting[], one: Waiting): Waiting[] {
  const { episode } = one.message;
  const at = episode === null ? -1 : queue.findIndex(({ message }) => message.episode === episode);
  if (at < 0) return [...queue, one];
  return queue.map((known, place) => (place === at ? { message: one.message, since: known.since } : known));
}
