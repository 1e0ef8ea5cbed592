import type { Dice } from '../base/dice.ts';
import type { Ipv4 } from '../base/ipv4.ts';
import type { Mac } from '../base/mac.ts';
import type { Millis } from '../base/time.ts';
import type { Book, BookEntry } from './book.ts';
import type { CrossExamination, CrossQuestion } from './cross.ts';
import { type Field, isOwn, sourceFor } from './field.ts';
import { comparedOf } from '../inventory/judge.ts';
import { MANY_PROXIED } from '../inventory/proxy.ts';
import { isProxy } from './judge.ts';
import type { Form } from './ledger.ts';
import { type Pair, Pairs } from './pairs.ts';
import type { Patience } from './patience.ts';
import { compare, formFor, type Twins } from './same-host.ts';
import { type Hints, likeliestFirst, Search } from './search.ts';
import { StackTest } from './stack-test.ts';
import { stackAnswerIn } from './stack-answer.ts';

/** Who answers no probe is asked for one by unicast, but in a network of such hosts not all of them. */
const LONE_TESTED = 16;
/** Pairs looked into in one go: the rest of the program gets its turn. */
const AT_ONCE = 64;
/** Of a lone suspect, so many addresses are asked for that it may own. */
const SEEN_OWNED = 4;

export interface Grounds {
  readonly field: Field;
  readonly book: Book;
  readonly cross: CrossExamination;
  readonly patience: Pick<Patience, 'slowest'>;
  readonly hints: Hints;
  /** What an answer must repeat is thrown with them; left out: no echo is sent. */
  readonly dice?: Dice | undefined;
}

/**
 * Asks what must be known before a verdict: who answers no probe for a probe, and of several MACs of one address each
 * for what another answers for, one address after another and no longer than it is open whether they are one host. It
 * asks only in `cross`, whose budget bounds it, and does a bounded piece of work in each call.
 */
export class Inquiry {
  readonly twins: Twins;
  readonly #grounds: Grounds;
  readonly #tests = new Map<Mac, number>();
  readonly #doubtful: BookEntry[] = [];
  readonly #contested = new Set<Ipv4>();
  #retested = 0;
  #lone = 0;
  #openTests = 0;
  readonly #sought = new Set<Mac>();
  #queue: Pair[] = [];
  /** Those that are not done: whoever floods us makes us look at no others. */
  readonly #stacks = new Set<StackTest>();

  constructor(grounds: Grounds) {
    const { field, book, cross } = grounds;
    this.#grounds = grounds;
    this.twins = { field, book, cross, pairs: new Pairs() };
  }

  /** Somebody new answered. */
  heard(heard: BookEntry): void {
    if (this.#grounds.book.answersFor(heard.ip).length > 1) this.#contested.add(heard.ip);
    if (heard.zero > 0) return;
    this.#doubtful.push(heard);
    this.#test(heard);
  }

  /** A frame without ARP came in. True: it answers a question of ours. */
  hearPacket(frame: Uint8Array): boolean {
    if (this.#stacks.size === 0) return false;
    const answer = stackAnswerIn(frame, this.#grounds.field.link.mac);
    if (answer === undefined) return false;
    const { src } = answer;
    for (const test of this.#stacks)
      if ('echo' in answer ? test.hearEcho(answer.echo, src) : test.hearRefusal(answer.refusal, src))
        return true;
    return false;
  }

  /** A question of this field was answered or given up. Returns who is known better by it. */
  settled({ mac, ip, form, packet, state, tries }: CrossQuestion): readonly BookEntry[] {
    if (packet !== null) {
      for (const test of this.#stacks) if (test.ip === ip) this.#advance(test);
      return [];
    }
    for (const pair of this.twins.pairs.withMac(mac)) this.#enqueue(pair);
    const { book, cross, field } = this.#grounds;
    const heard = book.find(ip, mac);
    if (heard === undefined || form !== 'zero') return [];
    // One that was asked for another reason is no test.
    if (this.#tests.has(mac)) this.#openTests--;
    if (state === 'answered') this.#tests.set(mac, Math.max(0, (this.#tests.get(mac) ?? 0) - 1));
    else if (tries > 0 && cross.resultOf(field, mac, { ip, form }) === 'silent') book.noteSilence(heard);
    const { tested } = book.standingOf(mac);
    return tested === MANY_PROXIED ? book.answersOf(mac) : [heard];
  }

  /** Asks the next that must be known. False: not before something is answered or given up, or never again. */
  ask(): boolean {
    const { cross } = this.#grounds;
    for (let at = 0; at < AT_ONCE * 8 && this.#retested < this.#doubtful.length; at++)
      this.#test(this.#doubtful[this.#retested++]!);
    if (this.#retested < this.#doubtful.length) return true;
    // Proxies are not compared, so it must be known first who is one.
    if (this.#openTests > 0 && !cross.isIdle) return false;
    let looks = AT_ONCE * 8;
    for (const ip of this.#contested) {
      if (looks-- === 0) break;
      this.#contested.delete(ip);
      this.#consider(ip);
    }
    for (const pair of this.#queue.splice(0, AT_ONCE)) {
      pair.queued = false;
      this.#look(pair);
    }
    return this.#queue.length > 0 || this.#contested.size > 0;
  }

  /**
   * One address alone was asked for, and who answers for it answers no probe: a proxy, or a host that ignores probes? The
   * likeliest other addresses tell: a proxy owns one of them, or answers for several that it does not own.
   */
  seekOthers({ mac, ip }: BookEntry): void {
    if (this.#sought.has(mac) || this.#sought.size >= LONE_TESTED) return;
    this.#sought.add(mac);
    const { field, cross, hints } = this.#grounds;
    const patience = this.#patienceFor(undefined);
    const near = likeliestFirst(field, ip);
    const owned = new Set([...hints(mac).slice(0, SEEN_OWNED), ...near.slice(0, SEEN_OWNED)]);
    for (const other of owned)
      if (other !== ip) cross.ask({ field, mac, ip: other, form: 'zero', patience, most: 1 });
    for (const other of near.slice(0, MANY_PROXIED))
      cross.ask({ field, mac, ip: other, form: 'own', patience, most: 1 });
  }

  /** The MACs of an address, each against the first: one host answers from all its cards. */
  #consider(ip: Ipv4): void {
    const { book } = this.#grounds;
    const compared = comparedOf(book.answersFor(ip), (rival) => isProxy(book, rival));
    const [first, ...others] = compared;
    if (first === undefined) return;
    const fresh = others.filter((other) => !this.twins.pairs.has([first.mac, other.mac]));
    if (fresh.length === 0) return;
    const stack = this.#testStack(
      ip,
      compared.map(({ mac }) => mac),
    );
    for (const other of fresh) {
      const pair = this.twins.pairs.of([first.mac, other.mac]);
      pair.ip = ip;
      pair.stack = stack;
      this.#enqueue(pair);
    }
  }

  /** Undefined where no echo can be sent: there is no address of ours to be answered at, or too few packets are left. */
  #testStack(ip: Ipv4, macs: readonly Mac[]): StackTest | undefined {
    const { field, book, cross, dice } = this.#grounds;
    const source = isOwn(field, ip) ? null : sourceFor(field, ip);
    if (dice === undefined || source === null) return undefined;
    const others = book.macsFor(ip) - macs.length;
    const test = new StackTest({ field, cross, dice }, { ip, macs, source, others });
    if (!test.begin()) return undefined;
    this.#stacks.add(test);
    return test;
  }

  #advance(test: StackTest): void {
    test.advance();
    if (!test.isDone) return;
    this.#stacks.delete(test);
    const [first, ...others] = test.macs;
    for (const other of others) this.#enqueue(this.twins.pairs.of([first!, other]));
  }

  #enqueue(pair: Pair): void {
    if (pair.queued) return;
    pair.queued = true;
    this.#queue.push(pair);
  }

  #look(pair: Pair): void {
    if (pair.stack !== undefined && !pair.stack.isDone) return;
    if (pair.stack?.wordOf(pair.macs) === 'one') {
      pair.decided = pair.whole = true;
      return;
    }
    const { shared, apart, open, toAsk } = compare(this.twins, pair.macs);
    if (apart) pair.decided = true;
    if (pair.decided && (apart || shared.length > 1 || toAsk.length === 0)) return;
    pair.decided = false;
    if (open > 0) return;
    for (const { mac, ip } of toAsk) this.#put(mac, ip);
    if (toAsk.length > 0) return;
    const { field, cross, hints } = this.#grounds;
    // Without a packet left, what was not begun stays undecided.
    if (pair.search === undefined && cross.exhausted) return;
    const search = (pair.search ??= new Search(field, { ip: pair.ip, macs: pair.macs, hints }));
    if (search.isWaiting(cross)) return;
    const more = search.more(({ mac, ip }) => this.#put(mac, ip, 1));
    pair.decided = !more && (search.asked > 0 || !cross.exhausted);
    pair.whole = pair.decided && !cross.exhausted;
  }

  /** The form it is asked in; undefined when that is no new question. */
  #put(mac: Mac, ip: Ipv4, most?: number): Form | undefined {
    const { field, book, cross } = this.#grounds;
    const form = formFor(book, mac);
    const patience = this.#patienceFor(book.standingOf(mac).owner);
    return cross.ask({ field, mac, ip, form, patience, ...(most === undefined ? {} : { most }) })
      ? form
      : undefined;
  }

  #test(heard: BookEntry): void {
    const { field, book, cross } = this.#grounds;
    if (heard.zero > 0 || heard.silentToProbe) return;
    const { mac, ip } = heard;
    const { owned, unheard, tested } = book.standingOf(mac);
    const asked = this.#tests.get(mac) ?? 0;
    if (tested >= MANY_PROXIED || asked >= MANY_PROXIED) return;
    const lone = owned === 0 && unheard < MANY_PROXIED;
    if (lone && this.#lone >= LONE_TESTED) return;
    if (!cross.ask({ field, mac, ip, form: 'zero', patience: this.#patienceFor(heard) })) return;
    if (lone) this.#lone++;
    this.#openTests++;
    this.#tests.set(mac, asked + 1);
  }

  /** A proxy answers a broadcast late and a question by unicast at once, so its round trips say little. */
  #patienceFor(heard: BookEntry | undefined): Millis {
    const owner = heard !== undefined && heard.zero > 0;
    const usual = owner ? heard.rttMs * 3 : this.#grounds.patience.slowest;
    return Math.min(owner ? 1500 : 200, Math.max(50, usual));
  }
}
