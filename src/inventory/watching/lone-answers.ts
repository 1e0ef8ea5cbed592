import type { Ipv4 } from '../../base/ipv4.ts';
import { BROADCAST_MAC, isMulticastMac, type Mac } from '../../base/mac.ts';
import type { Instant, Millis } from '../../base/time.ts';
import type { Glance } from '../../wire/glance.ts';

/** What came of asking one MAC for an address; `silent`: asked so often that no loss explains it. */
export type SaidAlone = 'answered' | 'silent' | 'open' | 'unasked';

/** Silence to fewer questions may be a loss. */
export const ALONE_TRIES = 3;
/** Who is there answers within this time. */
export const ALONE_PATIENCE: Millis = 1000;
const LATE: Millis = 5000;
/** What was said longer ago says nothing of now. */
const STALE: Millis = 600_000;
const MOST_MACS = 1024;
const MOST_IPS = 512;

interface Asked {
  questions: number;
  answered: boolean;
  /** when it was asked last */
  at: Instant;
}

/**
 * Who answers when it is asked alone: by unicast, with sender 0.0.0.0, which no table remembers (RFC 5227 2.1.1) and whose
 * answer is for the asker alone. Whoever asks, it is read from the frames.
 */
export class LoneAnswers {
  readonly #macs = new Map<string, Map<Ipv4, Asked>>();

  get isEmpty(): boolean {
    return this.#macs.size === 0;
  }

  /**
   * False: it is no such question, or its answer would not be heard (`hears`), so that silence shows nothing. Otherwise
   * whether it tells something new when no answer comes.
   */
  ask(seen: Glance, network: number, { at, hears }: { readonly at: Instant; readonly hears: boolean }): Heed {
    const { dst, src, sha, spa, tpa } = seen;
    if (spa !== 0 || tpa === 0 || src !== sha || dst === BROADCAST_MAC || isMulticastMac(dst) || !hears)
      return 'other';
    const asked = this.#of(dst, network, tpa);
    if (at - asked.at > STALE) {
      asked.questions = 0;
      asked.answered = false;
    }
    asked.questions++;
    asked.at = at;
    return asked.questions > ALONE_TRIES || asked.answered ? 'told' : 'news';
  }

  /** Whether the reply is an answer to such a question. */
  answer(seen: Glance, network: number, at: Instant): boolean {
    const { dst, src, sha, spa, tpa } = seen;
    if (tpa !== 0 || src !== sha || dst === BROADCAST_MAC || this.#macs.size === 0) return false;
    const asked = this.#macs.get(keyOf(sha, network))?.get(spa);
    if (asked === undefined || at - asked.at > LATE) return false;
    asked.answered = true;
    return true;
  }

  said(mac: Mac, ip: Ipv4, { network, at }: Where): SaidAlone {
    return saidBy(this.#macs.get(keyOf(mac, network))?.get(ip), at);
  }

  /** Once, and in vain: of an address that nobody else is known to have that is enough. */
  wasAsked(mac: Mac, ip: Ipv4, { network, at }: Where): boolean {
    const asked = this.#macs.get(keyOf(mac, network))?.get(ip);
    if (asked === undefined || at - asked.at > STALE) return false;
    return asked.answered || at - asked.at >= ALONE_PATIENCE;
  }

  /** All addresses that one of the two was asked for. */
  *askedOf(macs: readonly Mac[], network: number): Generator<Ipv4> {
    const seen = new Set<Ipv4>();
    for (const mac of macs)
      for (const ip of this.#macs.get(keyOf(mac, network))?.keys() ?? []) {
        if (seen.has(ip)) continue;
        seen.add(ip);
        yield ip;
      }
  }

  #of(mac: Mac, network: number, ip: Ipv4): Asked {
    const key = keyOf(mac, network);
    let its = this.#macs.get(key);
    if (its === undefined) {
      if (this.#macs.size >= MOST_MACS) this.#macs.delete(this.#macs.keys().next().value!);
      its = new Map();
      this.#macs.set(key, its);
    }
    let asked = its.get(ip);
    if (asked === undefined) {
      if (its.size >= MOST_IPS) its.delete(its.keys().next().value!);
      asked = { questions: 0, answered: false, at: Number.NEGATIVE_INFINITY };
      its.set(ip, asked);
    }
    return asked;
  }
}

/** `told`: asked so often that one more question changes nothing. */
export type Heed = 'other' | 'told' | 'news';

export interface Where {
  readonly network: number;
  readonly at: Instant;
}

function saidBy(asked: Asked | undefined, at: Instant): SaidAlone {
  if (asked === undefined || at - asked.at > STALE) return 'unasked';
  if (asked.answered) return 'answered';
  return asked.questions >= ALONE_TRIES && at - asked.at >= ALONE_PATIENCE ? 'silent' : 'open';
}

function keyOf(mac: Mac, network: number): string {
  return `${network} ${mac}`;
}
