import { formatIpv4, type Ipv4 } from '../../base/ipv4.ts';
import { BROADCAST_MAC, formatMac, type Mac } from '../../base/mac.ts';
import type { Instant, Millis } from '../../base/time.ts';
import type { Glance } from '../../wire/glance.ts';
import type { Episode } from '../episode.ts';
import { type Desk, isGateway } from './desk.ts';
import { NO_ROW } from './roll.ts';

/** Different targets that were not answered: so many within ten seconds, or more within five minutes, are a scan. */
export const SCAN_TARGETS = 20;
export const SCAN_TIME: Millis = 10_000;
export const SLOW_TARGETS = 24;
export const SLOW_TIME: Millis = 300_000;
/** A living target answers within this time, and nearly all answer much sooner. */
const ANSWER_TIME: Millis = 1000;
const SOON: Millis = 250;

/** AskedPairs in vain: thirty a minute by several, or two hundred by one (arpsponge's queue). */
export const VAIN_OF_MANY = 15;
export const VAIN_OF_TWO = 30;
const MANY = 3;
export const VAIN_OF_ONE = 200;
export const VAIN_TIME: Millis = 60_000;
/** A host that got no answer asks again after a second (Linux retrans_time_ms), others after a few. */
const AGAIN_FROM: Millis = 500;
const AGAIN_UNTIL: Millis = 5000;

/** Linux asks the MAC it knows three times (ucast_solicit), then everybody. */
export const STALE_QUESTIONS = 4;

const MOST_FOLLOWED = 8192;
const MOST_ASKERS = 64;

interface Sweep {
  /** The latest different targets, and when each was first asked for. */
  readonly targets: Ipv4[];
  readonly at: Instant[];
  readonly asked: Set<Ipv4>;
  /** It is looked at once more when its targets had time to answer; null: it looks like no scan yet. */
  check: Check | null;
  episode: Episode | null;
}

interface Check {
  readonly mac: Mac;
  readonly ip: Ipv4;
  readonly network: number;
  readonly since: Instant;
}

interface Void {
  readonly askers: Map<Ipv4, Instant>;
  questions: number;
  since: Instant;
  last: Instant;
  episode: Episode | null;
}

interface Stale {
  readonly mac: Mac;
  readonly asker: Ipv4;
  count: number;
  since: Instant;
  episode: Episode | null;
}

/** AskedPairs that are not answered, or go to the wrong machine. */
export class InVain {
  readonly #desk: Desk;
  readonly #sweeps = new Map<number | string, Sweep>();
  readonly #voids = new Map<string, Void>();
  readonly #stale = new Map<number, Stale>();

  constructor(desk: Desk) {
    this.#desk = desk;
  }

  /** Somebody asks for an address that nobody has, or that is asked for in vain. `address` may be NO_ROW. */
  unheard(seen: Glance, network: number, address: number): void {
    this.#sweep(seen, network);
    this.#intoVoid(seen, network, address);
  }

  /** The address was claimed: who asked for it was not in vain. */
  answered(ip: Ipv4, network: number): void {
    if (this.#voids.size === 0) return;
    const key = `${network} ${ip}`;
    const known = this.#voids.get(key);
    if (known === undefined) return;
    this.#voids.delete(key);
    if (known.episode) this.#desk.book.close(known.episode, this.#desk.now);
  }

  #sweep({ sha, spa, tpa }: Glance, network: number): void {
    const { now } = this.#desk;
    const key = `${network} ${sha}`;
    let sweep = this.#sweeps.get(key);
    if (sweep === undefined) {
      sweep = { targets: [], at: [], asked: new Set(), check: null, episode: null };
      put(this.#sweeps, key, sweep);
    }
    if (sweep.episode?.open === true) {
      this.#desk.book.touch(sweep.episode, now);
      return;
    }
    if (sweep.asked.has(tpa)) return;
    sweep.asked.add(tpa);
    sweep.targets.push(tpa);
    sweep.at.push(now);
    if (sweep.targets.length > SLOW_TARGETS) {
      sweep.asked.delete(sweep.targets.shift()!);
      sweep.at.shift();
    }
    if (sweep.check !== null || !mayScan(sweep, now)) return;
    sweep.check = { mac: sha, ip: spa, network, since: now };
    const its = sweep;
    this.#desk.timers.add(now + ANSWER_TIME, (at) => this.#check(its, at));
  }

  /** Nothing more comes: whoever asked so many that most of them would have answered by now is told. */
  finish(): void {
    const { now } = this.#desk;
    for (const sweep of this.#sweeps.values())
      if (sweep.check !== null && now - sweep.check.since >= SOON) this.#check(sweep, now);
  }

  /** Were they in vain? What was answered meanwhile is no target any more. */
  #check(sweep: Sweep, at: Instant): void {
    if (sweep.check === null) return;
    const { mac, ip, network, since: asked } = sweep.check;
    sweep.check = null;
    const { roll, book, networks } = this.#desk;
    const asker = ip !== 0 ? ip : this.#addressOf(mac, network);
    const gateway = asker !== null && isGateway(this.#desk, asker, network);
    const wide = networks.isWide(network);
    // Where answers to others are not heard, a router that looks for its hosts would pass for a scanner.
    if (gateway && !wide) return;
    for (let place = sweep.targets.length - 1; place >= 0; place--) {
      const row = roll.findAddress(sweep.targets[place]!, network);
      if (row === NO_ROW || roll.holder[row] === NO_ROW || roll.last[row]! < sweep.at[place]!) continue;
      if (roll.vain[row]! > 0) continue;
      sweep.asked.delete(sweep.targets[place]!);
      sweep.targets.splice(place, 1);
      sweep.at.splice(place, 1);
    }
    if (!mayScan(sweep, asked)) return;
    const many = sweep.targets.length;
    const text = `${formatMac(mac)} asked for ${many} addresses or more that did not answer, within ${Math.ceil((asked - sweep.at[0]!) / 1000) || 1} s`;
    const about = { ip: asker, mac, macs: [mac], network: networks.networkOf(network), gateway };
    const why = [{ code: 'many-targets', text }];
    const since = sweep.at[0]!;
    sweep.episode = book.open('scan', { ...about, sure: 'likely', why, frames: many, since }, at) ?? null;
    sweep.asked.clear();
    sweep.targets.length = 0;
    sweep.at.length = 0;
  }

  #addressOf(mac: Mac, network: number): Ipv4 | null {
    const { roll } = this.#desk;
    const card = roll.findCard(mac, network);
    for (const station of card === NO_ROW ? [] : roll.addressesOf(card))
      return roll.ipOf(roll.stationAddress[station]!);
    return null;
  }

  #intoVoid({ spa, tpa, dst }: Glance, network: number, address: number): void {
    const { now, networks, roll, book } = this.#desk;
    if (spa === 0 || dst !== BROADCAST_MAC) return;
    const wide = networks.isWide(network);
    // Who hears only itself cannot know of an address that spoke that nobody answers for it now.
    if (!wide && address !== NO_ROW && roll.holder[address] !== NO_ROW) return;
    const key = `${network} ${tpa}`;
    let known = this.#voids.get(key);
    if (known === undefined) {
      known = { askers: new Map(), questions: 0, since: now, last: now, episode: null };
      put(this.#voids, key, known);
    }
    const before = known.askers.get(spa);
    if (before !== undefined || known.askers.size < MOST_ASKERS) known.askers.set(spa, now);
    const again = before !== undefined && now - before >= AGAIN_FROM && now - before <= AGAIN_UNTIL;
    if (!wide && !again) return;
    if (known.episode?.open === true) {
      book.touch(known.episode, now);
      return;
    }
    if (now - known.last > VAIN_TIME) {
      known.questions = 0;
      known.since = now;
    }
    known.questions++;
    known.last = now;
    const askers = known.askers.size;
    const enough = known.questions >= (askers < MANY ? VAIN_OF_TWO : VAIN_OF_MANY);
    const often = enough && (now - known.since) / known.questions <= VAIN_TIME / VAIN_OF_TWO;
    if (!(askers > 1 && often) && known.questions < VAIN_OF_ONE) return;
    const text = `${askers === 1 ? 'one host' : `${askers} hosts`} asked ${known.questions} times, and nobody answered`;
    const about = {
      ip: tpa,
      mac: null,
      network: networks.networkOf(network),
      gateway: isGateway(this.#desk, tpa, network),
      sure: wide ? 'proven' : 'likely',
      why: [{ code: 'never-answered', text }],
      frames: known.questions,
      since: known.since,
    } as const;
    known.episode = book.open('unanswered', about, now) ?? null;
  }

  /** A unicast question to a MAC that does not have the address (any more). */
  toOther({ spa, tpa, dst }: Glance, network: number, address: number): void {
    const { roll, now, book, networks } = this.#desk;
    if (spa === 0) return;
    const station = roll.findStation(address, dst);
    if (station === NO_ROW || !(roll.last[address]! > roll.stationLast[station]!)) return;
    let known = this.#stale.get(address);
    if (known === undefined || known.mac !== dst || known.asker !== spa) {
      if (known?.episode?.open === true) return;
      known = { mac: dst, asker: spa, count: 0, since: now, episode: null };
      if (this.#stale.size >= MOST_FOLLOWED) this.#stale.delete(this.#stale.keys().next().value!);
      this.#stale.set(address, known);
    }
    known.count++;
    if (known.episode?.open === true) {
      book.touch(known.episode, now);
      return;
    }
    if (known.count < STALE_QUESTIONS) return;
    const owner = roll.holderMac[address]!;
    const text = `${formatIpv4(spa)} asked ${formatMac(dst)} ${known.count} times by unicast for ${formatIpv4(tpa)}, which ${formatMac(owner)} has by now`;
    const about = {
      ip: tpa,
      ips: [spa],
      mac: owner,
      macs: [owner, dst],
      network: networks.networkOf(network),
      gateway: isGateway(this.#desk, tpa, network),
      sure: 'likely',
      why: [{ code: 'asks-old-mac', text }],
      frames: known.count,
      since: known.since,
    } as const;
    known.episode = book.open('stale', about, now) ?? null;
  }

  /** The MAC claims the address again: who asks it is not wrong. */
  isThere(address: number, mac: Mac): void {
    if (this.#stale.size === 0) return;
    const known = this.#stale.get(address);
    if (known?.mac !== mac) return;
    this.#stale.delete(address);
    if (known.episode) this.#desk.book.close(known.episode, this.#desk.now);
  }
}

function mayScan({ at }: Sweep, now: Instant): boolean {
  const fast = at.at(-SCAN_TARGETS);
  if (fast !== undefined && now - fast <= SCAN_TIME) return true;
  const slow = at.at(-SLOW_TARGETS);
  return slow !== undefined && now - slow <= SLOW_TIME;
}

function put<K, V>(map: Map<K, V>, key: K, value: V): void {
  if (map.size >= MOST_FOLLOWED) map.delete(map.keys().next().value!);
  map.set(key, value);
}
