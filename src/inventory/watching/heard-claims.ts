import type { Mac } from '../../base/mac.ts';
import { OP_REPLY } from '../../wire/arp.ts';
import type { Glance } from '../../wire/glance.ts';
import { isRole } from '../virtual.ts';
import { type Arrivals, isNoCard, NO_CARD } from './arrivals.ts';
import type { Solicited } from './asked-pairs.ts';
import { type Contests, mannerOf } from './contests.ts';
import type { Desk } from './desk.ts';
import type { InVain } from './in-vain.ts';
import { AGAIN, ANSWERED, NO_ROW, PRESSED, USED, WATCHED } from './roll.ts';

/** Asked for so often without an answer, an address is looked at more closely. */
export const SOME_QUESTIONS = 4;
/** Of a claim that is no answer. */
export const UNASKED: Solicited = { asked: false, beside: false, toAll: false, alone: false };
/** Of an answer to a question that went to one MAC alone. */
export const ALONE: Solicited = { asked: true, beside: false, toAll: false, alone: true };

/** Those who are told of claims that are not the short way. */
interface Concerned {
  readonly contests: Contests;
  readonly arrivals: Arrivals;
  readonly inVain: InVain;
}

/** Who says that it has which address: the holder itself by a short way, all others with care. */
export class HeardClaims {
  readonly #desk: Desk;
  readonly #contests: Contests;
  readonly #arrivals: Arrivals;
  readonly #inVain: InVain;

  constructor(desk: Desk, { contests, arrivals, inVain }: Concerned) {
    this.#desk = desk;
    this.#contests = contests;
    this.#arrivals = arrivals;
    this.#inVain = inVain;
  }

  /** False for a sender that cannot be of this network. */
  take(seen: Glance, network: number, solicited: Solicited): boolean {
    const { roll, now } = this.#desk;
    const { spa, sha, src } = seen;
    // Answers to single askers say nothing of what it does for all: they know its MAC already.
    const bit = seen.op !== OP_REPLY ? USED : solicited.toAll ? ANSWERED | AGAIN : 0;
    const known = roll.findAddress(spa, network);
    if (
      known !== NO_ROW &&
      roll.holderMac[known] === sha &&
      src === sha &&
      (roll.flags[known]! & WATCHED) === 0
    ) {
      roll.last[known] = now;
      const station = roll.holder[known]!;
      if (bit !== 0 && (roll.stationFlags[station]! & bit) !== bit) this.#mark(station, bit);
      if (roll.vain[known]! !== 0) this.#heardAgain(known, seen, network);
      return true;
    }
    return this.#claimWithCare(seen, network, { solicited, bit, known });
  }

  /**
   * An answer that nobody asked for names whom it goes to. Where its sender says elsewhere that it is that one itself, it
   * knows better whose the address is (poisoning both ways does that in each pair of frames).
   */
  givesAway({ sha, tha, tpa, dst }: Glance, network: number): void {
    if (tha !== dst || tha === sha || isNoCard(tha)) return;
    const { roll } = this.#desk;
    const address = roll.findAddress(tpa, network);
    if (address === NO_ROW) return;
    if ((roll.flags[address]! & WATCHED) !== 0) this.#contests.givesAway(address, { liar: sha, owner: tha });
    else if (roll.holderMac[address] === sha && this.#neverWas(roll.holder[address]!)) {
      const station = this.#stationOf(address, tha);
      if (station === NO_ROW) return;
      this.#holds(address, station);
      roll.last[address] = Number.NEGATIVE_INFINITY;
    }
  }

  /** All it ever said was to single hosts, unasked. */
  #neverWas(station: number): boolean {
    const { roll } = this.#desk;
    return station !== NO_ROW && roll.stationFlags[station] === PRESSED;
  }

  /** All that is not the holder of an address saying so itself. */
  #claimWithCare(
    seen: Glance,
    network: number,
    {
      solicited,
      bit,
      known,
    }: { readonly solicited: Solicited; readonly bit: number; readonly known: number },
  ): boolean {
    const desk = this.#desk;
    const { roll, now, meant } = desk;
    const { spa: ip, sha, src } = seen;
    const bogon = meant.whyBogon(ip);
    if (bogon !== undefined || isNoCard(sha)) {
      this.#arrivals.bogon(ip, network, { mac: isNoCard(sha) ? src : sha, reason: bogon ?? NO_CARD });
      return false;
    }
    const address = known === NO_ROW ? roll.address(ip, network) : known;
    if (address === NO_ROW) {
      desk.left++;
      return true;
    }
    const forOther = src !== sha && !isRole(sha) && !isRole(src);
    if (src !== sha) {
      if (forOther && this.#contests.isRival(address, src)) return true;
      this.#arrivals.speaksFor(ip, network, { sha, src });
    }
    const manner = mannerOf(seen, solicited);
    const isNew = roll.findStation(address, sha) === NO_ROW;
    const station = this.#stationOf(address, sha);
    if (isNew && manner === 'pressed' && station !== NO_ROW) roll.stationFlags[station]! |= PRESSED;
    const vlan = desk.networks.networkOf(network).vlan;
    const rightful = meant.macsOf(ip, vlan, now);
    if (Number.isNaN(roll.holderMac[address]!)) {
      if (station === NO_ROW) return true;
      if (rightful.length === 0 || rightful.includes(sha)) {
        this.#holds(address, station);
        this.#arrivals.newAddress(address, station);
        this.#inVain.answered(ip, network);
        if (!forOther) this.#mark(station, bit);
        return true;
      }
      // Somebody said who should have it: that one has it, though it was never heard.
      roll.holderMac[address] = rightful[0]!;
    }
    if (station !== NO_ROW && !forOther) this.#mark(station, bit);
    // What was told to be has come back; whoever had it meanwhile is a rival from now on.
    if (
      rightful.includes(sha) &&
      !rightful.includes(roll.holderMac[address]!) &&
      station !== NO_ROW &&
      !forOther &&
      (roll.flags[address]! & WATCHED) === 0
    )
      this.#holds(address, station);
    // Whoever lied first is no owner: the first that answers or asks as the address is.
    if (
      station !== NO_ROW &&
      !forOther &&
      manner !== 'pressed' &&
      manner !== 'announced' &&
      roll.holderMac[address] !== sha &&
      (roll.flags[address]! & WATCHED) === 0 &&
      rightful.length === 0 &&
      this.#neverWas(roll.holder[address]!)
    )
      this.#holds(address, station);
    const holder = roll.holderMac[address]!;
    if (holder === sha && (roll.flags[address]! & WATCHED) === 0) {
      if (forOther) return true;
      roll.last[address] = now;
      if (roll.vain[address]! !== 0) this.#heardAgain(address, seen, network);
      return true;
    }
    if (forOther && sha === this.#contests.ownerOf(address)) return true;
    if (rightful.includes(sha) && rightful.includes(holder) && (roll.flags[address]! & WATCHED) === 0) {
      if (station !== NO_ROW) this.#holds(address, station);
      return true;
    }
    if (station !== NO_ROW) roll.stationLast[station] = now;
    const owner = { mac: holder, last: roll.last[address]! };
    this.#contests.claim(
      {
        address,
        network,
        ip,
        mac: sha,
        manner,
        asker: seen.tpa,
        beside: solicited.beside,
        toAll: solicited.toAll,
        alone: solicited.alone,
        spokenFor: forOther,
      },
      owner,
    );
    if (roll.holderMac[address] === sha) roll.last[address] = now;
    this.#inVain.isThere(address, sha);
    if (roll.vain[address]! !== 0) this.#heardAgain(address, seen, network);
    return true;
  }

  #stationOf(address: number, mac: Mac): number {
    const { roll, now } = this.#desk;
    const known = roll.findStation(address, mac);
    if (known !== NO_ROW) return known;
    const station = roll.addStation(address, mac, now);
    if (station === NO_ROW) this.#desk.left++;
    else this.#arrivals.newStation(address, mac);
    return station;
  }

  #holds(address: number, station: number): void {
    const { roll, now } = this.#desk;
    const before = roll.holder[address]!;
    if (before !== NO_ROW) roll.stationLast[before] = roll.last[address]!;
    roll.holder[address] = station;
    roll.holderMac[address] = roll.stationMac[station]!;
    roll.since[address] = now;
    roll.last[address] = now;
  }

  #mark(station: number, bit: number): void {
    const { roll } = this.#desk;
    const flags = roll.stationFlags[station]!;
    if (bit === 0 || (flags & bit) === bit) return;
    // Of answers the second counts: by then whoever uses its addresses has used them.
    const next = bit === USED ? USED : (flags & ANSWERED) === 0 ? ANSWERED : AGAIN;
    roll.stationFlags[station]! |= next;
    this.#arrivals.marked(station, next);
  }

  #heardAgain(address: number, { spa }: Glance, network: number): void {
    const { roll } = this.#desk;
    if (roll.vain[address]! > SOME_QUESTIONS) this.#inVain.answered(spa, network);
    roll.vain[address] = 0;
  }
}
