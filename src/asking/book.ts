import type { Ipv4 } from '../base/ipv4.ts';
import { BROADCAST_MAC, type Mac } from '../base/mac.ts';
import type { Instant, Millis } from '../base/time.ts';
import type { Answerer } from '../inventory/claimant.ts';
import type { Judgement } from '../inventory/judge.ts';
import type { Standing } from '../inventory/proxy.ts';
import type { Glance } from '../wire/glance.ts';
import type { Field } from './field.ts';
import type { Form } from './ledger.ts';

/** What is known of one (address, MAC) of a field. */
export interface BookEntry extends Answerer {
  readonly field: Field;
  readonly rttMs: Millis;
  readonly tries: number;
  zero: number;
  own: number;
  /** The Ethernet source of its first answer. */
  readonly from: Mac;
  byBroadcast: boolean;
  silentToProbe: boolean;
  /** What was told of it last. */
  told: Judgement | undefined;
}

/** MACs kept of one address; further ones are counted. */
export const MOST_KEPT = 64;
/** MACs beyond the first of their address, of all addresses together: those kept, and those counted. */
const MOST_RIVALS = 32_768;
/** Addresses kept; a /13 behind one proxy. */
const MOST_ADDRESSES = 524_288;

/** How a MAC stands with all it answers for, and one of those it answers for as its own. */
export interface SpeakerStanding extends Standing {
  readonly owner: BookEntry | undefined;
}

interface Speaker {
  owned: number;
  unheard: number;
  tested: number;
  owner: BookEntry | undefined;
  readonly answers: BookEntry[];
}

const NOBODY: Speaker = { owned: 0, unheard: 0, tested: 0, owner: undefined, answers: [] };

/**
 * Who answered, by address and by MAC. One for each field. What the wire decides the number of is bounded, and what
 * was left out is told.
 */
export class Book {
  readonly #byIp = new Map<Ipv4, BookEntry[]>();
  readonly #byMac = new Map<Mac, Speaker>();
  readonly #crowds = new Map<Ipv4, Set<Mac>>();
  readonly #overrun = new Set<Ipv4>();
  #count = 0;
  #rivals = 0;
  #crowded = 0;
  #uncounted = 0;
  #doubtful = 0;
  #changes = 0;

  get addresses(): number {
    return this.#byIp.size;
  }

  get stations(): number {
    return this.#count;
  }

  /** Goes up with everything a verdict rests on. */
  get changes(): number {
    return this.#changes;
  }

  /** MACs that were heard and are not kept, so far as they were told apart. */
  get leftOut(): number {
    return this.#crowded;
  }

  /** Answers of which not even that is known. */
  get uncounted(): number {
    return this.#uncounted;
  }

  /** Somebody answers who has answered no probe: perhaps a proxy, and proxies are slow (proxy_delay). */
  get hasSuspects(): boolean {
    return this.#doubtful > 0;
  }

  find(ip: Ipv4, mac: Mac): BookEntry | undefined {
    const list = this.#byIp.get(ip);
    if (list === undefined) return undefined;
    for (const heard of list) if (heard.mac === mac) return heard;
    return undefined;
  }

  /** False: there is no room for another MAC, and this one is at most counted. */
  add(heard: BookEntry): boolean {
    this.#changes++;
    const list = this.#byIp.get(heard.ip);
    if (!this.#hasRoom(list)) {
      this.#countOut(heard);
      return false;
    }
    if (list === undefined) this.#byIp.set(heard.ip, [heard]);
    else {
      list.push(heard);
      this.#rivals++;
    }
    const speaker = this.#speaker(heard.mac);
    speaker.answers.push(heard);
    if (heard.zero === 0) {
      speaker.unheard++;
      this.#doubtful++;
    } else this.#own(speaker, heard);
    this.#count++;
    return true;
  }

  /** One more answer of somebody known. */
  count(heard: BookEntry, form: Form, byBroadcast: boolean): void {
    const first = heard.zero === 0;
    countAnswer(heard, form, byBroadcast);
    if (!first || heard.zero === 0) return;
    this.#changes++;
    const speaker = this.#speaker(heard.mac);
    speaker.unheard--;
    this.#doubtful--;
    if (heard.silentToProbe) speaker.tested--;
    this.#own(speaker, heard);
  }

  /** It was asked by unicast with sender 0.0.0.0, in vain. */
  noteSilence(heard: BookEntry): void {
    if (heard.silentToProbe || heard.zero > 0) return;
    this.#changes++;
    heard.silentToProbe = true;
    this.#speaker(heard.mac).tested++;
  }

  answersFor(ip: Ipv4): readonly BookEntry[] {
    return this.#byIp.get(ip) ?? [];
  }

  /** How many MACs answered for it, those that are only counted included; there may be more once counting has ended. */
  macsFor(ip: Ipv4): number {
    const more = (this.#crowds.get(ip)?.size ?? 0) + (this.#overrun.has(ip) ? 1 : 0);
    return this.answersFor(ip).length + more;
  }

  /** May be as long as a network is large. */
  answersOf(mac: Mac): readonly BookEntry[] {
    return (this.#byMac.get(mac) ?? NOBODY).answers;
  }

  standingOf(mac: Mac): SpeakerStanding {
    return this.#byMac.get(mac) ?? NOBODY;
  }

  byAddress(): IterableIterator<[Ipv4, readonly BookEntry[]]> {
    return this.#byIp.entries();
  }

  #hasRoom(list: readonly BookEntry[] | undefined): boolean {
    if (list === undefined) return this.#byIp.size < MOST_ADDRESSES;
    return list.length < MOST_KEPT && this.#rivals < MOST_RIVALS;
  }

  #countOut({ ip, mac }: BookEntry): void {
    const crowd = this.#crowds.get(ip);
    if (crowd?.has(mac)) return;
    if (this.#crowded >= MOST_RIVALS || !this.#byIp.has(ip)) {
      this.#uncounted++;
      if (this.#byIp.has(ip)) this.#overrun.add(ip);
      return;
    }
    this.#crowded++;
    if (crowd) crowd.add(mac);
    else this.#crowds.set(ip, new Set([mac]));
  }

  #own(speaker: Speaker, heard: BookEntry): void {
    speaker.owned++;
    speaker.owner ??= heard;
  }

  #speaker(mac: Mac): Speaker {
    const known = this.#byMac.get(mac);
    if (known) return known;
    const speaker: Speaker = { owned: 0, unheard: 0, tested: 0, owner: undefined, answers: [] };
    this.#byMac.set(mac, speaker);
    return speaker;
  }
}

/** The first answer of a MAC for an address; `form` is that of the question. */
export function firstAnswer(
  { spa: ip, sha: mac, src: from, dst }: Glance,
  how: Pick<BookEntry, 'field' | 'rttMs' | 'tries' | 'late'> & { readonly form: Form },
): BookEntry {
  const { field, rttMs, tries, late, form } = how;
  const entry: BookEntry = {
    field,
    ip,
    mac,
    rttMs,
    tries,
    late,
    from,
    zero: 0,
    own: 0,
    byBroadcast: false,
    silentToProbe: false,
    told: undefined,
  };
  countAnswer(entry, form, dst === BROADCAST_MAC);
  return entry;
}

/** `Book.count` is for what is in a book. */
function countAnswer(heard: BookEntry, form: Form, byBroadcast: boolean): void {
  if (form === 'zero') heard.zero++;
  else heard.own++;
  if (byBroadcast) heard.byBroadcast = true;
}

/** A question that goes out again to somebody who answered, to learn how much gets lost. */
export interface Again {
  readonly heard: BookEntry;
  askedAt: Instant;
  answered: boolean;
}
