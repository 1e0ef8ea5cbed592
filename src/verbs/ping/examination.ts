import type { Ipv4 } from '../../base/ipv4.ts';
import type { Mac } from '../../base/mac.ts';
import type { Instant, Millis } from '../../base/time.ts';
import { around } from '../scan/around.ts';
import type { Book } from '../scan/book.ts';
import { noteSilence } from '../scan/conclude.ts';
import { CrossExamination, type CrossQuestion } from '../scan/cross.ts';
import { examine } from '../scan/ear.ts';
import type { Field } from '../scan/field.ts';
import type { Patience } from '../scan/patience.ts';

/** A question by unicast that looks for other addresses of a MAC. */
export interface Search {
  readonly mac: Mac;
  readonly ip: Ipv4;
}

/** Between two handfuls of searches; they go to one machine each, never to everybody. */
const HANDFUL_EVERY: Millis = 10;
const HANDFUL = 32;

/**
 * Whether several MACs that answer for one address are one host or two, and whether one that answers no probe is a
 * proxy. A ping knows one address alone, so each MAC is asked by unicast, with sender 0.0.0.0, for the addresses around
 * it; what comes of it is compared as a scan compares.
 */
export class Examination {
  readonly cross = new CrossExamination();
  readonly #field: Field;
  readonly #target: Ipv4;
  readonly #book: Book;
  readonly #patience: Patience;
  readonly #searched = new Set<Mac>();
  #todo: Search[] = [];
  #nextSearchAt: Instant = 0;
  /** When the answers to the searches are in; undefined when nothing is open. */
  #settledAt: Instant | undefined;

  constructor(field: Field, heard: { readonly book: Book; readonly patience: Patience }) {
    this.#field = field;
    this.#target = field.targets.at(0);
    this.#book = heard.book;
    this.#patience = heard.patience;
  }

  /** Looks at who has answered so far, and decides what must be asked. */
  consider(now: Instant): void {
    const rivals = this.#book.answersFor(this.#target);
    const examiner = { cross: this.cross, patience: this.#patience };
    for (const heard of rivals) {
      if (heard.zero === 0) examine(examiner, this.#book, heard);
      noteSilence(examiner, heard);
      if (rivals.length > 1 || heard.silentToProbe) this.#search(heard.mac);
    }
    if (this.#settledAt === undefined || this.#todo.length > 0 || now < this.#settledAt) return;
    this.#settledAt = undefined;
    for (const heard of rivals) examine(examiner, this.#book, heard);
  }

  /** Who was searched for this address. */
  hasSearched(mac: Mac, ip: Ipv4): boolean {
    return this.#searched.has(mac) && around(this.#field.link, this.#target).includes(ip);
  }

  searches(now: Instant): readonly Search[] {
    if (this.#todo.length === 0 || now < this.#nextSearchAt) return [];
    return this.#todo.slice(0, HANDFUL);
  }

  searched(count: number, now: Instant): void {
    this.#todo.splice(0, count);
    this.#nextSearchAt = now + HANDFUL_EVERY;
    this.#settledAt = now + this.#patience.beforeAgain;
  }

  questions(now: Instant): readonly CrossQuestion[] {
    return this.cross.due(now, HANDFUL);
  }

  /** When there is something to do; undefined when all is known that can be. */
  nextAt(now: Instant): Instant | undefined {
    const searchAt = this.#todo.length > 0 ? this.#nextSearchAt : this.#settledAt;
    const crossAt = this.cross.nextAt(now);
    if (searchAt === undefined || crossAt === undefined) return searchAt ?? crossAt;
    return Math.min(searchAt, crossAt);
  }

  #search(mac: Mac): void {
    if (this.#searched.has(mac)) return;
    this.#searched.add(mac);
    for (const ip of around(this.#field.link, this.#target)) this.#todo.push({ mac, ip });
    this.#settledAt = this.#todo.length > 0 ? Number.POSITIVE_INFINITY : 0;
  }
}
