import { formatIpv4, type Ipv4 } from '../../base/ipv4.ts';
import { formatMac, isLocallyAdministered, isMulticastMac, type Mac, ZERO_MAC } from '../../base/mac.ts';
import type { Instant, Millis } from '../../base/time.ts';
import { isDamaged } from '../claimant.ts';
import type { Episode } from '../episode.ts';
import { MANY_PROXIED } from '../proxy.ts';
import { isRole, virtualOf } from '../virtual.ts';
import type { WatchReason } from '../watch-event.ts';
import { type Desk, isGateway } from './desk.ts';
import { AGAIN, NO_ROW, TOLD, USED, WATCHED } from './roll.ts';

/** Cards that speak for others, machines that move, senders of other networks: that many are followed. */
const MOST_FOLLOWED = 16_384;
/** A machine that has moved announces itself for so long (VMware: three times, one a second). */
const MOVED_AGAIN: Millis = 5000;
/** An address asked for so often in vain is not used any more. */
const MOST_LISTED = 32;

/** Who comes, what it is, and where it goes to. */
export class Arrivals {
  readonly #desk: Desk;
  readonly #bogons = new Map<string, Episode>();
  readonly #speakers = new Map<string, Episode>();
  readonly #moving = new Map<string, Episode>();
  readonly #proxies = new Set<number>();

  constructor(desk: Desk) {
    this.#desk = desk;
  }

  /** An address that nobody claimed before has its first station. */
  newAddress(address: number, station: number): void {
    const { roll, meant, networks, now, newsFrom, book, leases } = this.#desk;
    const ip = roll.ipOf(address);
    const number = roll.networkOf(address);
    const network = networks.networkOf(number);
    roll.flags[address]! |= TOLD;
    if (now < newsFrom || meant.isKnown(ip, network.vlan, now) || meant.isOwnAddress(ip)) return;
    const mac = roll.stationMac[station]!;
    const holder = meant.expected.before?.holderOf(network, ip);
    if (holder === mac) return;
    const before = leases.before(ip, number, mac);
    if (before === null && !book.hasRoom(network, now)) {
      book.pass('new-station', network, now);
      return;
    }
    const why: WatchReason[] = [
      holder === undefined
        ? { code: 'first-heard', text: `nobody spoke as ${formatIpv4(ip)} before` }
        : {
            code: 'held-before',
            text: `${formatMac(holder)} had ${formatIpv4(ip)} when this was last watched`,
          },
    ];
    if (isLocallyAdministered(mac))
      why.push({ code: 'random-mac', text: 'its MAC is made up: a phone, or a virtual machine' });
    if (roll.cardAddresses[roll.stationCard[station]!]! > 1)
      why.push({ code: 'known-card', text: `${formatMac(mac)} has other addresses, too` });
    if (meant.isLease(ip, mac, now) || leases.isLeased(ip, number, { mac, at: now }))
      why.push({ code: 'lease', text: `DHCP gives ${formatIpv4(ip)} to it` });
    const about = { ip, mac, macs: [mac], network, gateway: isGateway(this.#desk, ip, number) };
    book.once('new-station', { ...about, sure: 'proven', why }, now);
    if (before === null) return;
    const moved = [{ code: 'lease', text: `DHCP gave it ${formatIpv4(ip)} after ${formatIpv4(before)}` }];
    book.once('renumber', { ...about, ips: [before], sure: 'proven', why: moved }, now);
  }

  /** A MAC has an address for the first time: one that stands for a role is told. */
  newStation(address: number, mac: Mac): void {
    const virtual = virtualOf(mac);
    if (virtual === undefined) return;
    const { roll, networks, book, now } = this.#desk;
    const number = roll.networkOf(address);
    const network = networks.networkOf(number);
    const why = [{ code: virtual.code, text: `it is ${virtual.text}` }];
    const ip = roll.ipOf(address);
    book.once('virtual', { ip, mac, macs: [mac], network, gateway: true, sure: 'proven', why }, now);
  }

  /** The station used its address for the first time, or answered for it, or did so again. */
  marked(station: number, bit: number): void {
    const { roll } = this.#desk;
    const flags = roll.stationFlags[station]!;
    const card = roll.stationCard[station]!;
    if (bit === AGAIN && (flags & USED) === 0) {
      const count = ++roll.cardAnswersOnly[card]!;
      if (count >= MANY_PROXIED && !this.#proxies.has(card)) this.#mayProxy(card);
    } else if (bit === USED && (flags & AGAIN) !== 0) roll.cardAnswersOnly[card]!--;
  }

  #mayProxy(card: number): void {
    const { roll, networks, book, now } = this.#desk;
    const ips: Ipv4[] = [];
    let looked = 0;
    let network = 0;
    for (const station of roll.addressesOf(card)) {
      if (++looked > MOST_LISTED * 2) break;
      const address = roll.stationAddress[station]!;
      network = roll.networkOf(address);
      const only = (roll.stationFlags[station]! & (USED | AGAIN)) === AGAIN;
      if (only && roll.holder[address] === station && (roll.flags[address]! & WATCHED) === 0)
        ips.push(roll.ipOf(address));
    }
    if (ips.length < MANY_PROXIED || this.#proxies.size >= MOST_FOLLOWED) return;
    this.#proxies.add(card);
    const mac = roll.macOfCard(card);
    const text = `${formatMac(mac)} answers for ${ips.length} addresses or more that never asked or announced anything`;
    const why = [{ code: 'answers-only', text }];
    ips.sort((a, b) => a - b);
    book.once(
      'proxy',
      { mac, macs: [mac], ips, network: networks.networkOf(network), sure: 'likely', why },
      now,
    );
  }

  /** Nobody here can have that address: told, and nothing else is made of it. */
  bogon(
    ip: Ipv4,
    number: number,
    { mac, reason }: { readonly mac: Mac; readonly reason: WatchReason },
  ): void {
    const { networks, book, now } = this.#desk;
    const key = `${number} ${ip}`;
    const known = this.#bogons.get(key);
    if (known?.open === true) {
      book.touch(known, now);
      return;
    }
    const network = networks.networkOf(number);
    const about = { ip, mac, macs: [mac], network, sure: 'proven', why: [reason] } as const;
    const episode = book.open('bogon', about, now);
    if (episode) follow(this.#bogons, key, episode);
  }

  /** The frame's source is another than its ARP sender; true when that is nothing of note. */
  speaksFor(ip: Ipv4, number: number, { sha, src }: { readonly sha: Mac; readonly src: Mac }): void {
    const virtual = virtualOf(sha);
    const balanced = virtual?.code === 'virtual-nlb';
    if (!balanced && (isRole(sha) || isRole(src))) return;
    if (isDamaged({ mac: sha, from: src })) return;
    const { networks, book, now } = this.#desk;
    const key = `${number} ${src}`;
    const known = this.#speakers.get(key);
    if (known?.open === true) {
      book.touch(known, now);
      if (known.ip !== ip && known.ips.length < MOST_LISTED && !known.ips.includes(ip))
        book.learn(known, { ips: [...known.ips, ip] }, now);
      return;
    }
    const text = `the frame comes from ${formatMac(src)} and names ${formatMac(sha)} as its sender`;
    const why: WatchReason[] = [{ code: 'sender-differs', text }];
    if (virtual) why.push({ code: virtual.code, text: `${formatMac(sha)} is ${virtual.text}` });
    const network = networks.networkOf(number);
    const about = { ip, mac: src, macs: [src, sha], network, sure: 'proven', why } as const;
    const episode = book.open('mismatch', about, now);
    if (episode) follow(this.#speakers, key, episode);
  }

  /** A RARP question for a MAC: if that has an address, the machine says where it is now (QEMU, VMware). */
  announcesPort(mac: Mac, number: number): void {
    const { roll, networks, book, now } = this.#desk;
    const card = roll.findCard(mac, number);
    if (card === NO_ROW) return;
    const key = `${number} ${mac}`;
    const known = this.#moving.get(key);
    if (known?.open === true && now - known.last < MOVED_AGAIN) {
      book.touch(known, now);
      return;
    }
    const ips: Ipv4[] = [];
    for (const station of roll.addressesOf(card)) {
      if (ips.length >= MOST_LISTED) break;
      const address = roll.stationAddress[station]!;
      if (roll.holder[address] === station) ips.push(roll.ipOf(address));
    }
    if (ips.length === 0) return;
    const text = `${formatMac(mac)} asked by RARP for itself, and its addresses are known: it tells the switches its port`;
    const why = [{ code: 'rarp', text }];
    const network = networks.networkOf(number);
    const ip = ips.length === 1 ? ips[0]! : null;
    const episode = book.open('migration', { ip, ips, mac, macs: [mac], network, sure: 'likely', why }, now);
    if (episode) follow(this.#moving, key, episode);
  }

  /** The address of a card is asked for in vain: did it go to another of its own? */
  left(address: number): boolean {
    const { roll, networks, book, now } = this.#desk;
    const holder = roll.holder[address]!;
    if (holder === NO_ROW || !networks.isWide(roll.networkOf(address))) return false;
    const card = roll.stationCard[holder]!;
    let looked = 0;
    for (const station of roll.addressesOf(card)) {
      if (++looked > MOST_LISTED) return false;
      const other = roll.stationAddress[station]!;
      if (other === address || roll.holder[other] !== station) continue;
      if (!(roll.stationFirst[station]! > roll.last[address]!) || (roll.stationFlags[station]! & USED) === 0)
        continue;
      if (this.#livesOn(card, { since: roll.stationFirst[station]!, but: station })) return false;
      const [from, to] = [roll.ipOf(address), roll.ipOf(other)];
      const mac = roll.stationMac[station]!;
      const text = `${formatIpv4(from)} is asked for in vain since ${formatMac(mac)} speaks as ${formatIpv4(to)}`;
      const network = networks.networkOf(roll.networkOf(address));
      const why = [{ code: 'old-address-silent', text }];
      book.once('renumber', { ip: to, ips: [from], mac, macs: [mac], network, sure: 'likely', why }, now);
      return true;
    }
    return false;
  }

  /** Another address of the card is heard since: a host with many, of which one fell silent. */
  #livesOn(card: number, { since, but }: { readonly since: Instant; readonly but: number }): boolean {
    const { roll } = this.#desk;
    let looked = 0;
    for (const station of roll.addressesOf(card)) {
      if (++looked > MOST_LISTED) return true;
      if (station === but) continue;
      const address = roll.stationAddress[station]!;
      const last = roll.holder[address] === station ? roll.last[address]! : roll.stationLast[station]!;
      if (last > since) return true;
    }
    return false;
  }
}

function follow(map: Map<string, Episode>, key: string, episode: Episode): void {
  map.delete(key);
  if (map.size >= MOST_FOLLOWED) map.delete(map.keys().next().value!);
  map.set(key, episode);
}

/** A MAC that no card has. */
export function isNoCard(mac: Mac): boolean {
  return mac === ZERO_MAC || (isMulticastMac(mac) && !isRole(mac));
}

export const NO_CARD: WatchReason = {
  code: 'no-card',
  text: 'its MAC is that of no card: zero, a group, or everybody',
};
