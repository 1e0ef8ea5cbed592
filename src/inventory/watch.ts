import { BROADCAST_MAC, isMulticastMac } from '../base/mac.ts';
import type { Instant } from '../base/time.ts';
import { OP_REPLY, OP_REQUEST } from '../wire/arp.ts';
import { type CaptureFrame, LINKTYPE_ETHERNET } from '../wire/capture-frame.ts';
import { ETHERTYPE_RARP } from '../wire/ethernet.ts';
import { evidenceOf, type WireEvidence } from '../wire/evidence.ts';
import { type Glance, glance, newGlance } from '../wire/glance.ts';
import type { Expected } from './expected.ts';
import { isRole } from './virtual.ts';
import type { Touches } from './touches.ts';
import type { Blind } from './watch-event.ts';
import {
  type LoneQuestion,
  type MayAsk,
  type StartWatching,
  type Tell,
  WATCH_BOUNDS,
  type WatchBounds,
  type WatchCounts,
  type WatchFold,
} from './watcher.ts';
import { Timers } from './watching/timers.ts';
import { Arrivals } from './watching/arrivals.ts';
import { InVain } from './watching/in-vain.ts';
import { Blindness } from './watching/blindness.ts';
import { HeardBeside } from './watching/beside.ts';
import { EpisodeBook } from './watching/book.ts';
import { Contests } from './watching/contests.ts';
import type { Desk } from './watching/desk.ts';
import { FrameClock } from './watching/frame-clock.ts';
import { ALONE, HeardClaims, SOME_QUESTIONS, UNASKED } from './watching/heard-claims.ts';
import { Groups } from './watching/groups.ts';
import { Leases } from './watching/leases.ts';
import { Masters } from './watching/masters.ts';
import { Meant } from './watching/meant.ts';
import { LoneAnswers } from './watching/lone-answers.ts';
import { innerVlanOf, Networks } from './watching/networks.ts';
import { AskedPairs } from './watching/asked-pairs.ts';
import { RecentFrames } from './watching/recent.ts';
import { NO_ROW, Roll, WATCHED } from './watching/roll.ts';
import { Storms } from './watching/storms.ts';
import { TouchEar } from './watching/touch-ear.ts';

/** Who lies, who moved, who fights. */
export class Watch implements WatchFold {
  readonly #glance: Glance = newGlance();
  readonly #desk: Desk;
  readonly #recent = new RecentFrames();
  readonly #contests: Contests;
  readonly #arrivals: Arrivals;
  readonly #inVain: InVain;
  readonly #claims: HeardClaims;
  readonly #storms: Storms;
  readonly #masters: Masters;
  readonly #blindness: Blindness;
  #frames = 0;
  #arp = 0;
  #copies = 0;
  #beside = 0;
  #malformed = 0;
  #unreadable = 0;
  readonly #clock = new FrameClock();
  #touches: TouchEar | undefined;

  constructor(expected: Expected, tell: Tell, bounds: WatchBounds = WATCH_BOUNDS) {
    const timers = new Timers();
    const roll = new Roll(bounds.stations);
    const clock = (at: Instant): Instant | null => this.#clock.told(at);
    const book = new EpisodeBook(timers, tell, { most: bounds.episodes, clock });
    const beside = new HeardBeside();
    const groups = new Groups((ip, network) => {
      const row = roll.findAddress(ip, network);
      return row === NO_ROW ? beside.macOf(ip, network) : roll.holderMac[row]!;
    });
    const desk: Desk = {
      timers,
      book,
      roll,
      networks: new Networks(),
      questions: new AskedPairs(),
      alone: new LoneAnswers(),
      groups,
      leases: new Leases(),
      beside,
      meant: new Meant(expected),
      now: 0,
      newsFrom: expected.learn,
      left: 0,
    };
    this.#desk = desk;
    this.#contests = new Contests(desk);
    this.#arrivals = new Arrivals(desk);
    this.#inVain = new InVain(desk);
    this.#claims = new HeardClaims(desk, {
      contests: this.#contests,
      arrivals: this.#arrivals,
      inVain: this.#inVain,
    });
    this.#storms = new Storms(desk);
    this.#masters = new Masters(desk);
    this.#blindness = new Blindness(desk);
  }

  /** False for what is no whole ARP or evidence over Ethernet; who reads it calls `hearOther`, `hearBeside` or `count`. */
  hear(frame: CaptureFrame): boolean {
    this.#begin(frame);
    if (frame.linkType !== LINKTYPE_ETHERNET) return false;
    const seen = this.#glance;
    const { bytes, from, to } = frame;
    if (glance(bytes, seen, from)) {
      if (seen.end > to) return false;
      const inner = seen.tags < 2 ? -1 : innerVlanOf(bytes, from);
      this.#hearArp(seen, this.#desk.networks.numberOf(frame, seen.vid, inner), frame);
      return true;
    }
    const evidence = evidenceOf(bytes, from, to);
    if (evidence === undefined) return false;
    this.hearBeside(evidence, evidence.tags < 2 ? -1 : innerVlanOf(bytes, from), frame);
    return true;
  }

  /** The ARP of the frame for which `hear` said false, by whoever reads its link; `innerVlan` is -1 without a second tag. */
  hearOther(seen: Glance, innerVlan: number, frame: CaptureFrame): void {
    this.#hearArp(seen, this.#desk.networks.numberOf(frame, seen.vid, innerVlan), frame);
  }

  /** The same for evidence. */
  hearBeside(evidence: WireEvidence, innerVlan: number, frame: CaptureFrame): void {
    this.#beside++;
    const { networks, leases, beside, now } = this.#desk;
    const network = networks.numberOf(frame, evidence.vid, innerVlan);
    if (network < 0) return;
    if (evidence.kind === 'dhcp') leases.hear(evidence, network, now);
    else if (evidence.kind !== 'lldp') {
      if (!isRole(evidence.src)) beside.note(evidence.src, evidence.from, network);
      if (evidence.kind !== 'igmp') this.#masters.hear(evidence, network);
    }
  }

  /** The frame heard last claims to be ARP and is not, or nobody can say what it is. */
  count(what: 'malformed' | 'unreadable'): void {
    if (what === 'malformed') this.#malformed++;
    else this.#unreadable++;
  }

  /** Time passes without a frame: what waits for silence is decided. Earlier than the last frame does nothing. */
  pass(at: Instant): void {
    const now = this.#clock.reckoned(at);
    if (this.#clock.isTimed && now > this.#desk.now) this.#until(now);
  }

  /** Nothing more comes: open doubts are told as they stand, and episodes that go on as they are. */
  end(): void {
    this.#contests.finish();
    this.#inVain.finish();
    this.#desk.book.end(this.#desk.now);
  }

  blind(interval: Blind): void {
    this.#blindness.tell(interval, (at) => this.pass(this.#clock.knows(at)));
  }

  /** From now on every claim is gathered there, whoever is right. */
  remember(touches: Touches): void {
    this.#touches = new TouchEar(touches, this.#desk, (at) => this.#clock.told(at) ?? at);
  }

  /** What is meant to be has changed. */
  expect(expected: Expected): void {
    this.#desk.meant = new Meant(expected);
  }

  toAsk(may: MayAsk): readonly LoneQuestion[] {
    return [...this.#contests.inquest.next(may)];
  }

  get counts(): WatchCounts {
    const { roll, book, left } = this.#desk;
    return {
      frames: this.#frames,
      arp: this.#arp,
      copies: this.#copies,
      beside: this.#beside,
      malformed: this.#malformed,
      unreadable: this.#unreadable,
      stations: roll.stationCount,
      addresses: roll.addressCount,
      opened: { ...book.opened },
      openNow: book.openNow,
      left: { stations: left, episodes: book.left + this.#contests.left, events: book.withheld },
      first: this.#clock.first,
      last: this.#clock.last,
    };
  }

  #begin(frame: CaptureFrame): void {
    this.#frames++;
    if (frame.hasTime) this.#timeIs(frame.seconds * 1000 + frame.nanoseconds / 1e6);
  }

  #timeIs(at: Instant): void {
    const desk = this.#desk;
    const clock = this.#clock;
    const turn = clock.hear(at, desk.now);
    if (turn === undefined) {
      const now = clock.reckoned(at);
      if (now > desk.now) this.#until(now);
      return;
    }
    desk.now = turn.now;
    if (turn.back > 0) this.#blindness.clockWentBack(turn.back);
    else desk.newsFrom = at + desk.meant.expected.learn;
  }

  #until(now: Instant): void {
    const desk = this.#desk;
    while (desk.timers.next <= now) {
      desk.now = Math.max(desk.now, desk.timers.next);
      desk.timers.runUntil(desk.now);
    }
    desk.now = now;
  }

  #hearArp(seen: Glance, network: number, { hasTime: timed, outgoing }: CaptureFrame): void {
    this.#arp++;
    const desk = this.#desk;
    if (network < 0) {
      desk.left++;
      return;
    }
    if (timed) {
      const novelty = this.#recent.note(seen, network, desk.now);
      if (novelty === 'copy') {
        this.#copies++;
        return;
      }
      if (novelty === 'repeat') this.#storms.repeat(seen, network, this.#recent.repeats);
    }
    const { dst, op, spa, sha } = seen;
    if (timed) this.#touches?.hear(seen, network);
    if (dst !== BROADCAST_MAC && !isMulticastMac(dst)) desk.networks.unicast(network, seen.src, dst);
    if (seen.etherType === ETHERTYPE_RARP) {
      if (op === 3) this.#arrivals.announcesPort(seen.tha, network);
      return;
    }
    if (op === OP_REQUEST) {
      if (spa === 0 && this.#askAlone(seen, network, outgoing === true)) return;
      // Nobody answers one that cannot be of this network, so its questions are no proof of silence.
      let answerable = true;
      if (spa === 0) this.#contests.probe(sha, seen.tpa);
      else answerable = this.#claims.take(seen, network, UNASKED);
      if (seen.tpa !== spa && answerable) this.#ask(seen, network);
    } else if (op === OP_REPLY) {
      if (spa === 0) return;
      if (desk.alone.answer(seen, network, desk.now)) {
        this.#claims.take(seen, network, ALONE);
        this.#contests.inquest.heard(sha, network, false);
        return;
      }
      const solicited = desk.questions.answer(seen, network, desk.now);
      if (!solicited.asked) this.#claims.givesAway(seen, network);
      this.#claims.take(seen, network, solicited);
    }
  }

  /** True: one MAC was asked alone, and its answer would be heard. That is no question in vain, and no probe. */
  #askAlone(seen: Glance, network: number, outgoing: boolean): boolean {
    const { alone, networks, now } = this.#desk;
    const heed = alone.ask(seen, network, { at: now, hears: outgoing || networks.isWide(network) });
    if (heed === 'news') this.#contests.inquest.heard(seen.dst, network, true);
    return heed !== 'other';
  }

  #ask(seen: Glance, network: number): void {
    const { roll, questions, now } = this.#desk;
    questions.ask(seen, network, now);
    const { tpa, dst } = seen;
    const address = roll.findAddress(tpa, network);
    if (address === NO_ROW) {
      this.#inVain.unheard(seen, network, NO_ROW);
      return;
    }
    const vain = ++roll.vain[address]!;
    if (vain === 1) roll.vainSince[address] = now;
    if (vain > SOME_QUESTIONS) {
      if (vain === SOME_QUESTIONS + 1) this.#arrivals.left(address);
      this.#inVain.unheard(seen, network, address);
    }
    if ((roll.flags[address]! & WATCHED) !== 0) this.#contests.question(address, seen);
    if (dst !== BROADCAST_MAC && dst !== roll.holderMac[address])
      this.#inVain.toOther(seen, network, address);
  }
}

export const startWatching: StartWatching = (expected, tell, bounds) => new Watch(expected, tell, bounds);
