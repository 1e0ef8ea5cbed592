import type { Ipv4 } from '../../base/ipv4.ts';
import type { Mac } from '../../base/mac.ts';
import { contains, firstOf, lastOf, prefixOf } from '../../base/prefix.ts';
import { isRole } from '../virtual.ts';
import type { LoneQuestion, MayAsk } from '../watcher.ts';
import type { Claimer, Contest } from './contest.ts';
import { type Desk, isGateway } from './desk.ts';
import { ALONE_PATIENCE, ALONE_TRIES, type SaidAlone } from './lone-answers.ts';
import { NO_ROW } from './roll.ts';

/** Doubts that are asked about together: whoever makes doubts must not make questions without end. */
const MOST_CASES = 256;
/** Other addresses of a MAC that its twin is asked for; the farthest first, for servers share addresses in a row. */
const MOST_OTHERS = 4;
const MOST_LOOKED_AT = 32;
/** Around an address never more than a /24 is searched. */
const AROUND = 24;
const MOST_HANDED = 16_384;

interface Case {
  readonly contest: Contest;
  readonly rival: Claimer;
}

/** What answers of single MACs show of two that claim one address. */
export interface AskedFacts {
  readonly ownerAlone: SaidAlone;
  readonly rivalAlone: SaidAlone;
  /** Other addresses that both answer for when they are asked alone. */
  readonly aloneShared: number;
  /** Of the two so many are silent for an address that the other answers for. */
  readonly aloneApart: 0 | 1 | 2;
  /** All around was asked for, too. */
  readonly aloneWhole: boolean;
}

const NOTHING_ASKED: AskedFacts = {
  ownerAlone: 'unasked',
  rivalAlone: 'unasked',
  aloneShared: 0,
  aloneApart: 0,
  aloneWhole: false,
};

/**
 * Doubts, and what would decide them: first whether both answer for the address, then whether each answers for what the
 * other has, then what else they have around it. Whether anybody asks or not, the cases are the same.
 */
export class Inquest {
  readonly #desk: Desk;
  readonly #look: (contest: Contest, rival: Claimer) => void;
  readonly #cases = new Set<Case>();
  readonly #byMac = new Map<string, Set<Case>>();
  readonly #ofRival = new WeakMap<Claimer, Case>();
  /** How often a question was handed out, heard or not. */
  readonly #handed = new Map<string, number>();

  constructor(desk: Desk, look: (contest: Contest, rival: Claimer) => void) {
    this.#desk = desk;
    this.#look = look;
  }

  open(contest: Contest, rival: Claimer): void {
    if (this.#ofRival.has(rival) || isRole(contest.owner) || isRole(rival.mac)) return;
    const { meant } = this.#desk;
    if (meant.isOwnMac(contest.owner) || meant.isOwnMac(rival.mac)) return;
    if (this.#cases.size >= MOST_CASES && !this.#makeRoom(contest)) return;
    const one = { contest, rival };
    this.#cases.add(one);
    this.#ofRival.set(rival, one);
    for (const mac of [contest.owner, rival.mac]) {
      const key = `${contest.network} ${mac}`;
      const its = this.#byMac.get(key);
      if (its) its.add(one);
      else this.#byMac.set(key, new Set([one]));
    }
  }

  close(contest: Contest): void {
    for (const rival of contest.rivals.values()) {
      const one = this.#ofRival.get(rival);
      if (one) this.#drop(one);
    }
  }

  /** One of the two was asked alone, or answered: soon more is known. */
  heard(mac: Mac, network: number, wait: boolean): void {
    const its = this.#byMac.get(`${network} ${mac}`);
    if (its === undefined) return;
    const look = (): void => {
      for (const one of its) if (this.#cases.has(one)) this.#look(one.contest, one.rival);
    };
    if (wait) this.#desk.timers.add(this.#desk.now + ALONE_PATIENCE, look);
    else look();
  }

  factsOf({ ip, network, owner }: Contest, rival: Claimer): AskedFacts {
    const { alone, now } = this.#desk;
    if (alone.isEmpty) return NOTHING_ASKED;
    const where = { network, at: now };
    const pair = [owner, rival.mac] as const;
    const [ownerAlone, rivalAlone] = [alone.said(owner, ip, where), alone.said(rival.mac, ip, where)];
    let shared = 0;
    const silent = new Set<Mac>();
    if (ownerAlone === 'answered' && rivalAlone === 'answered')
      for (const other of alone.askedOf(pair, network)) {
        if (other === ip) continue;
        const [its, theirs] = [alone.said(owner, other, where), alone.said(rival.mac, other, where)];
        if (its === 'answered' && theirs === 'answered') shared++;
        if (its === 'answered' && theirs === 'silent') silent.add(rival.mac);
        if (its === 'silent' && theirs === 'answered') silent.add(owner);
      }
    return {
      ownerAlone,
      rivalAlone,
      aloneShared: shared,
      aloneApart: silent.size as 0 | 1 | 2,
      aloneWhole: shared > 0 && silent.size === 0 && this.#isWhole(pair, ip, network),
    };
  }

  /** At most one question for each network of those that are free, the most urgent. */
  *next({ isFree, known }: MayAsk): Generator<LoneQuestion> {
    const best = new Map<number, { rank: number; question: LoneQuestion }>();
    for (const one of this.#cases) {
      const { network } = one.contest;
      const { vlan, innerVlan } = this.#desk.networks.networkOf(network);
      const place = this.#desk.networks.placeOf(network);
      if (innerVlan !== null || !isFree({ place, vlan })) continue;
      const step = this.#stepOf(one, (ip) => known(place, ip));
      if (step === undefined) continue;
      const urgent = isGateway(this.#desk, one.contest.ip, network) ? 0 : 1;
      const rank = step.stage * 2 + urgent;
      const before = best.get(network);
      if (before === undefined || rank < before.rank)
        best.set(network, { rank, question: { place, vlan, mac: step.mac, ip: step.ip } });
    }
    for (const [network, { question }] of best) {
      const key = handedKey(network, question);
      if (this.#handed.size >= MOST_HANDED) this.#handed.clear();
      this.#handed.set(key, (this.#handed.get(key) ?? 0) + 1);
      yield question;
    }
  }

  #stepOf(
    { contest, rival }: Case,
    known: (ip: Ipv4) => Mac | undefined,
  ): { readonly stage: number; readonly mac: Mac; readonly ip: Ipv4 } | undefined {
    const { ip, network, owner } = contest;
    const pair = [owner, rival.mac] as const;
    const direct = this.#openOf(pair, ip, { network, last: known(ip) });
    if (direct !== undefined) return { stage: 0, mac: direct, ip };
    const facts = this.factsOf(contest, rival);
    if (facts.ownerAlone !== 'answered' || facts.rivalAlone !== 'answered' || facts.aloneApart === 2)
      return undefined;
    for (const other of this.#othersOf(pair, ip, network)) {
      const mac = this.#openOf(pair, other, {
        network,
        last: known(other) ?? this.#holderOf(other, network),
      });
      if (mac !== undefined) return { stage: 1, mac, ip: other };
    }
    return this.#searched(pair, { ip, network, both: facts.aloneShared === 0 });
  }

  /** Which of them is still to be asked for it. */
  #openOf(
    pair: readonly [Mac, Mac],
    ip: Ipv4,
    { network, last }: { readonly network: number; readonly last: Mac | undefined },
  ): Mac | undefined {
    const order = pair[0] === last ? [pair[1], pair[0]] : pair;
    const { alone, now } = this.#desk;
    return order.find((mac) => {
      const said = alone.said(mac, ip, { network, at: now });
      const handed = this.#handed.get(handedKey(network, { mac, ip })) ?? 0;
      return (said === 'unasked' || said === 'open') && handed < ALONE_TRIES;
    });
  }

  /** What else they are known to have, the farthest first. */
  #othersOf(pair: readonly Mac[], ip: Ipv4, network: number): readonly Ipv4[] {
    const { roll } = this.#desk;
    const found = new Set<Ipv4>();
    for (const mac of pair) {
      const card = roll.findCard(mac, network);
      const its: Ipv4[] = [];
      for (const station of card === NO_ROW ? [] : roll.addressesOf(card)) {
        if (its.length >= MOST_LOOKED_AT) break;
        const other = roll.ipOf(roll.stationAddress[station]!);
        if (other !== ip) its.push(other);
      }
      its.sort((a, b) => Math.abs(b - ip) - Math.abs(a - ip));
      for (const other of its.slice(0, MOST_OTHERS)) found.add(other);
    }
    return [...found];
  }

  #searched(
    pair: readonly [Mac, Mac],
    { ip, network, both }: { readonly ip: Ipv4; readonly network: number; readonly both: boolean },
  ): { readonly stage: number; readonly mac: Mac; readonly ip: Ipv4 } | undefined {
    const { alone, now } = this.#desk;
    const where = { network, at: now };
    for (const other of this.#around(pair, ip, network)) {
      const said = pair.map((mac) => alone.said(mac, other, where));
      if (said.includes('answered')) {
        const mac = this.#openOf(pair, other, { network, last: undefined });
        if (mac !== undefined) return { stage: 2, mac, ip: other };
        continue;
      }
      for (const mac of both ? pair : pair.slice(0, 1)) {
        const handed = this.#handed.get(handedKey(network, { mac, ip: other })) ?? 0;
        if (handed === 0 && !alone.wasAsked(mac, other, where)) return { stage: 2, mac, ip: other };
      }
    }
    return undefined;
  }

  #isWhole(pair: readonly [Mac, Mac], ip: Ipv4, network: number): boolean {
    const { alone, now } = this.#desk;
    for (const other of this.#around(pair, ip, network))
      if (!alone.wasAsked(pair[0], other, { network, at: now })) return false;
    return true;
  }

  /** The edges of what is around it, then the nearest; without what others have. */
  #around(pair: readonly [Mac, Mac], ip: Ipv4, network: number): readonly Ipv4[] {
    const subnet = this.#desk.meant.expected.networks
      .filter((one) => contains(one, ip))
      .toSorted((a, b) => b.length - a.length)[0];
    const near = prefixOf(ip, Math.max(AROUND, subnet?.length ?? AROUND));
    const nobodys = (subnet?.length ?? AROUND) < 31 ? [firstOf(subnet ?? near), lastOf(subnet ?? near)] : [];
    const all: Ipv4[] = [];
    for (let other = firstOf(near); other <= lastOf(near); other++) {
      if (other === ip || nobodys.includes(other)) continue;
      const holder = this.#holderOf(other, network);
      if (holder === undefined || pair.includes(holder)) all.push(other);
    }
    const edges = [all[0], all.at(-1)].filter((edge) => edge !== undefined);
    const nearest = all.toSorted((a, b) => Math.abs(a - ip) - Math.abs(b - ip) || a - b);
    return [...new Set([...edges, ...nearest])];
  }

  #holderOf(ip: Ipv4, network: number): Mac | undefined {
    const { roll } = this.#desk;
    const row = roll.findAddress(ip, network);
    const mac = row === NO_ROW ? Number.NaN : roll.holderMac[row]!;
    return Number.isNaN(mac) ? undefined : mac;
  }

  /** One of a gateway takes the place of the oldest that is none. */
  #makeRoom({ ip, network }: Contest): boolean {
    if (!isGateway(this.#desk, ip, network)) return false;
    for (const one of this.#cases) {
      if (isGateway(this.#desk, one.contest.ip, one.contest.network)) continue;
      this.#drop(one);
      return true;
    }
    return false;
  }

  #drop(one: Case): void {
    this.#cases.delete(one);
    this.#ofRival.delete(one.rival);
    const { network, owner } = one.contest;
    for (const mac of [owner, one.rival.mac]) {
      const its = this.#byMac.get(`${network} ${mac}`);
      its?.delete(one);
      if (its?.size === 0) this.#byMac.delete(`${network} ${mac}`);
    }
  }
}

function handedKey(network: number, { mac, ip }: { readonly mac: Mac; readonly ip: Ipv4 }): string {
  return `${network} ${mac} ${ip}`;
}
