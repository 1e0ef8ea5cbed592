import { UsageFault } from '../../base/fault.ts';
import { formatIpv4, type Ipv4 } from '../../base/ipv4.ts';
import type { Mac } from '../../base/mac.ts';
import type { Signal } from '../../base/signal.ts';
import { TargetSet } from '../../base/target-set.ts';
import type { Instant, Millis } from '../../base/time.ts';
import { type ClaimTiming, RFC5227 } from '../../kernel/conflict.ts';
import { reasonOf } from '../../kernel/reasons.ts';
import type { Link, LinkDown } from '../../ports/link.ts';
import type { Glance } from '../../wire/glance.ts';
import { AskerLimit } from '../../asking/asker-limit.ts';
import { DEFAULT_RATE } from '../../asking/pacer.ts';
import type { AskingHands } from '../../asking/hands.ts';
import { silenceShowsNothing } from '../../asking/own-table.ts';
import { wiresFor } from '../../asking/wires.ts';
import { CARRIER_EVERY, LONGEST_NAP, type PacedHands, withoutCarrier } from './check.ts';
import { type ProbedAddress, ClaimLink, type News, OTHER_PROGRAM } from './claim-link.ts';
import type { ClaimEvent, ClaimReport, ClaimState, ClaimEvidence, Holder } from './events.ts';
import { Examiner, macsOf, questionSource, withoutSource } from './examine.ts';
import { holderOf, judgeCandidate, type ClaimSaid, usersOf } from './judge.ts';
import { type ClaimOptions, MOST_COUNTED } from './options.ts';
import { planCheck } from './plan.ts';

/** Answers for the address a second, so that nobody makes us fill the wire, to all and to one. */
const ANSWERS = { inAll: 200, perAsker: 50 };
/** That others go on using a kept address is told so often, in one line. */
const TOLD_EVERY: Millis = 10_000;
const RING_BYTES = 1024 * 1024;

/**
 * RFC 5227 from the first probe on: probes for an address, announces it, and holds and defends it on the wire until
 * `signal` fires, `hold` is over or it is lost. While it is held, questions for it are answered here, unless this
 * machine has the address itself: then its kernel answers. A link that goes down is waited for, and the address probed
 * for anew. The interface gets no address. Throws UsageFault where no ARP reaches the wire;
 * else only opening the link throws (SystemFault).
 */
export async function* claim(
  hands: AskingHands,
  wishes: ClaimOptions,
  signal?: Signal,
): AsyncGenerator<ClaimEvent, ClaimReport> {
  const { facts, ip, vlan, rate = DEFAULT_RATE } = wishes;
  const blind = silenceShowsNothing(facts);
  if (blind)
    throw new UsageFault(
      facts.name,
      `nothing can be claimed there: ${blind.text}`,
      'claim it on a link whose ARP reaches the wire',
    );
  const targets = TargetSet.of([{ first: ip, last: ip }]);
  const interfaces = [{ facts, targets }];
  const timing = timingOf(wishes);
  const plan = planCheck({ interfaces, vlan, claims: true, timing, rate });
  const run = new Claiming({ ...hands, wires: wiresFor(hands, rate) }, { ...wishes, timing });
  if (wishes.dryRun) {
    yield plan;
    return run.report(false);
  }
  const stopped = (): boolean => signal?.aborted ?? false;
  try {
    run.open();
    yield plan;
    while (!stopped()) {
      run.turn();
      yield* run.events.splice(0);
      if (run.ended) break;
      await hands.clock.wait(run.wakeAt(hands.clock.now()), run.links);
    }
    run.release();
    yield* run.events.splice(0);
    return run.report(stopped());
  } finally {
    await run.close();
  }
}

/** Whoever holds it for less than the time between two announcements has made both by then. */
function timingOf({ timing = {}, hold }: ClaimOptions): Partial<ClaimTiming> {
  const { announceInterval } = { ...RFC5227, ...timing };
  if (hold === null || hold === 0 || hold >= announceInterval) return timing;
  return { ...timing, announceInterval: hold };
}

class Claiming {
  readonly events: ClaimEvent[] = [];
  ended = false;
  readonly #hands: PacedHands;
  readonly #wishes: ClaimOptions;
  readonly #examiner: Examiner;
  #limit: AskerLimit | undefined;
  /** Who used the kept address since the last line about it, without the one it named. */
  readonly #users = new Set<Mac>();
  #lastUse:
    | { readonly who: readonly Holder[]; readonly ground: ClaimEvidence; readonly mac: Mac }
    | undefined;
  #namedLast: Mac | undefined;
  #keptToldAt: Instant = Number.NEGATIVE_INFINITY;
  readonly #startedAt: Instant;
  /** Addresses of this machine, as of the last look around. */
  readonly #own = new Set<Ipv4>();
  #claims: ClaimLink | undefined;
  #candidate: ProbedAddress | undefined;
  #state: ClaimState = 'probing';
  #examining = false;
  /** Since when it is ours, without a break. */
  #heldSince: Instant | undefined;
  #firstHeldAt: Instant | undefined;
  #held: Millis = 0;
  #contradictions = 0;
  #answered = 0;
  #dropped = 0;
  #carrierAt: Instant;
  #toldOwn = false;

  constructor(hands: PacedHands, wishes: ClaimOptions) {
    this.#hands = hands;
    this.#wishes = wishes;
    this.#examiner = new Examiner(hands, 1);
    this.#startedAt = hands.clock.now();
    this.#carrierAt = this.#startedAt + CARRIER_EVERY;
  }

  open(): void {
    const { host, clock, dice, wires } = this.#hands;
    const { facts, ip, vlan, defence, timing, capture = false } = this.#wishes;
    const link = this.#openLink();
    const owns = (): boolean => this.#owns();
    this.#learnOwn();
    const claims = new ClaimLink(link, {
      vlan,
      announces: true,
      capture,
      owns,
      own: this.#own,
      pacer: wires.pacerFor(facts),
    });
    claims.onAsked = (asked, candidate) => this.#answer(asked, candidate);
    const alsoOurs = macsOf(host.interfaces());
    const wish = { ip, mac: link.facts.mac, alsoOurs, defence, ...(timing ? { timing } : {}) };
    const source = questionSource(facts, vlan, ip);
    this.#candidate = claims.open(wish, { at: clock.now(), dice, own: this.#owns(), source });
    this.#claims = claims;
    this.#limit = new AskerLimit(ANSWERS, dice());
    const blind = withoutSource(facts, vlan);
    if (blind) this.events.push(blind);
    this.#tell('probing', [], []);
    this.#noticeOwn();
  }

  turn(): void {
    const claims = this.#claims!;
    const now = this.#hands.clock.now();
    if (now >= this.#carrierAt) this.#lookAround(now);
    if (!claims.down) claims.turn(now);
    for (const frame of claims.frames.splice(0)) this.events.push(frame);
    for (const news of claims.news.splice(0)) this.#take(news, now);
    this.#tellKept(now);
    const { hold } = this.#wishes;
    const bound = this.#candidate?.claim.phase === 'bound';
    if (hold !== null && bound && now >= this.#firstHeldAt! + hold) this.ended = true;
  }

  get links(): readonly Link[] {
    return this.#claims?.down ? [] : [this.#claims!.link];
  }

  wakeAt(now: Instant): Instant {
    const { hold } = this.#wishes;
    const until =
      hold === null || this.#firstHeldAt === undefined ? now + LONGEST_NAP : this.#firstHeldAt + hold;
    return Math.min(now + LONGEST_NAP, until > now ? until : now + LONGEST_NAP, this.#claims!.nextAt);
  }

  /** What was ours is given back: nobody is told on the wire, since RFC 5227 knows no such frame. */
  release(): void {
    this.#tellKept(this.#hands.clock.now(), true);
    this.#break();
    const { dropped } = this.#claims!.link.counters();
    this.#dropped += dropped;
    const ours = this.#state === 'held' || this.#state === 'defended' || this.#state === 'kept';
    if (ours) this.#tell('released', [], []);
    const { name } = this.#wishes.facts;
    const text = `${name}: the kernel dropped ${this.#dropped} frames before they could be read; contradictions may have been missed`;
    if (this.#dropped > 0) this.events.push({ type: 'note', code: 'drops', text });
  }

  report(interrupted: boolean): ClaimReport {
    const { down } = this.#claims ?? {};
    return {
      state: this.#state,
      heldSeconds: this.#held / 1000,
      seconds: (this.#hands.clock.now() - this.#startedAt) / 1000,
      contradictions: this.#contradictions,
      answered: this.#answered,
      sent: (this.#claims?.outbox.sent ?? 0) + this.#examiner.sent,
      interrupted,
      linkLost: down ? `${this.#wishes.facts.name}: ${down.sentence}` : null,
      drops: this.#dropped,
    };
  }

  async close(): Promise<void> {
    await this.#examiner.close();
    this.#claims?.link.close();
  }

  #take({ candidate, reason, by }: News, now: Instant): void {
    const ground: ClaimEvidence = { code: reason, text: reasonOf(reason).sentence };
    const who = by === null ? [] : [holderOf(candidate, by)];
    if (reason === 'claim-free') {
      this.#heldSince = now;
      this.#firstHeldAt ??= now;
      this.#tell('held', [], [ground]);
    } else if (reason === 'claim-contested') {
      // Nobody has it yet. To ask further would look like one more probe to the rival, who may still win it.
      this.#settle(candidate, reason, []);
    } else if (reason === 'claim-used') this.#examine(candidate, reason);
    else if (reason === 'claim-link-lost') {
      this.#tellKept(now, true);
      this.#break();
      const { down } = this.#claims!;
      this.#tell(
        'down',
        [],
        [{ code: reason, text: down ? `${down.sentence}. ${ground.text}` : ground.text }],
      );
    } else {
      this.#contradictions++;
      if (reason === 'claim-lost') {
        this.#break();
        this.ended = true;
        this.#tell('lost', who, [ground]);
      } else if (reason === 'claim-defended') this.#tell('defended', who, [ground]);
      else this.#hearUse(who, { ground, by, now });
    }
  }

  #hearUse(
    who: readonly Holder[],
    { ground, by, now }: { readonly ground: ClaimEvidence; readonly by: Mac | null; readonly now: Instant },
  ): void {
    const mac = by ?? OTHER_PROGRAM;
    if (mac === this.#namedLast && now < this.#keptToldAt + TOLD_EVERY) return;
    if (this.#users.size < MOST_COUNTED) this.#users.add(mac);
    this.#lastUse = { who, ground, mac };
  }

  #tellKept(now: Instant, atEnd = false): void {
    const last = this.#lastUse;
    if (last === undefined || (!atEnd && now < this.#keptToldAt + TOLD_EVERY)) return;
    const { who, ground, mac } = last;
    this.#users.delete(mac);
    this.#tell('kept', who, [ground], this.#users.size);
    this.#keptToldAt = now;
    this.#namedLast = mac;
    this.#users.clear();
    this.#lastUse = undefined;
  }

  /** It could not be had: who has it, and as what, is found out before the end. */
  #examine(candidate: ProbedAddress, said: ClaimSaid): void {
    if (this.#examining) return;
    this.#examining = true;
    const { facts, vlan, ip } = this.#wishes;
    const known = usersOf(candidate);
    this.#examiner.look({ facts, vlan, ip, known }, (answering) =>
      this.#settle(candidate, said, answering ?? []),
    );
  }

  #settle(candidate: ProbedAddress, said: ClaimSaid, answering: readonly Holder[]): void {
    const ours = candidate.own ? this.#wishes.facts.name : null;
    const { by, why } = judgeCandidate(candidate, said, { answering, ours });
    this.ended = true;
    this.#tell(by.some(({ sign }) => sign !== 'probes') ? 'used' : 'contested', by, why);
  }

  #answer(asked: Glance, candidate: ProbedAddress): void {
    const { phase } = candidate.claim;
    if (candidate.own || (phase !== 'announcing' && phase !== 'bound')) return;
    // Our own kernel finds no use in an answer; another program here that probes does.
    if (asked.spa !== 0 && candidate.claim.ours.includes(asked.sha)) return;
    const now = this.#hands.clock.now();
    if (this.#limit!.allows(asked.sha, now) !== 'yes') return;
    if (this.#claims!.outbox.answer(candidate.ip, { mac: asked.sha, ip: asked.spa })) this.#answered++;
  }

  /** The kernel answers for an address of this machine, so there is less to do here; said when it becomes so. */
  #noticeOwn(): void {
    const own = this.#candidate?.own ?? false;
    if (own === this.#toldOwn) return;
    this.#toldOwn = own;
    if (!own) return;
    const { ip } = this.#wishes;
    const has = this.#hands.host.interfaces().find((one) => one.addresses.some((each) => each.ip === ip));
    const text = `${formatIpv4(ip)} is an address of this host itself (${has?.name}): the kernel answers for it, and goes on when this ends; claim probes for it, announces and defends it`;
    this.events.push({ type: 'note', code: 'own-address', text });
  }

  /** Sees what no socket tells: that the carrier is lost, that the link is back, that the address was added. */
  #lookAround(now: Instant): void {
    this.#carrierAt = now + CARRIER_EVERY;
    const claims = this.#claims!;
    const { facts } = this.#wishes;
    const all = this.#hands.host.interfaces();
    this.#learnOwn();
    if (this.#candidate) this.#candidate.own = this.#own.has(this.#wishes.ip);
    this.#noticeOwn();
    const why = withoutCarrier(facts, all);
    if (why) {
      if (!claims.down) claims.fall(why, now);
    } else if (claims.down) this.#rise(claims, claims.down, now);
  }

  #rise(claims: ClaimLink, why: LinkDown, now: Instant): void {
    try {
      const link = this.#openLink();
      claims.link.close();
      this.#dropped += claims.link.counters().dropped;
      claims.rise(link, now, this.#hands.dice);
    } catch {
      claims.down = why;
      return;
    }
    this.#tell('probing', [], []);
  }

  #openLink(): Link {
    const { host } = this.#hands;
    const { facts } = this.#wishes;
    return host.openLink(facts, { outgoing: true, ringBytes: RING_BYTES });
  }

  /** In a VLAN an address of the untagged interface may belong to somebody else. */
  #learnOwn(): void {
    this.#own.clear();
    if (this.#wishes.vlan !== null) return;
    for (const { addresses } of this.#hands.host.interfaces())
      for (const { ip } of addresses) this.#own.add(ip);
  }

  #owns(): boolean {
    this.#learnOwn();
    return this.#own.has(this.#wishes.ip);
  }

  #break(): void {
    if (this.#heldSince !== undefined) this.#held += this.#hands.clock.now() - this.#heldSince;
    this.#heldSince = undefined;
  }

  #tell(state: ClaimState, by: readonly Holder[], why: readonly ClaimEvidence[], others = 0): void {
    this.#state = state;
    const after = this.#hands.clock.now() - this.#startedAt;
    this.events.push({ type: 'claim', state, interface: this.#wishes.facts.name, by, others, why, after });
  }
}
