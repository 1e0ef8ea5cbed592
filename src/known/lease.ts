import type { Ipv4 } from '../base/ipv4.ts';
import type { Mac } from '../base/mac.ts';
import type { Instant } from '../base/time.ts';
import type { BadLine } from './lines.ts';

/** An address that a DHCP server gave to a client. */
export interface LeaseLine {
  readonly ip: Ipv4;
  readonly mac: Mac;
  /** What the client called itself, as the server keeps it: text of a stranger. */
  readonly name: string | null;
  /** In milliseconds since the epoch; null: it never ends. */
  readonly expires: Instant | null;
  readonly line: number;
}

export interface LeaseFile {
  /** One of an address, the last that the file has. */
  readonly leases: readonly LeaseLine[];
  readonly bad: readonly BadLine[];
}

/** Those of a file in which a later one of an address replaces the ones before it; null: given back, or in no use. */
export class LeaseBook {
  readonly #last = new Map<Ipv4, LeaseLine>();
  readonly #bad: BadLine[] = [];

  put(ip: Ipv4, lease: LeaseLine | null): void {
    this.#last.delete(ip);
    if (lease !== null) this.#last.set(ip, lease);
  }

  bad(line: number, why: string): void {
    this.#bad.push({ line, why });
  }

  get all(): LeaseFile {
    return { leases: [...this.#last.values()], bad: this.#bad };
  }
}
