import { createHash } from 'node:crypto';
import type { Instant, Millis } from '../base/time.ts';
import { Refused } from './problem.ts';

const KEPT: Millis = 24 * 60 * 60_000;
const MOST_KEPT = 1000;

interface Done {
  readonly at: Instant;
  readonly body: string;
  readonly answer: Promise<unknown>;
}

/** What was asked with an Idempotency-Key is done once, and answered as before when it is asked again. */
export class DoneOnce {
  readonly #done = new Map<string, Done>();

  /** Throws Refused (422) for a key that came with something else before. What failed may be tried again. */
  async do<T>(
    { key, body, now }: { readonly key: string; readonly body: unknown; readonly now: Instant },
    deed: () => Promise<T>,
  ): Promise<T> {
    const hash = createHash('sha256').update(JSON.stringify(body)).digest('hex');
    const before = this.#done.get(key);
    if (before && now - before.at < KEPT) {
      if (before.body !== hash)
        throw new Refused(422, 'this Idempotency-Key came with something else before', 'take a new one');
      return (await before.answer) as T;
    }
    this.#done.delete(key);
    if (this.#done.size >= MOST_KEPT) this.#done.delete(this.#done.keys().next().value!);
    const answer = deed();
    this.#done.set(key, { at: now, body: hash, answer });
    try {
      return await answer;
    } catch (fault) {
      this.#done.delete(key);
      throw fault;
    }
  }
}
