import type { Instant } from '../base/time.ts';
import type { Clock } from '../ports/clock.ts';
import type { Link } from '../ports/link.ts';
import { Agenda, type Happening } from './agenda.ts';

/** Microtask turns in which tasks that run may reach their next wait before time goes on without them. */
const TURNS = 16;
/** The same while a task that was woken has not come back to wait: it may be busy, or it may have ended. */
const PATIENT_TURNS = 1000;
const TURN = Promise.resolve();

interface Waiter {
  readonly until: Instant;
  readonly checks: readonly (() => boolean)[];
  readonly wake: () => void;
  readonly fail: (why: unknown) => void;
}

class Deed implements Happening {
  at: Instant;
  order = 0;
  readonly happen: () => void;

  constructor(at: Instant, deed: () => void) {
    this.at = at;
    this.happen = deed;
  }
}

/**
 * Time that stands still while somebody works and leaps to the next event when all wait.
 * Several tasks may wait; who asked first is woken first. A task that waits for something else than this clock
 * (a file, a name server) does not hold the others back for ever.
 */
export class PaperClock implements Clock {
  readonly #agenda = new Agenda();
  readonly #readiness = new WeakMap<Link, () => boolean>();
  #waiters: Waiter[] = [];
  #now: Instant = 0;
  #calls = 0;
  #awake = 0;
  #living = false;
  #stirred = false;

  /** Milliseconds since the world began. */
  now(): Instant {
    return this.#now;
  }

  wait(until: Instant, links: readonly Link[] = []): Promise<void> {
    const checks = links.map((link) => {
      const isReady = this.#readiness.get(link);
      if (!isReady) throw new Error(`the link ${link.facts.name} is not of this paper world`);
      return isReady;
    });
    this.#calls++;
    if (this.#awake > 0) this.#awake--;
    return new Promise((wake, fail) => {
      this.#waiters.push({ until, checks, wake, fail });
      this.#stirred = true;
      this.#bestir();
    });
  }

  /** Makes a link known: `isReady` says whether it has something to drain. */
  know(link: Link, isReady: () => boolean): void {
    this.#readiness.set(link, isReady);
  }

  /** A link has got something to drain: waiters are looked at before time goes on. */
  stir(): void {
    this.#stirred = true;
  }

  /** Puts something into the future. */
  add(happening: Happening): void {
    this.#agenda.add(happening);
    if (this.#waiters.length > 0) this.#bestir();
  }

  /** `deed` is done at `when` (at once if that is past), in the order of asking among deeds of one moment. */
  at(when: Instant, deed: () => void): void {
    this.add(new Deed(Math.max(when, this.#now), deed));
  }

  /** Lets everything up to `until` happen, now, without any promise. Only for when nobody waits. */
  run(until: Instant): void {
    this.#happenUpTo(until);
    this.#now = Math.max(this.#now, until);
  }

  #happenUpTo(until: Instant): void {
    while (this.#agenda.next <= until) {
      const happening = this.#agenda.take()!;
      this.#now = Math.max(this.#now, happening.at);
      happening.happen();
    }
  }

  #bestir(): void {
    if (this.#living) return;
    this.#living = true;
    void this.#live();
  }

  async #live(): Promise<void> {
    do {
      let quiet = 0;
      let seen = this.#calls;
      while (quiet < (this.#awake > 0 ? PATIENT_TURNS : TURNS)) {
        await TURN;
        quiet++;
        if (seen !== this.#calls) quiet = 0;
        seen = this.#calls;
      }
      this.#awake = 0;
    } while (this.#waiters.length > 0 && this.#advanceOrFail());
    this.#living = false;
  }

  /** A fault in what happens is a fault of the world, so everybody who waits in it is told. */
  #advanceOrFail(): boolean {
    try {
      return this.#advance();
    } catch (why) {
      for (const waiter of this.#waiters.splice(0)) waiter.fail(why);
      return false;
    }
  }

  /** To the next moment at which a waiter has what it waits for; false when no such moment is in sight. */
  #advance(): boolean {
    let horizon = Number.POSITIVE_INFINITY;
    for (const waiter of this.#waiters) horizon = Math.min(horizon, waiter.until);
    for (;;) {
      if (this.#stirred || horizon <= this.#now) {
        this.#stirred = false;
        if (this.#wakeReady()) return true;
      }
      const next = Math.min(horizon, this.#agenda.next);
      if (next === Number.POSITIVE_INFINITY) return false;
      this.#happenUpTo(next);
      this.#now = Math.max(this.#now, next);
    }
  }

  #wakeReady(): boolean {
    const ready: Waiter[] = [];
    const others: Waiter[] = [];
    for (const waiter of this.#waiters) {
      const isReady = waiter.until <= this.#now || waiter.checks.some((check) => check());
      (isReady ? ready : others).push(waiter);
    }
    this.#waiters = others;
    this.#awake += ready.length;
    for (const waiter of ready) waiter.wake();
    return ready.length > 0;
  }
}
