import type { Ipv4 } from '../../base/ipv4.ts';
import type { Mac } from '../../base/mac.ts';
import type { Instant } from '../../base/time.ts';
import { grown } from '../columns.ts';
import { type Key, KeyTable } from '../key-table.ts';

const FIRST_ROWS = 2048;
/** MACs of one address that are told apart; the oldest that is silent for an hour makes room. */
const MOST_OF_ADDRESS = 64;
const LONG_SILENT = 3_600_000;

/** Something to be asked of every claim for the address or question for it: not the short way. */
export const WATCHED = 1;
export const GATEWAY = 2;
export const OWN = 4;
/** It was told that it is new, or why it is none. */
export const TOLD = 8;

/** It asked as the address, or announced it; it answered questions to all for it. */
export const USED = 1;
export const ANSWERED = 2;
/** It answered a second one. */
export const AGAIN = 4;
/** The first that was heard of it was an answer to a single host that had not asked. */
export const PRESSED = 8;

/**
 * Who has what, in flat columns: addresses, stations (a MAC at an address) and cards (a MAC with all its addresses). Rows
 * are numbers; 0xffffffff is none.
 */
export const NO_ROW = 0xffffffff;

export class Roll {
  readonly #addresses: KeyTable;
  readonly #cards: KeyTable;
  readonly #most: number;
  readonly #key: Key = { a: 0, b: 0, c: 0 };
  #stations = 0;
  /** By address: the MAC that has it (NaN: nobody yet), its station, since when, when it was heard last. */
  holderMac = new Float64Array(FIRST_ROWS);
  holder = new Uint32Array(FIRST_ROWS);
  since = new Float64Array(FIRST_ROWS);
  last = new Float64Array(FIRST_ROWS);
  /** AskedPairs since it was claimed last, and when the first of them came. */
  vain = new Uint32Array(FIRST_ROWS);
  vainSince = new Float64Array(FIRST_ROWS);
  flags = new Uint32Array(FIRST_ROWS);
  #firstStation = new Uint32Array(FIRST_ROWS);
  /** By station. */
  stationMac = new Float64Array(FIRST_ROWS);
  stationAddress = new Uint32Array(FIRST_ROWS);
  stationCard = new Uint32Array(FIRST_ROWS);
  stationFirst = new Float64Array(FIRST_ROWS);
  stationLast = new Float64Array(FIRST_ROWS);
  stationFlags = new Uint32Array(FIRST_ROWS);
  #nextOfAddress = new Uint32Array(FIRST_ROWS);
  #nextOfCard = new Uint32Array(FIRST_ROWS);
  /** By card: its latest station, how many it has, and how many of them only answered. */
  cardStation = new Uint32Array(FIRST_ROWS);
  cardAddresses = new Uint32Array(FIRST_ROWS);
  cardAnswersOnly = new Uint32Array(FIRST_ROWS);

  constructor(most: number) {
    this.#most = most;
    this.#addresses = new KeyTable(most);
    this.#cards = new KeyTable(most);
  }

  get addressCount(): number {
    return this.#addresses.size;
  }

  get stationCount(): number {
    return this.#stations;
  }

  /** NO_ROW when there is no room; a new one is nobody's. */
  address(ip: Ipv4, network: number): number {
    const key = this.#key;
    key.a = ip;
    key.b = 0;
    key.c = network;
    const known = this.#addresses.size;
    const row = this.#addresses.place(key);
    if (row < 0) return NO_ROW;
    if (this.#addresses.size > known) this.#addAddress(row);
    return row;
  }

  findAddress(ip: Ipv4, network: number): number {
    const key = this.#key;
    key.a = ip;
    key.b = 0;
    key.c = network;
    const row = this.#addresses.find(key);
    return row < 0 ? NO_ROW : row;
  }

  ipOf(address: number): Ipv4 {
    return this.#addresses.keyAt(address).a;
  }

  networkOf(address: number): number {
    return this.#addresses.keyAt(address).c;
  }

  card(mac: Mac, network: number): number {
    const row = this.#cards.place(this.#cardKey(mac, network));
    if (row >= 0 && row >= this.cardStation.length) this.#growCards(row + 1);
    return row < 0 ? NO_ROW : row;
  }

  findCard(mac: Mac, network: number): number {
    const row = this.#cards.find(this.#cardKey(mac, network));
    return row < 0 ? NO_ROW : row;
  }

  macOfCard(card: number): Mac {
    const { a, b } = this.#cards.keyAt(card);
    return b * 0x100000000 + a;
  }

  #cardKey(mac: Mac, network: number): Key {
    const key = this.#key;
    key.a = mac >>> 0;
    key.b = Math.floor(mac / 0x100000000);
    key.c = network;
    return key;
  }

  /** The station of a MAC at an address; NO_ROW when it never claimed it. */
  findStation(address: number, mac: Mac): number {
    for (let row = this.#firstStation[address]!; row !== NO_ROW; row = this.#nextOfAddress[row]!)
      if (this.stationMac[row] === mac) return row;
    return NO_ROW;
  }

  /** A MAC that claims the address for the first time; NO_ROW when there is no room. */
  addStation(address: number, mac: Mac, at: Instant): number {
    const old = this.#oldStation(address, at);
    if (old === 'full' || (old === NO_ROW && this.#stations >= this.#most)) return NO_ROW;
    const card = this.card(mac, this.networkOf(address));
    if (card === NO_ROW) return NO_ROW;
    const row = old === NO_ROW ? this.#newStation(address, card) : old;
    this.stationMac[row] = mac;
    this.stationAddress[row] = address;
    this.stationCard[row] = card;
    this.stationFirst[row] = at;
    this.stationLast[row] = at;
    this.stationFlags[row] = 0;
    return row;
  }

  /** The stations of an address, the latest first. */
  *stationsOf(address: number): Generator<number> {
    for (let row = this.#firstStation[address]!; row !== NO_ROW; row = this.#nextOfAddress[row]!) yield row;
  }

  /** Stations of a card, the latest first. */
  *addressesOf(card: number): Generator<number> {
    for (let row = this.cardStation[card]! - 1; row >= 0; row = this.#nextOfCard[row]! - 1)
      if (this.stationCard[row] === card) yield row;
  }

  /** A row to be used again, when the address has as many as are told apart. */
  #oldStation(address: number, at: Instant): number | 'full' {
    let count = 0;
    let oldest = NO_ROW;
    for (let row = this.#firstStation[address]!; row !== NO_ROW; row = this.#nextOfAddress[row]!) {
      count++;
      if (row === this.holder[address]) continue;
      if (oldest === NO_ROW || this.stationLast[row]! < this.stationLast[oldest]!) oldest = row;
    }
    if (count < MOST_OF_ADDRESS) return NO_ROW;
    return oldest !== NO_ROW && at - this.stationLast[oldest]! > LONG_SILENT ? oldest : 'full';
  }

  #newStation(address: number, card: number): number {
    const row = this.#stations++;
    const rows = row + 1;
    this.stationMac = grown(this.stationMac, rows);
    this.stationAddress = grown(this.stationAddress, rows);
    this.stationCard = grown(this.stationCard, rows);
    this.stationFirst = grown(this.stationFirst, rows);
    this.stationLast = grown(this.stationLast, rows);
    this.stationFlags = grown(this.stationFlags, rows);
    this.#nextOfAddress = grown(this.#nextOfAddress, rows);
    this.#nextOfCard = grown(this.#nextOfCard, rows);
    this.#nextOfAddress[row] = this.#firstStation[address]!;
    this.#firstStation[address] = row;
    this.#nextOfCard[row] = this.cardStation[card]!;
    this.cardStation[card] = rows;
    this.cardAddresses[card]!++;
    return row;
  }

  #addAddress(row: number): void {
    const rows = row + 1;
    this.holderMac = grown(this.holderMac, rows);
    this.holder = grown(this.holder, rows);
    this.since = grown(this.since, rows);
    this.last = grown(this.last, rows);
    this.vain = grown(this.vain, rows);
    this.vainSince = grown(this.vainSince, rows);
    this.flags = grown(this.flags, rows);
    this.#firstStation = grown(this.#firstStation, rows);
    this.holderMac[row] = Number.NaN;
    this.holder[row] = NO_ROW;
    this.last[row] = Number.NEGATIVE_INFINITY;
    this.#firstStation[row] = NO_ROW;
  }

  #growCards(rows: number): void {
    this.cardStation = grown(this.cardStation, rows);
    this.cardAddresses = grown(this.cardAddresses, rows);
    this.cardAnswersOnly = grown(this.cardAnswersOnly, rows);
  }
}
