import type { Dice } from '../../base/dice.ts';
import type { Ipv4 } from '../../base/ipv4.ts';
import { BROADCAST_MAC, type Mac } from '../../base/mac.ts';
import type { Instant, Millis } from '../../base/time.ts';
import type { Link, LinkDown } from '../../ports/link.ts';
import { Gate } from '../../asking/gate.ts';
import { LaneFrames } from '../../asking/lane-frames.ts';
import { Pacer } from '../../asking/pacer.ts';
import { OwnerBook, STATE } from './book.ts';
import { Delays } from './delays.ts';
import type { ProxyEvent } from './events.ts';
import type { Ground } from './ground.ts';
import type { Bench } from './judge.ts';
import { AskerLimit } from '../../asking/asker-limit.ts';
import { limitInAllOf, type ProxyOptions } from './options.ts';
import { noCounts } from './reasons.ts';
import { Replies } from './replies.ts';
import type { ProxyRival } from './rival.ts';
import type { Sweep } from './sweep-walk.ts';

const WANTED = 64;
/** Of holders, once the nets were gone through. */
const MOST_TOLD = 256;
const TOLD_IN: Millis = 10_000;

export interface Asker {
  readonly mac: Mac;
  readonly ip: Ipv4;
}

/** An address that was asked for before it was checked: who waits for the answer. */
export interface OwnerCheck {
  rounds: number;
  nextAt: Instant;
  readonly askers: Asker[];
}

/** Somebody else answered for an address of ours: a little later it shows whether to probes too. */
export interface OwnerDoubt {
  readonly mac: Mac;
  decideAt: Instant;
  /** More was asked of that MAC, to tell a proxy from an owner. */
  askedMore: boolean;
}

/** What a proxy knows of one link. Only ear.ts, checks.ts, sweep.ts and rivals.ts write to it. */
export class ProxyLane {
  readonly link: Link;
  readonly wishes: ProxyOptions;
  /** What `judgeRequest` judges by; `ground` and the own addresses in `ears` follow the routes. */
  readonly bench: {
    ground: Ground;
    ears: Bench['ears'];
    readonly book: OwnerBook;
    readonly limit: AskerLimit;
    readonly macs: { readonly nic: Mac; readonly told: Mac };
  };
  /** MACs of this machine and the one it tells: what they say is our own. */
  ours: ReadonlySet<Mac>;
  /** The sender of questions that are no probes; 0: there is none, and other proxies stay unseen. */
  source: Ipv4 = 0;
  readonly replies: Replies;
  readonly delays = new Delays();
  readonly questions: LaneFrames;
  readonly pacer: Pacer;
  readonly counts = noCounts();
  readonly events: ProxyEvent[] = [];
  readonly checks = new Map<Ipv4, OwnerCheck>();
  readonly doubts = new Map<Ipv4, OwnerDoubt>();
  readonly rivals = new Map<Mac, ProxyRival>();
  readonly audit: {
    settled: Iterator<Ipv4>;
    holders: Iterator<Ipv4>;
    nextAt: Instant;
    turn: number;
    /** Probed for, and to be asked for as ourselves next. */
    probed: Ipv4 | undefined;
  };
  sweep: Sweep | undefined;
  /** Holders that others made up could be told of without end. */
  readonly gate = new Gate(MOST_TOLD, TOLD_IN);
  /** Addresses others asked for lately, a few of them. */
  readonly #wanted = new Uint32Array(WANTED);
  #wantedAt = 0;
  /**
   * Who asks by probes for addresses of ours while we go through them: another proxy that begins. Its questions are not
   * answered before our walk is done, or each of two would take what it came to first for the other's.
   */
  readonly probers = new Set<Mac>();
  /** The moment that is being lived through. */
  now: Instant = 0;
  /** Answers over the limit in sum were told of up to so many, and then. */
  flood = { told: 0, at: Number.NEGATIVE_INFINITY };
  /** Questions of its own that left. */
  asked = 0;
  nextCheckAt: Instant = Number.POSITIVE_INFINITY;
  down: LinkDown | undefined;

  constructor(link: Link, wishes: ProxyOptions, start: { ground: Ground; dice: Dice; pacer?: Pacer }) {
    const { mac: nic } = link.facts;
    const told = wishes.mac ?? nic;
    this.link = link;
    this.wishes = wishes;
    this.bench = {
      ground: start.ground,
      ears: { macs: [nic, told], own: new Set() },
      book: new OwnerBook(),
      limit: new AskerLimit({ perAsker: wishes.limit, inAll: limitInAllOf(wishes) }, start.dice()),
      macs: { nic, told },
    };
    this.ours = new Set([nic, told]);
    this.replies = new Replies(nic, told);
    this.questions = new LaneFrames(nic, false, 256);
    this.pacer = start.pacer ?? new Pacer(wishes.rate);
    const { book } = this.bench;
    this.audit = {
      settled: book.settled(),
      holders: book.holders.keys(),
      nextAt: 0,
      turn: 0,
      probed: undefined,
    };
  }

  get name(): string {
    return this.link.facts.name;
  }

  /** Answers, or keeps the answer for later; counts it either way. */
  answer(target: Ipv4, asker: Asker, now: Instant): void {
    const { delay } = this.wishes;
    if (delay === 0) this.reply(target, asker.mac, asker.ip);
    else if (!this.delays.add({ at: now + delay, target, mac: asker.mac, ip: asker.ip }))
      this.counts['queue-full']++;
  }

  /** Into the batch that leaves with the next `flush`. */
  reply(target: Ipv4, mac: Mac, ip: Ipv4): void {
    if (this.replies.isFull) this.flush();
    this.replies.add(target, mac, ip);
    this.want(target);
  }

  want(ip: Ipv4): void {
    this.#wanted[this.#wantedAt++ % WANTED] = ip;
  }

  /** The owner was heard before the answer left: said after him, it would undo in tables what he said. */
  withdraw(target: Ipv4, why: 'owner-lives' | 'other-proxy'): void {
    this.counts[why] += this.replies.withdraw(target);
  }

  flush(): void {
    const { count } = this.replies;
    if (count === 0) return;
    const { sent, down } = this.link.send(this.replies.batch());
    this.counts.answered += sent;
    this.counts['not-sent'] += count - sent;
    if (down) this.down = down;
    this.replies.clear();
  }

  /** A probe and, with an address of ours to ask as, a question that proxies answer too; to `dst` alone or to all. */
  ask(ip: Ipv4, dst: Mac = BROADCAST_MAC): void {
    this.probe(ip, dst);
    if (this.source !== 0) this.askAs(ip, dst);
  }

  probe(ip: Ipv4, dst: Mac = BROADCAST_MAC): void {
    this.#question(ip, 0, dst);
  }

  /** As ourselves, which proxies answer too. */
  askAs(ip: Ipv4, dst: Mac = BROADCAST_MAC): void {
    this.#question(ip, this.source, dst);
  }

  /** Whether the rate lets a question out; what belongs together may leave together, and later ones wait longer. */
  mayAsk(now: Instant): boolean {
    return this.pacer.allowed(now) > 0;
  }

  #question(ip: Ipv4, source: Ipv4, dst: Mac): void {
    if (this.questions.count === this.questions.capacity) this.flushQuestions();
    this.questions.add(ip, source, { vlan: null, dst });
    this.pacer.left(1);
  }

  /** One that was asked for since it was taken last; undefined when there is none. */
  takeWanted(): Ipv4 | undefined {
    const at = this.#wanted.findLastIndex((ip) => ip !== 0);
    if (at < 0) return undefined;
    const ip = this.#wanted[at]!;
    for (let other = 0; other < WANTED; other++) if (this.#wanted[other] === ip) this.#wanted[other] = 0;
    return ip;
  }

  /** Best effort: what does not leave is asked again by later rounds. Returns how many left. */
  flushQuestions(): number {
    if (this.questions.count === 0) return 0;
    const { sent, down } = this.link.send(this.questions.batch());
    this.asked += sent;
    if (down) this.down = down;
    this.questions.clear();
    return sent;
  }

  isOurs(ip: Ipv4): boolean {
    return this.bench.ground.standingOf(ip) === 'ours';
  }

  isFree(ip: Ipv4): boolean {
    return this.bench.book.stateOf(ip) === STATE.free;
  }
}
