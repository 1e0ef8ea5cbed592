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
  type StartWatching,
  type Tell,
  WATCH_BOUNDS,
  type WatchBounds,
  type WatchCounts,
  type WatchFold,
} from './watcher.ts';
import { Timers } from './watching/timers.ts';
import { Arrivals, isNoCard } from './watching/arrivals.ts';
import { InVain } from './watching/in-vain.ts';
import { Blindness } from './watching/blindness.ts';
import { HeardBeside } from './watching/beside.ts';
import { EpisodeBook } from './watching/book.ts';
import { Contests, mannerOf } from './watching/contests.ts';
import type { Desk } from './watching/desk.ts';
import { FrameClock } from './watching/frame-clock.ts';
import { Groups } from './watching/groups.ts';
import { Leases } from './watching/leases.ts';
import { Masters } from './watching/masters.ts';
import { Meant } from './watching/meant.ts';
import { innerVlanOf, Networks } from './watching/networks.ts';
import { AskedPairs, type Solicited } from './watching/asked-pairs.ts';
import { RecentFrames } from './watching/recent.ts';
import { TouchEar } from './watching/touch-ear.ts';
import { ANSWERED, NO_ROW, Roll, USED, WATCHED } from './watching/roll.ts';
import { Storms } from './watching/storms.ts';

/** Asked for so often without an answer, an address is looked at more closely. */
const SOME_QUESTIONS = 4;

/** Who lies, who moved, who fights. */
export class Watch implements WatchFold {
  readonly #glance: Glance = newGlance();
  readonly #desk: Desk;
  readonly #recent = new RecentFrames();
  readonly #contests: Contests;
  readonly #arrivals: Arrivals;
  readonly #inVain: InVain;
  readonly #storms: Storms;
  readonly #masters: Masters;
  readonly #blindness: Blindness;
  readonly #unasked: Solicited = { asked: false, beside: false, toAll: false };
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
    this.#storms = new Storms(desk);
    this.#masters = new Masters(desk);
    this.#blindness = new Blindness(desk);
  }

  /**
   * Nothing of the frame is kept. False for a frame that is neither ARP over Ethernet nor evidence: cut, cooked, of
   * another link, or of no interest; whoever reads those hands them to `hearOther`, `hearBeside` and `count`.
   */
  hear(frame: CaptureFrame): boolean {
    this.#begin(frame);
    if (frame.linkType !== LINKTYPE_ETHERNET) return false;
    const seen = this.#glance;
    const { bytes, from, to } = frame;
    if (glance(bytes, seen, from)) {
      if (seen.end > to) return false;
      const inner = seen.tags < 2 ? -1 : innerVlanOf(bytes, from);
      this.#hearArp(seen, this.#desk.networks.numberOf(frame, seen.vid, inner), frame.hasTime);
      return true;
    }
    const evidence = evidenceOf(bytes, from, to);
    if (evidence === undefined) return false;
    this.hearBeside(evidence, evidence.tags < 2 ? -1 : innerVlanOf(bytes, from), frame);
    return true;
  }

  /** The ARP of the frame for which `hear` said false, by whoever reads its link; `innerVlan` is -1 without a second tag. */
  hearOther(seen: Glance, innerVlan: number, frame: CaptureFrame): void {
    this.#hearArp(seen, this.#desk.networks.numberOf(frame, seen.vid, innerVlan), frame.hasTime);
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
    if (this.#clock.first !== null && now > this.#desk.now) this.#until(now);
  }

  /** Nothing more comes: open doubts are told as they stand, and episodes that go on as they are. */
  end(): void {
    this.#contests.finish();
    this.#desk.book.end(this.#desk.now);
  }

  blind(interval: Blind): void {
    this.#blindness.tell(interval);
  }

  /** From now on every claim is gathered there, whoever is right. */
  remember(touches: Touches): void {
    this.#touches = new TouchEar(touches, this.#desk, (at) => this.#clock.told(at) ?? at);
  }

  /** What is meant to be has changed. */
  expect(expected: Expected): void {
    this.#desk.meant = new Meant(expected);
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
      left: { stations: left, episodes: book.left + this.#contests.left },
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

  #hearArp(seen: Glance, network: number, timed: boolean): void {
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
      if (spa === 0) this.#contests.probe(sha, seen.tpa);
      else this.#claim(seen, network, this.#unasked);
      if (seen.tpa !== spa) this.#ask(seen, network);
    } else if (op === OP_REPLY) {
      if (spa !== 0) this.#claim(seen, network, desk.questions.answer(seen, network, desk.now));
    }
  }

  #claim(seen: Glance, network: number, solicited: Solicited): void {
    const { roll, now } = this.#desk;
    const { spa, sha, src } = seen;
    const bit = seen.op === OP_REPLY ? ANSWERED : USED;
    const known = roll.findAddress(spa, network);
    if (
      known !== NO_ROW &&
      roll.holderMac[known] === sha &&
      src === sha &&
      (roll.flags[known]! & WATCHED) === 0
    ) {
      roll.last[known] = now;
      const station = roll.holder[known]!;
      if ((roll.stationFlags[station]! & bit) === 0) this.#mark(station, bit);
      if (roll.vain[known]! !== 0) this.#heardAgain(known, seen, network);
      return;
    }
    this.#claimWithCare(seen, network, { solicited, bit, known });
  }

  /** All that is not the holder of an address saying so itself. */
  #claimWithCare(
    seen: Glance,
    network: number,
    {
      solicited,
      bit,
      known,
    }: { readonly solicited: Solicited; readonly bit: number; readonly known: number },
  ): void {
    const desk = this.#desk;
    const { roll, now, meant } = desk;
    const { spa: ip, sha, src } = seen;
    const bogon = meant.whyBogon(ip);
    if (bogon !== undefined || isNoCard(sha)) {
      const reason = bogon ?? {
        code: 'no-card',
        text: 'its MAC is that of no card: zero, a group, or everybody',
      };
      this.#arrivals.bogon(ip, network, { mac: isNoCard(sha) ? src : sha, reason });
      return;
    }
    const address = known === NO_ROW ? roll.address(ip, network) : known;
    if (address === NO_ROW) {
      desk.left++;
      return;
    }
    const forOther = src !== sha && !isRole(sha) && !isRole(src);
    if (src !== sha) {
      if (forOther && this.#contests.isRival(address, src)) return;
      this.#arrivals.speaksFor(ip, network, { sha, src });
    }
    let station = roll.findStation(address, sha);
    if (station === NO_ROW) {
      station = roll.addStation(address, sha, now);
      if (station === NO_ROW) desk.left++;
      else this.#arrivals.newStation(address, sha);
    }
    if (station !== NO_ROW && (roll.stationFlags[station]! & bit) === 0 && !forOther)
      this.#mark(station, bit);
    const vlan = desk.networks.networkOf(network).vlan;
    const rightful = meant.macsOf(ip, vlan, now);
    if (Number.isNaN(roll.holderMac[address]!)) {
      if (station === NO_ROW) return;
      if (rightful.length === 0 || rightful.includes(sha)) {
        this.#take(address, station);
        this.#arrivals.newAddress(address, station);
        return;
      }
      // Somebody said who should have it: that one has it, though it was never heard.
      roll.holderMac[address] = rightful[0]!;
    }
    // What was told to be has come back; whoever had it meanwhile is a rival from now on.
    if (
      rightful.includes(sha) &&
      !rightful.includes(roll.holderMac[address]!) &&
      station !== NO_ROW &&
      !forOther &&
      (roll.flags[address]! & WATCHED) === 0
    )
      this.#take(address, station);
    const holder = roll.holderMac[address]!;
    if (holder === sha && (roll.flags[address]! & WATCHED) === 0) {
      if (!forOther) roll.last[address] = now;
      return;
    }
    if (forOther && sha === this.#contests.ownerOf(address)) return;
    if (rightful.includes(sha) && rightful.includes(holder) && (roll.flags[address]! & WATCHED) === 0) {
      if (station !== NO_ROW) this.#take(address, station);
      return;
    }
    if (station !== NO_ROW) roll.stationLast[station] = now;
    const owner = { mac: holder, last: roll.last[address]! };
    this.#contests.claim(
      {
        address,
        network,
        ip,
        mac: sha,
        manner: mannerOf(seen, solicited),
        asker: seen.tpa,
        beside: solicited.beside,
        toAll: solicited.toAll,
        spokenFor: forOther,
      },
      owner,
    );
    if (roll.holderMac[address] === sha) roll.last[address] = now;
    this.#inVain.isThere(address, sha);
    if (roll.vain[address]! !== 0) this.#heardAgain(address, seen, network);
  }

  #take(address: number, station: number): void {
    const { roll, now } = this.#desk;
    const before = roll.holder[address]!;
    if (before !== NO_ROW) roll.stationLast[before] = roll.last[address]!;
    roll.holder[address] = station;
    roll.holderMac[address] = roll.stationMac[station]!;
    roll.since[address] = now;
    roll.last[address] = now;
  }

  #mark(station: number, bit: number): void {
    const { roll } = this.#desk;
    this.#arrivals.marked(station, bit);
    roll.stationFlags[station]! |= bit;
  }

  #heardAgain(address: number, { spa }: Glance, network: number): void {
    const { roll } = this.#desk;
    if (roll.vain[address]! > SOME_QUESTIONS) this.#inVain.answered(spa, network);
    roll.vain[address] = 0;
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
