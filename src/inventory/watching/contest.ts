import type { Ipv4 } from '../../base/ipv4.ts';
import type { Mac } from '../../base/mac.ts';
import type { Instant, Millis } from '../../base/time.ts';
import type { Episode } from '../episode.ts';
import type { WatchKind } from '../watch-event.ts';
import { TOGETHER } from './asked-pairs.ts';

/** An owner that is alive defends itself or is heard within this time (RFC 5227 DEFEND_INTERVAL); then it is told as it stands. */
export const DOUBT: Millis = 10_000;
/** So long it is remembered who had it before, and both that speak within it are alive. */
export const QUARREL: Millis = 60_000;

const MOST_RIVALS = 16;
const MOST_ASKERS = 64;

/** How a MAC says that it has the address. */
export type Manner = 'answered' | 'pressed' | 'announced' | 'whispered' | 'used';

/** One MAC that claims an address which another has. */
export class Claimer {
  readonly mac: Mac;
  readonly began: Instant;
  readonly beganAnnounced: boolean;
  /** It was heard before with another address. */
  readonly known: boolean;
  last: Instant;
  /** Answers to questions, unicast answers nobody had asked for, told to all, asked as it by unicast, asked as it. */
  readonly said: Record<Manner, number> = { answered: 0, pressed: 0, announced: 0, whispered: 0, used: 0 };
  firstAnnounced: Instant = Number.NaN;
  lastAnnounced: Instant = Number.NaN;
  /** AskedPairs that it and the owner answered at once. */
  together = 0;
  /** When a question to all was answered by it alone; NaN: none, or the owner did too. */
  aloneAt: Instant = Number.NaN;
  /** What the owner did since. */
  ownerAlive = false;
  ownerUsed = 0;
  ownerAnswered = 0;
  defended = false;
  gaveWay = false;
  /** Unicast questions to the owner for it, unanswered. */
  ownerAskedInVain = 0;
  /** When the first of them was put. */
  ownerAskedAt: Instant = Number.NaN;
  askedForIt: 'never' | 'before' | 'since' = 'never';
  /** The owner had been asked in vain when it came. */
  readonly ownerWasSilent: boolean;
  /** Who was answered by whom last: the rival, or the owner. */
  readonly askers = new Map<Ipv4, 'rival' | 'owner'>();
  crossed = false;
  /** Its claims came from another card than the MAC they name: that card is no owner of it. */
  spokenFor = false;
  /** It told others that it has the address, and wrote to the owner as to the one that has it. */
  givesAway = false;
  verdict: WatchKind | null = null;
  /** It was looked at for the last time: what is not decided stays so. */
  looked = false;

  constructor(from: {
    readonly mac: Mac;
    readonly at: Instant;
    readonly manner: Manner;
    readonly known: boolean;
    readonly ownerWasSilent: boolean;
    readonly askedForIt: boolean;
  }) {
    this.mac = from.mac;
    this.began = from.at;
    this.last = from.at;
    this.beganAnnounced = from.manner === 'announced';
    this.known = from.known;
    this.ownerWasSilent = from.ownerWasSilent;
    if (from.askedForIt) this.askedForIt = 'before';
  }

  says(manner: Manner, at: Instant): void {
    this.said[manner]++;
    this.last = at;
    if (manner !== 'announced') return;
    if (Number.isNaN(this.firstAnnounced)) this.firstAnnounced = at;
    this.lastAnnounced = at;
  }

  /** The owner answered the same asker at the same time: both were asked, and the question was not heard. */
  wasAsked(): void {
    this.said.pressed--;
    this.said.answered++;
    this.together++;
  }

  answers(who: 'rival' | 'owner', asker: Ipv4): void {
    const before = this.askers.get(asker);
    if (before === undefined && this.askers.size >= MOST_ASKERS) return;
    if (before === 'rival' && who === 'owner') this.crossed = true;
    this.askers.set(asker, who);
  }

  /** Of two askers or more each is answered by one of the two alone, and not all by the same. */
  get byAsker(): boolean {
    if (this.crossed || this.together > 0) return false;
    let [rival, owner] = [0, 0];
    for (const who of this.askers.values()) {
      if (who === 'rival') rival++;
      else owner++;
    }
    return rival > 0 && owner > 0;
  }
}

/** An address that more than one MAC claims. */
export class Contest {
  readonly address: number;
  readonly ip: Ipv4;
  readonly network: number;
  /** Who had it, or should have it. */
  readonly owner: Mac;
  ownerLast: Instant;
  readonly rivals = new Map<Mac, Claimer>();
  /** Claims of MACs beyond those that are told apart. */
  others = 0;
  /** What it is told as, while it lasts. */
  episode: Episode | null = null;
  /** It was told, and was over at once. */
  settled: WatchKind | null = null;
  /** When another claimed it than before. */
  lastTurn: Instant = Number.NaN;
  /** Who claimed last. */
  speaker: Mac;
  frames = 0;

  constructor(
    address: number,
    about: { readonly ip: Ipv4; readonly network: number; readonly owner: Mac; readonly ownerLast: Instant },
  ) {
    this.address = address;
    this.ip = about.ip;
    this.network = about.network;
    this.owner = about.owner;
    this.ownerLast = about.ownerLast;
    this.speaker = about.owner;
  }

  #replyBy: Mac = Number.NaN;
  #replyTo: Ipv4 = 0;
  #replyAt: Instant = Number.NEGATIVE_INFINITY;

  /** A unicast answer that nobody had asked for, as far as was heard. */
  replied(mac: Mac, asker: Ipv4, at: Instant): void {
    this.#replyBy = mac;
    this.#replyTo = asker;
    this.#replyAt = at;
  }

  /** Whether the last one was that MAC's, to that asker, just now. */
  repliedWith(mac: Mac, asker: Ipv4, at: Instant): boolean {
    return this.#replyBy === mac && this.#replyTo === asker && at - this.#replyAt <= TOGETHER;
  }

  /** Makes room by forgetting the one without a verdict that was silent longest; undefined when there is none. */
  admit(rival: Claimer): boolean {
    if (this.rivals.size >= MOST_RIVALS) {
      let oldest: Claimer | undefined;
      for (const one of this.rivals.values())
        if (one.verdict === null && (oldest === undefined || one.last < oldest.last)) oldest = one;
      if (oldest === undefined) return false;
      this.rivals.delete(oldest.mac);
    }
    this.rivals.set(rival.mac, rival);
    return true;
  }

  get macs(): readonly Mac[] {
    return [this.owner, ...this.rivals.keys()].slice(0, MOST_RIVALS);
  }
}
