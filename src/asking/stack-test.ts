import { type Dice, randomBytes, between } from '../base/dice.ts';
import type { Ipv4 } from '../base/ipv4.ts';
import { BROADCAST_MAC, type Mac } from '../base/mac.ts';
import type { Millis } from '../base/time.ts';
import type { StackWord } from '../inventory/same-host.ts';
import { encodeIcmpEcho, type IcmpEcho } from '../wire/icmp-echo.ts';
import { encodeUdpProbe, type PortRefusal, quotes } from '../wire/udp-probe.ts';
import type { CrossExamination, CrossForm } from './cross.ts';
import type { Field } from './field.ts';

/** No router passes them on. */
const TTL = 1;
const SECRET = 16;
/** Where traceroute begins: nobody listens there. */
const NOBODYS_PORT = 33434;
const FIRST_PORT = 1024;
/** As long for each, so that whoever passes an echo on in time would pass on the others in time. */
const PATIENCE: Millis = 200;
/** Sent beside one echo for each MAC where nothing is lost: one to all, one to nobody, two that are to be refused. */
const BESIDE = 4;
/** A test asks fewer questions. */
const SEVERAL = 1024;

/** Who answered a packet: the card it came from, and its time to live, one less behind each router. */
interface StackAnswer {
  readonly src: Mac;
  readonly ttl: number;
}

interface StackQuestion {
  readonly to: Mac;
  readonly form: CrossForm;
  readonly packet: Uint8Array;
  readonly answers: StackAnswer[];
}

export interface StackGrounds {
  readonly field: Field;
  readonly cross: CrossExamination;
  readonly dice: Dice;
}

/**
 * Whether several MACs of one address are cards of one IP stack. A host answers an echo by its routes, so from one card,
 * whichever was asked (net/ipv4/icmp.c icmp_reply); two hosts answer each from a card of its own, also with addresses in
 * common. A router lets nothing through (TTL 1). A program that passes packets on from one of the MACs to the other would look
 * the same, so the address is asked by a frame to all as well: one stack answers once for each card that got it, and
 * what was passed on is seen by two more frames, one to a MAC that nobody has and a datagram to all, which no stack
 * refuses (net/ipv4/icmp.c icmp_send: no errors about frames to all) but does when it comes by unicast.
 */
export class StackTest {
  readonly ip: Ipv4;
  readonly macs: readonly Mac[];
  readonly #grounds: StackGrounds;
  readonly #source: Ipv4;
  readonly #others: number;
  /** Of its echoes, and in the forms of its questions. */
  readonly id: number;
  readonly #each = new Map<Mac, StackQuestion>();
  readonly #bySeq = new Map<number, StackQuestion>();
  readonly #byPort = new Map<number, StackQuestion>();
  #toAll: StackQuestion | undefined;
  #traps: readonly StackQuestion[] = [];
  #refused: StackQuestion | undefined;
  #group: readonly Mac[] = [];
  #phase: 'each' | 'again' | 'all' | 'all-again' | 'refusal' | 'done' = 'each';
  #isOne = false;
  /** Fewer cards got the echo to all than were asked, or somebody passed a packet on. */
  #isPassedOn = false;

  constructor(
    grounds: StackGrounds,
    asked: {
      readonly ip: Ipv4;
      readonly macs: readonly Mac[];
      readonly source: Ipv4;
      /** MACs that answer for the address too and are not asked: one of them may be a card of the same host. */
      readonly others: number;
    },
  ) {
    this.#grounds = grounds;
    this.ip = asked.ip;
    this.macs = asked.macs;
    this.#source = asked.source;
    this.#others = asked.others;
    this.id = between(grounds.dice, 0, 0xffff);
  }

  /** False: there are too few packets left to end it. */
  begin(): boolean {
    if (this.#grounds.cross.left < this.macs.length + BESIDE) {
      this.#phase = 'done';
      return false;
    }
    for (const mac of this.macs) this.#each.set(mac, this.#echo(mac));
    return true;
  }

  get isDone(): boolean {
    return this.#phase === 'done';
  }

  /** The card that answered for all of them. */
  get speaker(): Mac | undefined {
    return this.#isOne ? this.#answerOf(this.#group[0]!)?.src : undefined;
  }

  wordOf([one, other]: readonly [Mac, Mac]): StackWord {
    const together = this.#group.includes(one) && this.#group.includes(other);
    if (together && this.#isOne) return 'one';
    if (together && this.#isPassedOn) return 'several';
    const [first, second] = [this.#answerOf(one), this.#answerOf(other)];
    if (!first || !second) return 'unknown';
    const isAlike = first.src === second.src && first.ttl === second.ttl && this.macs.includes(first.src);
    return isAlike ? 'unknown' : 'several';
  }

  /** True: it answers a question of this test. */
  hearEcho(echo: IcmpEcho, src: Mac): boolean {
    const question = echo.id === this.id ? this.#bySeq.get(echo.seq) : undefined;
    if (!question || echo.src !== this.ip || echo.dst !== this.#source) return false;
    const secret = question.packet.subarray(question.packet.length - SECRET);
    if (echo.payload.length !== SECRET || !secret.every((byte, at) => byte === echo.payload[at]))
      return false;
    this.#take(question, { src, ttl: echo.ttl });
    return true;
  }

  /** True: it refuses a datagram of this test. */
  hearRefusal(refusal: PortRefusal, src: Mac): boolean {
    const question = this.#byPort.get(refusal.refused.srcPort);
    if (!question || refusal.from !== this.ip || refusal.to !== this.#source) return false;
    if (!quotes(refusal.quote, question.packet)) return false;
    this.#take(question, { src, ttl: 0 });
    return true;
  }

  /** One of its questions was answered or given up: asks the next, or ends. */
  advance(): void {
    if (this.#phase === 'each' || this.#phase === 'again') this.#judgeEach();
    if (this.#phase === 'all' || this.#phase === 'all-again') this.#judgeAll();
    if (this.#phase === 'refusal') this.#judgeRefusal();
  }

  #judgeEach(): void {
    const asked = [...this.#each.values()];
    if (asked.some((question) => this.#isOpen(question))) return;
    const unheard = asked.filter(({ answers }) => answers.length === 0);
    if (this.#phase === 'each' && unheard.length > 0 && unheard.length < asked.length) {
      this.#phase = 'again';
      for (const question of unheard) this.#put(question, 2);
      if (unheard.some((question) => this.#isOpen(question))) return;
    }
    this.#group = this.#alike();
    if (this.#group.length < 2) {
      this.#phase = 'done';
      return;
    }
    this.#phase = 'all';
    this.#toAll = this.#echo(BROADCAST_MAC);
    // Locally administered, and no group.
    const nobody = 0x020000000000 + between(this.#grounds.dice, 1, 0xffffffffff);
    this.#traps = [this.#echo(nobody), this.#datagram(BROADCAST_MAC)];
  }

  /** The most MACs that were answered for by one card among them, alike in all answers. */
  #alike(): readonly Mac[] {
    const groups = new Map<string, Mac[]>();
    for (const mac of this.macs) {
      const answer = this.#answerOf(mac);
      if (!answer || !this.macs.includes(answer.src)) continue;
      const key = `${answer.src} ${answer.ttl}`;
      groups.set(key, [...(groups.get(key) ?? []), mac]);
    }
    return [...groups.values()].toSorted((a, b) => b.length - a.length)[0] ?? [];
  }

  #judgeAll(): void {
    if ([this.#toAll!, ...this.#traps].some((question) => this.#isOpen(question))) return;
    const { src, ttl } = this.#answerOf(this.#group[0]!)!;
    const { answers } = this.#toAll!;
    const cards = answers.filter((answer) => answer.src === src && answer.ttl === ttl).length;
    const isTrapped = this.#traps.some((trap) => trap.answers.length > 0);
    if (cards < this.#group.length + this.#others && !isTrapped && this.#phase === 'all') {
      this.#phase = 'all-again';
      this.#toAll = this.#echo(BROADCAST_MAC);
      if (this.#isOpen(this.#toAll)) return;
    }
    if (cards < this.#group.length + this.#others || isTrapped) {
      // Some stacks answer nothing that was sent to all.
      this.#isPassedOn = isTrapped || (cards > 0 && cards < this.#group.length);
      this.#phase = 'done';
      return;
    }
    this.#phase = 'refusal';
    this.#refused = this.#datagram(src);
  }

  /** That a datagram to all was refused by nobody says something of who refuses one at all. */
  #judgeRefusal(): void {
    if (this.#isOpen(this.#refused!)) return;
    this.#phase = 'done';
    // What was passed on may have come late.
    this.#isPassedOn = this.#traps.some(({ answers }) => answers.length > 0);
    this.#isOne = this.#refused!.answers.length > 0 && !this.#isPassedOn;
  }

  /** Undefined when nobody answered, or two did. */
  #answerOf(mac: Mac): StackAnswer | undefined {
    const [first, ...others] = this.#each.get(mac)?.answers ?? [];
    return others.some(({ src, ttl }) => src !== first?.src || ttl !== first.ttl) ? undefined : first;
  }

  #take(question: StackQuestion, answer: StackAnswer): void {
    if (question.answers.length < this.macs.length * 2 + 2) question.answers.push(answer);
    const { field, cross } = this.#grounds;
    // Of those to all every answer counts, so they stay open as long as answers may come.
    if (question.to !== BROADCAST_MAC) cross.hear(field, question.to, { ip: this.ip, form: question.form });
  }

  #isOpen({ to, form }: StackQuestion): boolean {
    const { field, cross } = this.#grounds;
    return cross.resultOf(field, to, { ip: this.ip, form }) === 'open';
  }

  #echo(to: Mac): StackQuestion {
    const { dice } = this.#grounds;
    const seq = this.#bySeq.size + 1;
    const [src, dst, payload] = [this.#source, this.ip, randomBytes(dice, SECRET)];
    const packet = encodeIcmpEcho({ kind: 'request', src, dst, ttl: TTL, id: this.id, seq, payload });
    const question: StackQuestion = { to, form: `echo ${this.id * SEVERAL + seq}`, packet, answers: [] };
    this.#bySeq.set(seq, question);
    return this.#put(question, 1);
  }

  #datagram(to: Mac): StackQuestion {
    const { dice } = this.#grounds;
    const srcPort = between(dice, FIRST_PORT, 0xffff - 2) + this.#byPort.size;
    const [src, dst, payload] = [this.#source, this.ip, randomBytes(dice, SECRET)];
    const id = between(dice, 0, 0xffff);
    const packet = encodeUdpProbe({ src, dst, ttl: TTL, id, srcPort, dstPort: NOBODYS_PORT, payload });
    const question: StackQuestion = {
      to,
      form: `datagram ${this.id * SEVERAL + this.#byPort.size}`,
      packet,
      answers: [],
    };
    this.#byPort.set(srcPort, question);
    return this.#put(question, 1);
  }

  #put(question: StackQuestion, most: number): StackQuestion {
    const { field, cross } = this.#grounds;
    const { to, form, packet } = question;
    cross.ask({ field, mac: to, ip: this.ip, form, packet, patience: PATIENCE, most });
    return question;
  }
}
