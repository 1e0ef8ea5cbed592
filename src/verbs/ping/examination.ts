import type { Dice } from '../../base/dice.ts';
import type { Mac } from '../../base/mac.ts';
import type { Instant, Millis } from '../../base/time.ts';
import type { Book, BookEntry } from '../../asking/book.ts';
import { CrossExamination, type CrossQuestion, type EvidenceBudget } from '../../asking/cross.ts';
import type { Field } from '../../asking/field.ts';
import { Inquiry } from '../../asking/inquiry.ts';
import type { Patience } from '../../asking/patience.ts';
import type { Twins } from '../../asking/same-host.ts';
import type { Hints } from '../../asking/search.ts';

const MEETING: Millis = 200;

/**
 * Whether several MACs that answer for one address are one host or two, and whether one that answers no probe is a
 * proxy. A ping knows one address alone, so each MAC is asked by unicast for the likeliest addresses around it; what
 * comes of it is compared as a scan compares.
 */
export class Examination {
  readonly cross: CrossExamination;
  readonly #inquiry: Inquiry;
  readonly #field: Field;
  readonly #book: Book;
  #busy = false;

  /** `evidence`: packets it may take. */
  constructor(
    field: Field,
    known: {
      readonly book: Book;
      readonly patience: Patience;
      readonly hints: Hints;
      readonly dice?: Dice | undefined;
    },
    evidence: number | EvidenceBudget,
  ) {
    this.cross = new CrossExamination(evidence);
    this.#field = field;
    this.#book = known.book;
    this.#inquiry = new Inquiry({ field, cross: this.cross, ...known });
  }

  get twins(): Twins {
    return this.#inquiry.twins;
  }

  /** A frame without ARP came in. True: it answers a question of the examination. */
  hearPacket(frame: Uint8Array): boolean {
    return this.#inquiry.hearPacket(frame);
  }

  /** Somebody new answered for the target. */
  heard(heard: BookEntry): void {
    this.#inquiry.heard(heard);
    this.#busy = true;
  }

  /** Asks one MAC for the target, by probe and, where `alsoOwn` says so, as we are. False: it was asked before. */
  meet(mac: Mac, alsoOwn: boolean): boolean {
    const ip = this.#field.targets.at(0);
    let asked = false;
    for (const form of alsoOwn ? (['zero', 'own'] as const) : (['zero'] as const))
      if (this.cross.ask({ field: this.#field, mac, ip, form, patience: MEETING, most: 2 })) asked = true;
    return asked;
  }

  /** Whether the MAC that answers probes answers an ordinary question as well. False: it was asked before. */
  askAsOurselves(mac: Mac): boolean {
    const ip = this.#field.targets.at(0);
    return this.cross.ask({ field: this.#field, mac, ip, form: 'own', patience: MEETING });
  }

  /** It answered no ordinary question, however often it was asked. */
  isProbesOnly(mac: Mac): boolean {
    return this.cross.resultOf(this.#field, mac, { ip: this.#field.targets.at(0), form: 'own' }) === 'silent';
  }

  /** Looks at who has answered so far, and decides what must be asked. */
  consider(): void {
    const settled = this.cross.takeSettled();
    if (settled.length === 0 && !this.#busy) return;
    const target = this.#field.targets.at(0);
    for (const question of settled)
      for (const heard of this.#inquiry.settled(question))
        if (heard.ip === target && heard.silentToProbe && heard.zero === 0) this.#inquiry.seekOthers(heard);
    const [alone, ...others] = this.#book.answersFor(target);
    // Of one that answers no probe nothing more is to be learnt than what is on its way.
    this.#busy = alone !== undefined && (others.length > 0 || alone.zero === 0) && this.#inquiry.ask();
  }

  questions(now: Instant, most: number): readonly CrossQuestion[] {
    return this.cross.due(now, most);
  }

  /** When there is something to do; undefined when all is known that can be. */
  nextAt(now: Instant): Instant | undefined {
    const crossAt = this.cross.nextAt(now);
    return this.#busy || this.cross.hasSettled ? now : crossAt;
  }
}
