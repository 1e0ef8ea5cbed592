import { type Ipv4 } from '../../base/ipv4.ts';
import { BROADCAST_MAC, isMulticastMac, type Mac } from '../../base/mac.ts';
import type { Instant, Millis } from '../../base/time.ts';
import { OP_REPLY } from '../../wire/arp.ts';
import type { Glance } from '../../wire/glance.ts';
import type { ContestFacts, ContestRule } from '../contest-rule.ts';
import { EPISODE_KINDS, ruleFor } from '../episodes.ts';
import type { Sure, WatchKind, WatchReason } from '../watch-event.ts';
import { Contest, DOUBT, type Manner, QUARREL, Claimer } from './contest.ts';
import { type Desk, isGateway } from './desk.ts';
import { factsOf } from './facts.ts';
import { Inquest } from './inquest.ts';
import type { Solicited } from './asked-pairs.ts';
import { TOGETHER } from './asked-pairs.ts';
import { reasonsOf } from './reasons.ts';
import { NO_ROW, WATCHED } from './roll.ts';

/** Contests that are looked at together; more are counted. */
const MOST_CONTESTS = 65_536;
/** When a rival is looked at without being heard: as soon as a question is in vain, when adverts tell, when doubt ends. */
const LOOKS: readonly Millis[] = [TOGETHER, 2500, 4500, DOUBT, 3 * DOUBT];
/** A verdict that stands is gone over again at most so often, if its rival was heard more than a few times. */
const CALM: Millis = 100;
const FEW = 16;
/** Asked in vain so often, over so long, an owner is silent. */
const VAIN_QUESTIONS = 2;
const VAIN_TIME: Millis = 1000;
const MOST_KNOWN = 8;
const RANK: Readonly<Record<Sure, number>> = { undecided: 0, likely: 1, proven: 2 };

/** A claim that is not the short way: by another than the holder, or for a contested address. */
export interface ContestClaim {
  readonly address: number;
  readonly network: number;
  readonly ip: Ipv4;
  readonly mac: Mac;
  readonly manner: Manner;
  /** Whom a reply goes to. */
  readonly asker: Ipv4;
  readonly beside: boolean;
  readonly toAll: boolean;
  /** It was asked alone: what it gives this asker says nothing of what others get. */
  readonly alone: boolean;
  /** The frame came from another card than it names. */
  readonly spokenFor: boolean;
}

/** Addresses that more than one MAC claims, each until it is clear and quiet. */
export class Contests {
  readonly #desk: Desk;
  readonly #byAddress = new Map<number, Contest>();
  readonly #byOwner = new Map<Mac, Set<Contest>>();
  readonly #calm = new WeakMap<Claimer, Instant>();
  readonly inquest: Inquest;
  /** Contests for which there was no room. */
  left = 0;

  constructor(desk: Desk) {
    this.#desk = desk;
    this.inquest = new Inquest(desk, (contest, rival) => this.#judge(contest, rival, desk.now - rival.began));
  }

  get size(): number {
    return this.#byAddress.size;
  }

  /** `owner` has it, or should; it is claimed by another, or the address is contested already. */
  claim(claim: ContestClaim, owner: { readonly mac: Mac; readonly last: Instant }): void {
    const contest = this.#byAddress.get(claim.address) ?? this.#begin(claim, owner);
    if (contest === undefined) return;
    contest.frames++;
    if (claim.mac === contest.owner) this.#ownerSays(contest, claim);
    else this.#rivalSays(contest, claim);
    if (claim.manner === 'pressed') contest.replied(claim.mac, claim.asker, this.#desk.now);
    if (contest.speaker !== claim.mac) {
      contest.speaker = claim.mac;
      contest.lastTurn = this.#desk.now;
    }
  }

  #begin(claim: ContestClaim, owner: { readonly mac: Mac; readonly last: Instant }): Contest | undefined {
    const { address, ip, network } = claim;
    const { roll, now } = this.#desk;
    if (this.#byAddress.size >= MOST_CONTESTS) {
      this.left++;
      return undefined;
    }
    const contest = new Contest(address, { ip, network, owner: owner.mac, ownerLast: owner.last });
    contest.lastTurn = now;
    this.#byAddress.set(address, contest);
    const its = this.#byOwner.get(owner.mac);
    if (its) its.add(contest);
    else this.#byOwner.set(owner.mac, new Set([contest]));
    roll.flags[address]! |= WATCHED;
    this.#watch(contest);
    return contest;
  }

  /** Until nobody takes turns any more. */
  #watch(contest: Contest): void {
    this.#desk.timers.add(contest.lastTurn + QUARREL, (at) => {
      if (this.#byAddress.get(contest.address) !== contest) return;
      if (at - contest.lastTurn < QUARREL) this.#watch(contest);
      else this.#end(contest, at);
    });
  }

  #end(contest: Contest, at: Instant): void {
    const { roll, book } = this.#desk;
    this.#byAddress.delete(contest.address);
    this.inquest.close(contest);
    const its = this.#byOwner.get(contest.owner);
    its?.delete(contest);
    if (its?.size === 0) this.#byOwner.delete(contest.owner);
    roll.flags[contest.address]! &= ~WATCHED;
    if (contest.episode === null) return;
    const { kind } = contest.episode;
    // Whoever was heard last keeps it; a liar never has it.
    if (kind !== 'spoof' && kind !== 'own-conflict' && contest.speaker !== contest.owner)
      this.#holds(contest, contest.speaker, contest.lastTurn);
    book.close(contest.episode, at);
  }

  #holds(contest: Contest, mac: Mac, since: Instant): void {
    const { roll, now } = this.#desk;
    const { address } = contest;
    const station = roll.findStation(address, mac);
    if (station === NO_ROW) return;
    const before = roll.holder[address]!;
    if (before !== NO_ROW) roll.stationLast[before] = roll.last[address]!;
    roll.holder[address] = station;
    roll.holderMac[address] = mac;
    roll.since[address] = since;
    roll.last[address] = now;
  }

  #ownerSays(contest: Contest, { manner, asker, beside, alone }: ContestClaim): void {
    const { now } = this.#desk;
    contest.ownerLast = now;
    for (const rival of contest.rivals.values()) {
      if (manner === 'announced' && now - rival.last <= DOUBT) rival.defended = true;
      rival.ownerAlive = true;
      rival.ownerAskedInVain = 0;
      if (manner === 'used' || manner === 'whispered') rival.ownerUsed++;
      if (manner === 'pressed' && contest.repliedWith(rival.mac, asker, now)) rival.wasAsked();
      if (manner === 'answered') {
        rival.ownerAnswered++;
        rival.aloneAt = Number.NaN;
        if (!alone) rival.answers('owner', asker);
        if (beside) rival.together++;
      }
      if (now - rival.last <= QUARREL) this.#look(contest, rival);
    }
  }

  #rivalSays(contest: Contest, claim: ContestClaim): void {
    const { now, book } = this.#desk;
    const known = contest.rivals.get(claim.mac);
    const rival = known ?? this.#newRival(contest, claim);
    if (!contest.admit(rival)) {
      contest.others++;
      if (contest.episode) book.touch(contest.episode, now);
      return;
    }
    rival.says(claim.manner, now);
    if (claim.manner === 'pressed' && contest.repliedWith(contest.owner, claim.asker, now)) rival.wasAsked();
    if (claim.spokenFor) rival.spokenFor = true;
    if (claim.manner === 'pressed') rival.answers('rival', claim.asker);
    if (claim.manner === 'answered') {
      if (!claim.alone) rival.answers('rival', claim.asker);
      if (claim.beside) rival.together++;
      else if (claim.toAll && Number.isNaN(rival.aloneAt)) this.#alone(contest, rival);
    }
    if (known === undefined)
      for (const wait of LOOKS)
        this.#desk.timers.add(now + wait, () => {
          if (this.#byAddress.get(contest.address) === contest) this.#look(contest, rival);
        });
    if (contest.episode) {
      book.touch(contest.episode, now);
      // A liar lies whether its victim is heard or not.
      if (contest.episode.kind === 'spoof') contest.lastTurn = now;
    }
    this.#look(contest, rival);
  }

  /** It answered a question to all, and the owner has not yet. */
  #alone(contest: Contest, rival: Claimer): void {
    rival.aloneAt = this.#desk.now;
    this.#desk.timers.add(rival.aloneAt + TOGETHER, () => {
      if (this.#byAddress.get(contest.address) === contest) this.#look(contest, rival);
    });
  }

  #newRival(contest: Contest, { mac, manner, address, network, ip }: ContestClaim): Claimer {
    const { roll, now, networks, questions } = this.#desk;
    const card = roll.findCard(mac, network);
    let others = 0;
    let asked = false;
    for (const station of card === NO_ROW ? [] : roll.addressesOf(card)) {
      if (roll.stationAddress[station] === address) continue;
      if (++others > MOST_KNOWN) break;
      asked ||= questions.knows(roll.ipOf(roll.stationAddress[station]!), ip, network);
    }
    const silent =
      networks.isWide(network) &&
      roll.vain[address]! >= VAIN_QUESTIONS &&
      now - roll.vainSince[address]! >= VAIN_TIME;
    return new Claimer({
      mac,
      at: now,
      manner,
      known: others > 0,
      ownerWasSilent: silent && contest.ownerLast < roll.vainSince[address]!,
      askedForIt: asked,
    });
  }

  /** Somebody asks for a contested address. */
  question(address: number, { sha, dst }: Glance): void {
    const contest = this.#byAddress.get(address);
    if (contest === undefined) return;
    const rival = contest.rivals.get(sha);
    if (rival !== undefined) {
      if (rival.askedForIt !== 'since') {
        rival.askedForIt = 'since';
        this.#look(contest, rival);
      }
      return;
    }
    if (dst !== contest.owner) return;
    const { now } = this.#desk;
    for (const one of contest.rivals.values()) if (one.ownerAskedInVain++ === 0) one.ownerAskedAt = now;
  }

  /** Who claims it writes to the owner as to the one that has it. */
  givesAway(address: number, { liar, owner }: { readonly liar: Mac; readonly owner: Mac }): void {
    const contest = this.#byAddress.get(address);
    const rival = contest?.owner === owner ? contest.rivals.get(liar) : undefined;
    if (rival) rival.givesAway = true;
  }

  /** A MAC probes for an address: if it had a contested one, it gives that up. */
  probe(mac: Mac, ip: Ipv4): void {
    for (const contest of this.#byOwner.get(mac) ?? [])
      for (const rival of contest.rivals.values())
        if (contest.ip !== ip && this.#desk.now - rival.began <= DOUBT && !rival.gaveWay) {
          rival.gaveWay = true;
          this.#look(contest, rival);
        }
  }

  /** Whether the MAC is one of those that quarrel for the address. */
  isRival(address: number, mac: Mac): boolean {
    return this.#byAddress.get(address)?.rivals.has(mac) === true;
  }

  ownerOf(address: number): Mac {
    return this.#byAddress.get(address)?.owner ?? Number.NaN;
  }

  /** Nothing more comes: what waits is told as it stands. */
  finish(): void {
    for (const contest of this.#byAddress.values())
      for (const rival of contest.rivals.values())
        if (rival.verdict === null)
          this.#judge(contest, rival, Math.max(3 * DOUBT, this.#desk.now - rival.began));
  }

  #look(contest: Contest, rival: Claimer): void {
    const { now } = this.#desk;
    if (rival.verdict !== null && contest.frames > FEW && now - (this.#calm.get(rival) ?? 0) < CALM) return;
    this.#calm.set(rival, now);
    this.#judge(contest, rival, now - rival.began);
  }

  #judge(contest: Contest, rival: Claimer, waited: Millis): void {
    const asked = this.inquest.factsOf(contest, rival);
    const facts: ContestFacts = { ...factsOf(this.#desk, contest, { rival, asked }), waited };
    const current = contest.episode?.kind ?? contest.settled;
    const rule = ruleFor(facts, current, contest.episode?.sure);
    if (isDoubt(facts, rule)) this.inquest.open(contest, rival);
    if (rule === undefined || rule.to === 'wait' || rule.to === 'quiet') return;
    const why = reasonsOf(facts, contest, rival);
    if (current === rule.to) this.#again(contest, rival, { rule, why });
    else this.#tell(contest, rival, { kind: rule.to, sure: rule.sure, why });
    if (contest.episode && rival.verdict === null) {
      rival.verdict = contest.episode.kind;
      this.#desk.book.learn(contest.episode, { macs: contest.macs }, this.#desk.now);
    }
  }

  #again(
    contest: Contest,
    rival: Claimer,
    { rule, why }: { readonly rule: ContestRule; readonly why: readonly WatchReason[] },
  ): void {
    rival.verdict ??= contest.episode?.kind ?? null;
    const { episode } = contest;
    if (episode === null) return;
    const surer = RANK[rule.sure] > RANK[episode.sure];
    this.#desk.book.learn(
      episode,
      surer ? { sure: rule.sure, why, macs: contest.macs } : { why, macs: contest.macs },
      this.#desk.now,
    );
  }

  #tell(
    contest: Contest,
    rival: Claimer,
    verdict: { readonly kind: WatchKind; readonly sure: Sure; readonly why: readonly WatchReason[] },
  ): void {
    const { book, now, networks, meant } = this.#desk;
    const { kind, sure } = verdict;
    const { ip, network } = contest;
    const differs =
      meant.isPair(ip) && meant.macsOf(ip, networks.networkOf(network).vlan, now).includes(contest.owner);
    const why = differs ? [...verdict.why, BASELINE] : verdict.why;
    const about = {
      ip,
      mac: rival.mac,
      macs: contest.macs,
      network: networks.networkOf(network),
      gateway: isGateway(this.#desk, ip, network),
      sure,
      why,
      frames: contest.frames,
      since: rival.began,
    };
    rival.verdict = kind;
    if (contest.episode) {
      book.close(contest.episode, now, book.nextId(kind));
      contest.episode = null;
    }
    if (EPISODE_KINDS[kind].quiet !== null) {
      contest.episode = book.open(kind, about, now) ?? null;
      return;
    }
    book.once(kind, about, now);
    contest.settled = kind;
    if (kind === 'virtual') return;
    this.#holds(contest, rival.mac, rival.began);
    // What is undecided is remembered: whoever speaks next may decide it.
    if (sure !== 'undecided') this.#end(contest, now);
  }
}

/** Something that answers of single MACs could decide: nothing that was announced, leased or handed over explains it. */
function isDoubt(
  { waited, expected, leased, handover, roles, own }: ContestFacts,
  rule: ContestRule | undefined,
): boolean {
  if (waited < TOGETHER || expected || leased || own || roles !== 'neither' || handover !== 'unknown')
    return false;
  if (rule === undefined || rule.to === 'wait') return true;
  return rule.sure !== 'proven' && rule.to !== 'quiet' && rule.to !== 'virtual';
}

const BASELINE: WatchReason = { code: 'baseline-differs', text: 'the baseline names another MAC for it' };

/** How a frame claims its sender's address. */
export function mannerOf({ op, dst, spa, tpa }: Glance, solicited: Solicited): Manner {
  const toOne = dst !== BROADCAST_MAC && !isMulticastMac(dst);
  if (op === OP_REPLY) {
    if (!toOne) return 'announced';
    return solicited.asked ? 'answered' : 'pressed';
  }
  if (spa === tpa) return toOne ? 'pressed' : 'announced';
  return toOne ? 'whispered' : 'used';
}
