import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Instant } from '../base/time.ts';
import type { TokenEntry, TokenKeeper } from '../ports/door.ts';

const BASE32 = 'abcdefghijklmnopqrstuvwxyz234567';
const BITS = 160;

/** Where the entries are kept. */
export interface TokenShelf {
  /** Throws SystemFault. */
  read(): readonly TokenEntry[];
  write(entries: readonly TokenEntry[]): void;
}

/** `arp_` and 160 bits in base32, so that scanners for secrets find it where it should not be. */
export function newToken(random: (bytes: number) => Uint8Array = randomBytes): string {
  let [text, held, bits] = ['', 0, 0];
  for (const byte of random(BITS / 8)) {
    held = ((held << 8) | byte) & 0xffff;
    bits += 8;
    while (bits >= 5) {
      bits -= 5;
      text += BASE32[(held >> bits) & 31];
    }
  }
  return `arp_${text}`;
}

export function hashOf(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}

/** Who comes with a token. Entries are read again at each look: another process may have added one. */
export class Tokens implements TokenKeeper {
  readonly #shelf: TokenShelf;

  constructor(shelf: TokenShelf) {
    this.#shelf = shelf;
  }

  list(): readonly TokenEntry[] {
    return this.#shelf.read();
  }

  make(wish: Pick<TokenEntry, 'name' | 'role' | 'expires'>, now: Instant): string {
    const token = newToken();
    const entries = this.#shelf.read();
    const id = Math.max(0, ...entries.map((one) => one.id)) + 1;
    this.#shelf.write([...entries, { id, ...wish, hash: hashOf(token), made: now }]);
    return token;
  }

  revoke(id: number): boolean {
    const entries = this.#shelf.read();
    const left = entries.filter((one) => one.id !== id);
    if (left.length === entries.length) return false;
    this.#shelf.write(left);
    return true;
  }

  /** In a time that does not depend on which it is. */
  whose(token: string, now: Instant): TokenEntry | undefined {
    const given = Buffer.from(hashOf(token), 'hex');
    let found: TokenEntry | undefined;
    for (const entry of this.#shelf.read()) {
      const kept = Buffer.from(entry.hash, 'hex');
      if (kept.length === given.length && timingSafeEqual(kept, given)) found = entry;
    }
    return found && (found.expires === null || found.expires > now) ? found : undefined;
  }
}
