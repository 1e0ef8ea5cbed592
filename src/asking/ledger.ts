import type { Instant } from '../base/time.ts';

/** The sender address a question carries: 0.0.0.0 (RFC 5227 probe form) or our own. */
export type Form = 'zero' | 'own';

/**
 * When each position of the walk was asked in one pass. A pass asks in order of position, so a few numbers per batch
 * say it for all; batches older than `keep` milliseconds are forgotten.
 */
export class PassLedger {
  readonly form: Form;
  readonly number: number;
  /** Positions below this one were asked or passed over. */
  progress = 0;
  #first: number[] = [];
  #last: number[] = [];
  #from: Instant[] = [];
  #to: Instant[] = [];
  readonly #keep: number;

  constructor(number: number, form: Form, keep = 60_000) {
    this.number = number;
    this.form = form;
    this.#keep = keep;
  }

  /** A batch left: its first and last position and when they went. */
  note(first: number, last: number, from: Instant, to: Instant): void {
    this.#first.push(first);
    this.#last.push(last);
    this.#from.push(from);
    this.#to.push(to);
    this.progress = last + 1;
    if (this.#first.length % 4096 === 0) this.#forget(to - this.#keep);
  }

  /**
   * When `position` was asked; undefined when not yet, or too long ago to know. Within a batch that is a share of the
   * time the batch took; an answer heard `before` that share was over puts it earlier.
   */
  askedAt(position: number, before: Instant = Number.POSITIVE_INFINITY): Instant | undefined {
    if (position >= this.progress) return undefined;
    let [low, high] = [0, this.#first.length - 1];
    while (low < high) {
      const middle = (low + high + 1) >>> 1;
      if (this.#first[middle]! <= position) low = middle;
      else high = middle - 1;
    }
    const first = this.#first[low];
    if (first === undefined || position < first || position > this.#last[low]!) return undefined;
    const span = this.#last[low]! - first;
    const from = this.#from[low]!;
    const at = span === 0 ? from : from + ((this.#to[low]! - from) * (position - first)) / span;
    if (at <= before || from > before) return at;
    return from + (before - from) / 2;
  }

  get lastAt(): Instant | undefined {
    return this.#to.at(-1);
  }

  #forget(before: Instant): void {
    const keepFrom = this.#to.findIndex((to) => to >= before);
    if (keepFrom <= 0) return;
    this.#first = this.#first.slice(keepFrom);
    this.#last = this.#last.slice(keepFrom);
    this.#from = this.#from.slice(keepFrom);
    this.#to = this.#to.slice(keepFrom);
  }
}
