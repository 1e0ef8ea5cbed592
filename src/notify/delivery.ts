import { printable } from '../base/printable.ts';
import type { Instant, Millis } from '../base/time.ts';
import { atLeast } from '../inventory/severity.ts';
import type { WatchSeverity } from '../inventory/watch-event.ts';
import type { Message, Sending } from '../ports/telling.ts';
import { Digest } from './digest.ts';

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
/** Of what the other side said of a failure. */
const LONGEST_ERROR = 400;
/** What cannot be told within a day is of no use any more. */
export const GIVE_UP: Millis = 86_400_000;

/** Nothing but what is at least as grave as `except` is told before `until`; null: nothing at all. */
export interface Quiet {
  readonly until: Instant;
  readonly except: WatchSeverity | null;
}

/** How much somebody wants to be told. */
export interface DeliveryRules {
  /** Everything that is not critical gathers for so long; null: as it comes, until it is too much. */
  readonly digest: Millis | null;
  readonly manyAtOnce: number;
  readonly mostAnHour: number;
  /** Of an episode only the latest waits; else all of it is told. */
  readonly latest: boolean;
  /** null: it is not quiet now */
  readonly quiet: (now: Instant) => Quiet | null;
}

/** Of a person: a burst is one message. */
export const FOR_PEOPLE: DeliveryRules = {
  digest: null,
  manyAtOnce: MANY_AT_ONCE,
  mostAnHour: MOST_AN_HOUR,
  latest: true,
  quiet: () => null,
};

/** Of a log: every line, as long as there is room. */
export const FOR_LOGS: DeliveryRules = {
  ...FOR_PEOPLE,
  manyAtOnce: 4096,
  mostAnHour: Number.POSITIVE_INFINITY,
  latest: false,
};

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
  readonly #rules: DeliveryRules;
  #critical: Waiting[] = [];
  #others: Waiting[] = [];
  #digest: Digest | null = null;
  /** What came in quiet hours. */
  #kept: Digest | null = null;
  #onItsWay: Waiting | null = null;
  #tries = 0;
  #notBefore: Instant = 0;
  #lastTry: Instant = 0;
  #asked: Instant = 0;
  #hour: Instant[] = [];
  #digests = 0;
  #sent = 0;
  #failed = 0;
  #dropped = 0;
  #lastError: string | null = null;

  /** `jitter` is between 0 and 1: targets that failed together do not come back together. */
  constructor(name: string, jitter: () => number, rules: DeliveryRules = FOR_PEOPLE) {
    this.#name = name;
    this.#jitter = jitter;
    this.#rules = rules;
  }

  get facts(): DeliveryFacts {
    const single = this.#critical.length + this.#others.length;
    const waiting = single + [this.#digest, this.#kept, this.#onItsWay].filter((one) => one !== null).length;
    return {
      waiting,
      sent: this.#sent,
      failed: this.#failed,
      dropped: this.#dropped,
      lastError: this.#lastError,
    };
  }

  /** Something critical is not told yet. */
  get isPressed(): boolean {
    return this.#critical.length > 0 || this.#onItsWay?.message.severity === 'critical';
  }

  offer(message: Message, now: Instant): void {
    if (!this.#mayBeTold(message.severity, now)) {
      this.#kept ??= new Digest(now);
      this.#kept.add(message);
      return;
    }
    if (message.severity === 'critical') {
      this.#join(this.#critical, { message, since: now });
      while (this.#critical.length > MOST_CRITICAL) this.#gather(this.#critical.shift()!, now);
      // It does not wait for what failed before, but for what the other side asked for.
      if (this.#tries > 0)
        this.#notBefore = Math.max(this.#asked, Math.min(this.#notBefore, this.#lastTry + FIRST_WAIT));
      return;
    }
    if (this.#digest || this.#rules.digest !== null) {
      this.#gather({ message, since: now }, now);
      return;
    }
    this.#join(this.#others, { message, since: now });
    const full = this.#singles(now) >= this.#rules.mostAnHour;
    if (this.#others.length > this.#rules.manyAtOnce || full)
      for (const one of this.#others.splice(0)) this.#gather(one, one.since);
  }

  /** What is to be sent now; null: nothing, or something is on its way. Then tell `done`. */
  take(now: Instant): Message | null {
    if (this.#onItsWay || now < this.#notBefore) return null;
    this.#onItsWay = this.#next(this.#critical, now) ?? this.#next(this.#others, now) ?? this.#digestDue(now);
    return this.#onItsWay?.message ?? null;
  }

  done(outcome: Sending, now: Instant): void {
    const one = this.#onItsWay;
    if (!one) return;
    this.#onItsWay = null;
    this.#lastTry = now;
    if (outcome.sent) {
      this.#tries = 0;
      this.#sent++;
      this.#notBefore = 0;
      this.#asked = 0;
      if (one.message.severity !== 'critical' && Number.isFinite(this.#rules.mostAnHour))
        this.#hour.push(now);
      return;
    }
    this.#failed++;
    this.#lastError = printable(outcome.why).slice(0, LONGEST_ERROR);
    if (!outcome.again || now - one.since >= GIVE_UP) {
      this.#dropped++;
      this.#tries = 0;
      return;
    }
    const wait = Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** this.#tries++) * (1 + this.#jitter() / 4);
    this.#asked = Math.min(outcome.after ?? 0, now + GIVE_UP);
    this.#notBefore = Math.max(now + wait, this.#asked);
    const queue = one.message.severity === 'critical' ? this.#critical : this.#others;
    const newer = this.#placeOf(queue, one.message);
    if (newer < 0) queue.unshift(one);
    // Meanwhile it is told how it stands; its place is that of the first word on it.
    else queue.unshift({ message: queue.splice(newer, 1)[0]!.message, since: one.since });
  }

  /** When `take` may have something; null: not before something is offered. */
  wakeAt(now: Instant): Instant | null {
    if (this.#onItsWay) return null;
    const ready = [
      ...[this.#critical, this.#others].map((queue) => this.#readyAt(queue, now)),
      this.#digest && this.#dueOf(this.#digest, now),
      this.#kept && (this.#rules.quiet(now)?.until ?? now),
    ].filter((one) => one !== null);
    return ready.length === 0 ? null : Math.max(Math.min(...ready), this.#notBefore);
  }

  #mayBeTold(severity: WatchSeverity, now: Instant): boolean {
    const quiet = this.#rules.quiet(now);
    return quiet === null || (quiet.except !== null && atLeast(severity, quiet.except));
  }

  #next(queue: Waiting[], now: Instant): Waiting | null {
    const [first] = queue;
    if (first === undefined || !this.#mayBeTold(first.message.severity, now)) return null;
    queue.shift();
    return first;
  }

  #readyAt([first]: readonly Waiting[], now: Instant): Instant | null {
    if (first === undefined) return null;
    return this.#mayBeTold(first.message.severity, now) ? now : (this.#rules.quiet(now)?.until ?? now);
  }

  #gather({ message }: Waiting, since: Instant): void {
    this.#digest ??= new Digest(since);
    this.#digest.add(message);
  }

  #digestDue(now: Instant): Waiting | null {
    if (this.#kept && this.#rules.quiet(now) === null) {
      const kept = this.#kept;
      this.#kept = null;
      return this.#told(kept, now);
    }
    const digest = this.#digest;
    if (!digest || now < this.#dueOf(digest, now) || !this.#mayBeTold(digest.severity, now)) return null;
    this.#digest = null;
    return this.#told(digest, now);
  }

  #told(digest: Digest, now: Instant): Waiting {
    return { message: digest.message(`${this.#name}-digest-${digest.from}-${++this.#digests}`), since: now };
  }

  /** When it has gathered long enough, and the hour has room for it. */
  #dueOf(digest: Digest, now: Instant): Instant {
    const gathered = digest.from + (this.#rules.digest ?? GATHER);
    const room = this.#singles(now) >= this.#rules.mostAnHour ? this.#hour[0]! + HOUR : 0;
    const quiet = this.#mayBeTold(digest.severity, now) ? 0 : (this.#rules.quiet(now)?.until ?? 0);
    return Math.max(gathered, room, quiet);
  }

  /** Messages of the last hour that were not critical. */
  #singles(now: Instant): number {
    while (this.#hour.length > 0 && now - this.#hour[0]! >= HOUR) this.#hour.shift();
    return this.#hour.length;
  }

  /** Of one episode only the latest waits: who was told nothing yet is told how it stands. */
  #join(queue: Waiting[], one: Waiting): void {
    const at = this.#placeOf(queue, one.message);
    if (at < 0) queue.push(one);
    else queue[at] = { message: one.message, since: queue[at]!.since };
  }

  #placeOf(queue: readonly Waiting[], { episode }: Message): number {
    if (!this.#rules.latest || episode === null) return -1;
    return queue.findIndex(({ message }) => message.episode === episode);
  }
}
