import { createHmac, timingSafeEqual } from 'node:crypto';
import { Refused } from './problem.ts';

/** Where a list goes on: opaque to whoever asks, and worth nothing when somebody made it up. */
export class Cursors {
  readonly #key: Uint8Array;

  constructor(key: Uint8Array) {
    this.#key = key;
  }

  /** `place` is of that list alone. */
  write(list: string, place: unknown): string {
    const text = Buffer.from(JSON.stringify(place)).toString('base64url');
    return `${text}.${this.#seal(list, text)}`;
  }

  /** Throws Refused (400). */
  read(list: string, cursor: string): unknown {
    const [text = '', seal = ''] = cursor.split('.');
    const given = Buffer.from(seal);
    const own = Buffer.from(this.#seal(list, text));
    if (given.length !== own.length || !timingSafeEqual(given, own))
      throw new Refused(400, 'this cursor was not made here', 'begin without one');
    return JSON.parse(Buffer.from(text, 'base64url').toString());
  }

  #seal(list: string, text: string): string {
    return createHmac('sha256', this.#key).update(`${list} ${text}`).digest('base64url').slice(0, 22);
  }
}
