import type { Ipv4 } from '../../base/ipv4.ts';
import type { Mac } from '../../base/mac.ts';
import type { Instant, Millis } from '../../base/time.ts';
import type { Field } from './field.ts';
import type { Form } from './ledger.ts';

/** What is known of one (address, MAC) of a field. */
export interface Heard {
  readonly field: Field;
  readonly ip: Ipv4;
  readonly mac: Mac;
  readonly rttMs: Millis;
  readonly tries: number;
  readonly late: boolean;
  /** Answers to questions with sender 0.0.0.0, and to questions with our own. */
  zero: number;
  own: number;
  /** The Ethernet source of its first answer; an owner's is its own MAC. */
  readonly from: Mac;
  /** An answer came as an Ethernet broadcast (farpd does that; an owner answers by unicast). */
  byBroadcast: boolean;
  /** Asked by unicast with sender 0.0.0.0 in vain: a proxy, or a host that ignores such questions. */
  silentToProbe: boolean;
  /** The last verdict that was told, with its evidence; empty when none was. */
  told: string;
}

/** Who answered, by address and by MAC. One for each field. */
export class Book {
  readonly #byIp = new Map<Ipv4, Heard[]>();
  readonly #byMac = new Map<Mac, Heard[]>();
  #count = 0;

  get addresses(): number {
    return this.#byIp.size;
  }

  get stations(): number {
    return this.#count;
  }

  find(ip: Ipv4, mac: Mac): Heard | undefined {
    const list = this.#byIp.get(ip);
    if (list === undefined) return undefined;
    for (const heard of list) if (heard.mac === mac) return heard;
    return undefined;
  }

  add(heard: Heard): void {
    append(this.#byIp, heard.ip, heard);
    append(this.#byMac, heard.mac, heard);
    this.#count++;
  }

  answersFor(ip: Ipv4): readonly Heard[] {
    return this.#byIp.get(ip) ?? [];
  }

  answersOf(mac: Mac): readonly Heard[] {
    return this.#byMac.get(mac) ?? [];
  }

  byAddress(): IterableIterator<[Ipv4, readonly Heard[]]> {
    return this.#byIp.entries();
  }
}

export function countAnswer(heard: Heard, form: Form, byBroadcast: boolean): void {
  if (form === 'zero') heard.zero++;
  else heard.own++;
  if (byBroadcast) heard.byBroadcast = true;
}

/** A question that goes out again to somebody who answered, to learn how much gets lost. */
export interface Again {
  readonly heard: Heard;
  askedAt: Instant;
  answered: boolean;
}

function append<K>(map: Map<K, Heard[]>, key: K, heard: Heard): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [heard]);
  else list.push(heard);
}
