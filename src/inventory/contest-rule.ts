import type { Millis } from '../base/time.ts';
import type { Sure, WatchKind } from './watch-event.ts';
import type { SaidAlone } from './watching/lone-answers.ts';

/** All that is known of one MAC that claims an address which another has (its owner). */
export interface ContestFacts {
  /** It is the address of the machine that listens. */
  readonly own: boolean;
  /** A gateway or a virtual address, by what was told or by adverts. */
  readonly gateway: boolean;
  /** The move was announced beforehand. */
  readonly expected: boolean;
  readonly leased: boolean;
  readonly handover: 'handed-over' | 'two-masters' | 'wait' | 'unknown';
  /** Whose MAC is one of a role (VRRP, HSRP …). */
  readonly roles: 'neither' | 'owner' | 'rival' | 'both';
  readonly rivalIsRouter: boolean;
  readonly ownerIsRouter: boolean;
  /** The owner said that it has the address since the rival came. */
  readonly ownerAlive: boolean;
  /** It was asked in vain, before or since. */
  readonly ownerSilent: boolean;
  readonly ownerUsed: number;
  readonly ownerAnswered: number;
  /** It announced itself against the rival within ten seconds (RFC 5227 2.4). */
  readonly defended: boolean;
  /** It gave the address up at once and probed for another (RFC 5227 2.4 a, RFC 3927 2.5). */
  readonly gaveWay: boolean;
  /** Questions that both answered at once. */
  readonly together: number;
  /** Other addresses that both claim. */
  readonly alike: number;
  /** The rival claims an address that the owner does not. */
  readonly rivalHasOther: boolean;
  /** The owner has another address, too: this one is beside it. */
  readonly ownerHasOther: boolean;
  /** Each uses an address that the other does not claim. */
  readonly ownLives: boolean;
  readonly answered: number;
  /** Unicast answers that nobody had asked for. */
  readonly pressed: number;
  readonly announced: number;
  /** From the first announcement to the last. */
  readonly announcing: Millis;
  readonly beganAnnounced: boolean;
  /** Asked as the address, by unicast alone. */
  readonly whispered: number;
  /** Asked as the address. */
  readonly used: number;
  readonly askedForIt: 'never' | 'before' | 'since';
  /** It was heard before, with another address. */
  readonly known: boolean;
  readonly crossed: boolean;
  /** It told others that it has the address, and wrote to the owner as to the one that has it. */
  readonly givesAway: boolean;
  /** Each asker is answered by one of the two alone. */
  readonly byAsker: boolean;
  /** Both MACs are of one vendor's range, as the cards of one host mostly are. */
  readonly sameVendor: boolean;
  /** What the owner and the rival said for it when each was asked alone. */
  readonly ownerAlone: SaidAlone;
  readonly rivalAlone: SaidAlone;
  /** Other addresses that both answer for when each is asked alone. */
  readonly aloneShared: number;
  /** So many of the two stay silent, asked alone, for an address that the other answers for. */
  readonly aloneApart: number;
  /** One of them was asked for all around, too, and nothing tells them apart. */
  readonly aloneWhole: boolean;
  /** Unicast of others is heard. */
  readonly wide: boolean;
  /** Since the rival came. */
  readonly waited: Millis;
}

/** The first rule that fits says what it is; `quiet`: nothing to tell, `wait`: soon more is known. */
export interface ContestRule {
  readonly to: WatchKind | 'quiet' | 'wait';
  readonly sure: Sure;
  readonly when: (facts: ContestFacts) => boolean;
}
