import type { Dice } from '../../base/dice.ts';
import type { Ipv4 } from '../../base/ipv4.ts';
import { BROADCAST_MAC, type Mac, ZERO_MAC } from '../../base/mac.ts';
import type { Instant } from '../../base/time.ts';
import {
  type ClaimCourse,
  type ClaimHappening,
  type ClaimWish,
  openClaim,
  step,
} from '../../kernel/conflict.ts';
import { deafnessTo, framingFlaw } from '../../kernel/hearing.ts';
import type { ReasonCode } from '../../kernel/reasons.ts';
import type { HeardFrame, Link, LinkDown } from '../../ports/link.ts';
import { OP_REPLY, OP_REQUEST } from '../../wire/arp.ts';
import { ETHERTYPE_ARP } from '../../wire/ethernet.ts';
import { type Glance, glance, newGlance } from '../../wire/glance.ts';
import type { Pacer } from '../../asking/pacer.ts';
import type { FrameSeen, HolderSign } from './events.ts';
import { Outbox } from './outbox.ts';
import { Wakes } from './wakes.ts';

/** Stands for another program on this machine: it speaks with our own MAC, and no card has this one. */
export const OTHER_PROGRAM: Mac = ZERO_MAC;

/** One address that is probed for, or held. */
export interface ProbedAddress {
  readonly ip: Ipv4;
  /** This machine has the address: its own kernel speaks for it as well. */
  own: boolean;
  /** The sender of questions that are no probes, which proxies answer; null: none are put. */
  readonly source: Ipv4 | null;
  readonly startedAt: Instant;
  claim: ClaimCourse;
  probes: number;
  /** Who contradicted, the first MOST_CONTENDERS of them, and the strongest sign of it. */
  readonly contenders: Map<Mac, HolderSign>;
  /** Somebody contradicted who is not among them. */
  crowded: boolean;
}

/** More machines that have or want one address are one that makes them up. */
export const MOST_CONTENDERS = 16;

/** What the engine said about a candidate. */
export interface News {
  readonly candidate: ProbedAddress;
  readonly reason: ReasonCode;
  readonly by: Mac | null;
}

export interface ClaimLinkOptions {
  readonly vlan: number | null;
  /** false: an address found free is left alone, not announced. */
  readonly announces: boolean;
  readonly capture: boolean;
  /** Whether this machine has the address by now: it may get one while it is claimed. */
  readonly owns?: (ip: Ipv4) => boolean;
  /** Addresses of this machine in the network of the claim: nobody else asks as those. */
  readonly own?: { has(ip: Ipv4): boolean };
  /** That of the wire; left out: one of its own, 1,000 a second. */
  readonly pacer?: Pacer;
}

const STRENGTH: Readonly<Record<HolderSign, number>> = { probes: 0, speaks: 1, answers: 2 };

/** One link with the claims made on it: hears what contradicts them, and sends what the engine wants sent. */
export class ClaimLink {
  link: Link;
  readonly vlan: number | null;
  readonly news: News[] = [];
  readonly frames: FrameSeen[] = [];
  outbox: Outbox;
  down: LinkDown | undefined;
  /** Somebody asks for an address of ours here. */
  onAsked: ((asked: Glance, candidate: ProbedAddress) => void) | undefined;
  readonly #candidates = new Map<Ipv4, ProbedAddress>();
  readonly #wakes = new Wakes<ProbedAddress>();
  readonly #options: ClaimLinkOptions;
  readonly #scratch = newGlance();

  constructor(link: Link, options: ClaimLinkOptions) {
    this.link = link;
    this.vlan = options.vlan;
    this.#options = options;
    this.outbox = new Outbox(link.facts.mac, options.vlan, options.pacer);
  }

  /** Begins to probe at `from` or shortly after. */
  open(
    wish: ClaimWish,
    from: { readonly at: Instant; readonly dice: Dice; readonly own: boolean; readonly source: Ipv4 | null },
  ): ProbedAddress {
    const { at, dice, own, source } = from;
    const { state } = openClaim(wish, dice, at);
    const contenders = new Map<Mac, HolderSign>();
    const candidate = {
      ip: wish.ip,
      own,
      source,
      startedAt: at,
      claim: state,
      probes: 0,
      contenders,
      crowded: false,
    };
    this.#candidates.set(wish.ip, candidate);
    if (state.wakeAt !== null) this.#wakes.add(state.wakeAt, candidate);
    return candidate;
  }

  /** Takes in what was heard, does what is due, and sends. */
  turn(now: Instant): void {
    const drained = this.link.drain((frame) => this.#hear(frame, now));
    if (drained.kind === 'down') this.fall(drained.why, now);
    for (let wake = this.#wakes.take(now); wake; wake = this.#wakes.take(now)) {
      const { who } = wake;
      if (who.claim.wakeAt === wake.at) this.#step(who, { kind: 'wake' }, now);
    }
    if (this.down) return;
    const why = this.outbox.flush(this.link, now);
    if (why) this.fall(why, now);
  }

  /** The link is gone: what was found out does not count any more (RFC 5227 2.1). */
  fall(why: LinkDown, now: Instant): void {
    if (this.down) return;
    this.down = why;
    this.outbox.forget();
    for (const candidate of this.#candidates.values()) this.#step(candidate, { kind: 'link-down' }, now);
  }

  /** The link is back, as another handle; everything is probed anew. */
  rise(link: Link, now: Instant, dice: Dice): void {
    this.link = link;
    this.down = undefined;
    // The interface may have been made anew, with another MAC.
    const { sent } = this.outbox;
    this.outbox = new Outbox(link.facts.mac, this.vlan, this.#options.pacer);
    this.outbox.sent = sent;
    for (const candidate of this.#candidates.values()) this.#step(candidate, { kind: 'link-up', dice }, now);
  }

  get nextAt(): Instant {
    const wakeAt = this.#wakes.next ?? Number.POSITIVE_INFINITY;
    return this.outbox.size > 0 ? Math.min(wakeAt, this.outbox.blockedUntil) : wakeAt;
  }

  #step(candidate: ProbedAddress, event: ClaimHappening, now: Instant): void {
    const { state, deeds, wakeAt } = step(candidate.claim, event, now);
    const moved = wakeAt !== null && wakeAt !== candidate.claim.wakeAt;
    candidate.claim = state;
    for (const deed of deeds) {
      if (deed.kind === 'say') this.news.push({ candidate, reason: deed.reason, by: deed.by });
      else if (deed.kind === 'probe') this.#probe(candidate);
      else if (this.#options.announces) this.outbox.announce(candidate.ip);
    }
    if (moved) this.#wakes.add(wakeAt, candidate);
  }

  /**
   * A Linux proxy answers no probe, nor do some hosts: from the second probe on an ordinary question goes with it,
   * so whoever owns the address has been given time to say so and nobody is asked twice.
   */
  #probe(candidate: ProbedAddress): void {
    candidate.probes++;
    this.outbox.ask(candidate.ip, 0);
    if (candidate.source !== null && candidate.probes > 1) this.outbox.ask(candidate.ip, candidate.source);
  }

  #hear(frame: HeardFrame, now: Instant): void {
    const { at, wireLength, outgoing } = frame;
    if (this.#options.capture) {
      const bytes = frame.bytes.slice();
      this.frames.push({ type: 'frame', interface: this.link.facts.name, at, bytes, wireLength, outgoing });
    }
    const arp = this.#scratch;
    if (!glance(frame.bytes, arp) || arp.etherType !== ETHERTYPE_ARP) return;
    if (arp.op === OP_REQUEST && !outgoing && this.onAsked) {
      const asked = this.#candidates.get(arp.tpa);
      if (asked && this.#mayAnswer(arp, frame.bytes)) this.onAsked(arp, asked);
    }
    if (framingFlaw(arp, frame.bytes, this.vlan) !== null) return;
    const candidate = this.#candidates.get(arp.spa === 0 ? arp.tpa : arp.spa);
    if (candidate === undefined) return;
    if (outgoing) {
      if (this.outbox.isOurs(arp) || !this.#isOtherProgram(candidate, arp)) return;
      if (arp.op === OP_REQUEST && arp.spa === 0) this.onAsked?.(arp, candidate);
    }
    const sha = outgoing ? OTHER_PROGRAM : arp.sha === ZERO_MAC ? arp.src : arp.sha;
    this.#contradict(candidate, { op: arp.op, sha, spa: arp.spa, tpa: arp.tpa, dst: arp.dst }, now);
  }

  /** Whoever asks as a claimed address has it, or wants it: that is heard as a contradiction. */
  #mayAnswer(arp: Glance, bytes: Uint8Array): boolean {
    const own = { has: (ip: Ipv4) => this.#candidates.has(ip) || (this.#options.own?.has(ip) ?? false) };
    return deafnessTo(arp, bytes, { macs: [this.link.facts.mac], vlan: this.vlan, own }) === null;
  }

  #contradict(
    candidate: ProbedAddress,
    heard: {
      readonly op: number;
      readonly sha: Mac;
      readonly spa: Ipv4;
      readonly tpa: Ipv4;
      readonly dst: Mac;
    },
    now: Instant,
  ): void {
    const { op, sha, spa, tpa, dst } = heard;
    if (candidate.claim.ours.includes(sha) || (spa === 0 && op !== OP_REQUEST)) return;
    const answers = op === OP_REPLY && (dst !== BROADCAST_MAC || spa !== tpa);
    const sign: HolderSign = spa === 0 ? 'probes' : answers ? 'answers' : 'speaks';
    const before = candidate.contenders.get(sha);
    const { contenders } = candidate;
    if (before === undefined && contenders.size >= MOST_CONTENDERS) candidate.crowded = true;
    else if (before === undefined || STRENGTH[sign] > STRENGTH[before]) contenders.set(sha, sign);
    this.#step(candidate, { kind: 'heard', op, sha, spa, tpa }, now);
  }

  /** Another program here probes for the address, or uses it. Our own examination asks too, but only once all is said. */
  #isOtherProgram(candidate: ProbedAddress, { op, dst }: Glance): boolean {
    if (candidate.own || candidate.claim.phase === 'lost') return false;
    if (op !== OP_REPLY && dst !== BROADCAST_MAC) return false;
    candidate.own = this.#options.owns?.(candidate.ip) ?? false;
    return !candidate.own;
  }
}
