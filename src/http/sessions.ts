import { createHash, randomBytes } from 'node:crypto';
import type { Instant, Millis } from '../base/time.ts';
import type { Role } from '../ports/door.ts';

const MINUTE: Millis = 60_000;
const HOUR: Millis = 60 * MINUTE;
/** Whoever does nothing so long has gone, and whoever stays logs in again after so long. */
const LONGEST_IDLE: Millis = 12 * HOUR;
const LONGEST: Millis = 30 * 24 * HOUR;
const CODE_LASTS: Millis = 2 * MINUTE;
const MOST_SESSIONS = 1000;
const MOST_CODES = 100;

/** Who somebody is to the service. */
export interface Person {
  /** As it stands in the audit. */
  readonly name: string;
  readonly role: Role;
  /** It ends with this token; null: it did not begin with one. */
  readonly token: number | null;
}

export interface LoggedIn extends Person {
  readonly made: Instant;
  /** At the latest. */
  readonly ends: Instant;
}

interface Live extends LoggedIn {
  seen: Instant;
}

/** Who is logged in, in memory: they end with the service. Ids and codes are kept as their hashes. */
export class LogIns {
  readonly #live = new Map<string, Live>();
  readonly #codes = new Map<string, Person & { readonly ends: Instant }>();

  /** A code that logs in once, within two minutes. */
  offer(person: Person, now: Instant): { readonly code: string; readonly ends: Instant } {
    const code = randomBytes(20).toString('base64url');
    for (const [hash, { ends }] of this.#codes) if (ends <= now) this.#codes.delete(hash);
    dropFirst(this.#codes, MOST_CODES);
    const ends = now + CODE_LASTS;
    this.#codes.set(hashed(code), { ...person, ends });
    return { code, ends };
  }

  /** Of a code, which is worth nothing from now on; undefined: it is none. */
  redeem(code: string, now: Instant): Person | undefined {
    const hash = hashed(code);
    const found = this.#codes.get(hash);
    this.#codes.delete(hash);
    return found && found.ends > now ? { name: found.name, role: found.role, token: found.token } : undefined;
  }

  /** A new id each time. */
  begin(person: Person, now: Instant): string {
    for (const [hash, one] of this.#live) if (isOver(one, now)) this.#live.delete(hash);
    dropFirst(this.#live, MOST_SESSIONS);
    const id = randomBytes(20).toString('base64url');
    this.#live.set(hashed(id), { ...person, made: now, ends: now + LONGEST, seen: now });
    return id;
  }

  whose(id: string, now: Instant): LoggedIn | undefined {
    const hash = hashed(id);
    const found = this.#live.get(hash);
    if (!found) return undefined;
    this.#live.delete(hash);
    if (isOver(found, now)) return undefined;
    // The one that was used last stands last: what is dropped is what nobody used.
    found.seen = now;
    this.#live.set(hash, found);
    return found;
  }

  /** The same without counting as use: what a page left open hears is none. */
  peek(id: string, now: Instant): LoggedIn | undefined {
    const found = this.#live.get(hashed(id));
    return found && !isOver(found, now) ? found : undefined;
  }

  end(id: string): void {
    this.#live.delete(hashed(id));
  }

  /** Of all that began with that token. */
  endOf(token: number): void {
    for (const [hash, one] of this.#live) if (one.token === token) this.#live.delete(hash);
  }
}

function isOver({ seen, ends }: Live, now: Instant): boolean {
  return now - seen > LONGEST_IDLE || now >= ends;
}

function dropFirst(map: Map<string, unknown>, most: number): void {
  for (const hash of map.keys()) {
    if (map.size < most) return;
    map.delete(hash);
  }
}

function hashed(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}
