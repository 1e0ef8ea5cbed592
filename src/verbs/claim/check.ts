import { UsageFault } from '../../base/fault.ts';
import type { Signal } from '../../base/signal.ts';
import type { Instant, Millis } from '../../base/time.ts';
import type { ReasonCode } from '../../kernel/reasons.ts';
import type { InterfaceFacts } from '../../ports/host.ts';
import { silenceShowsNothing } from '../../asking/own-table.ts';
import type { Pacer } from '../../asking/pacer.ts';
import type { AskingHands } from '../../asking/hands.ts';
import { type Wires, wiresFor } from '../../asking/wires.ts';
import { type ProbedAddress, ClaimLink, type News } from './claim-link.ts';
import type { CheckEvent, CheckReport, CheckResult, Holder, Note } from './events.ts';
import { Examiner, macsOf, questionSource, withoutSource } from './examine.ts';
import { judgeCandidate, type ClaimSaid, usersOf } from './judge.ts';
import { type CheckOptions, MOST_ADDRESSES } from './options.ts';
import { claimsPerSecond, planCheck } from './plan.ts';

/** Ctrl-C is noticed within this time. */
export const LONGEST_NAP = 100;
/** Whether there is still a carrier is looked at so often: a socket is not told. */
export const CARRIER_EVERY: Millis = 500;
const RING_BYTES = 2 * 1024 * 1024;

/**
 * Whether addresses are free, by the probes and the waits of RFC 5227 2.1.1: a rival's probe counts as well as an
 * answer. Nothing is claimed or announced. Who answers is asked further, so that two hosts, one host with several cards
 * and a proxy are told apart. Ends with a report also when a link goes down or `signal` fires; only opening a link
 * throws (SystemFault), and too many addresses do (UsageFault).
 */
export async function* check(
  hands: AskingHands,
  wishes: CheckOptions,
  signal?: Signal,
): AsyncGenerator<CheckEvent, CheckReport> {
  const startedAt = hands.clock.now();
  const plan = planCheck(wishes);
  refuseTooMany(wishes);
  const run = new Checking({ ...hands, wires: wiresFor(hands, wishes.rate) }, wishes);
  const stopped = (): boolean => signal?.aborted ?? false;
  if (wishes.dryRun) {
    yield plan;
    return run.report(startedAt, false);
  }
  try {
    run.open();
    // Nothing is promised before it is known that it can be done.
    yield plan;
    while (!stopped()) {
      run.turn();
      yield* run.events.splice(0);
      if (run.settled) break;
      await hands.clock.wait(run.wakeAt(hands.clock.now()), run.links);
    }
    run.giveUp();
    yield* run.events.splice(0);
    return run.report(startedAt, stopped());
  } finally {
    await run.close();
  }
}

function refuseTooMany({ interfaces }: CheckOptions): void {
  const total = interfaces.reduce((sum, { targets }) => sum + targets.size, 0);
  if (total > MOST_ADDRESSES)
    throw new UsageFault(
      'target',
      `${total} addresses are too many to probe for one by one`,
      `name ${MOST_ADDRESSES} at most; arpist scan says who answers, and arpist free looks for a few free ones`,
    );
}

/** One interface of a check. */
interface Desk {
  readonly facts: InterfaceFacts;
  readonly claims: ClaimLink;
  /** Candidates without a result. */
  readonly open: Set<ProbedAddress>;
}

/** Hands with the rates they keep. */
export type PacedHands = AskingHands & { readonly wires: Wires };

class Checking {
  readonly events: CheckEvent[] = [];
  readonly #hands: PacedHands;
  readonly #wishes: CheckOptions;
  readonly #examiner: Examiner;
  readonly #desks: Desk[] = [];
  readonly #results: CheckResult[] = [];
  /** Contradicted, and who has them is being looked into. */
  readonly #contradicted = new Map<ProbedAddress, ClaimSaid>();
  /** Our addresses with the interface they are on. */
  readonly #ours = new Map<number, string>();
  #carrierAt: Instant = 0;
  #dropped = 0;

  constructor(hands: PacedHands, wishes: CheckOptions) {
    this.#hands = hands;
    this.#wishes = wishes;
    const addresses = wishes.interfaces.reduce((sum, { targets }) => sum + targets.size, 0);
    this.#examiner = new Examiner(hands, addresses);
  }

  open(): void {
    const { host, clock, dice, wires } = this.#hands;
    const { interfaces, vlan, timing, capture = false } = this.#wishes;
    const gap = 1000 / claimsPerSecond(this.#wishes, wires.rate);
    const begun = new Map<Pacer, number>();
    const all = host.interfaces();
    for (const { name, addresses } of all) for (const { ip } of addresses) this.#ours.set(ip, name);
    const alsoOurs = macsOf(all);
    for (const { facts, targets } of interfaces) {
      const link = host.openLink(facts, { outgoing: true, ringBytes: RING_BYTES });
      const pacer = wires.pacerFor(facts);
      const claims = new ClaimLink(link, { vlan, announces: false, capture, pacer });
      const desk: Desk = { facts, claims, open: new Set() };
      this.#desks.push(desk);
      const blind = withoutSource(facts, vlan);
      if (blind) this.events.push(blind);
      const now = clock.now() + (begun.get(pacer) ?? 0) * gap;
      begun.set(pacer, (begun.get(pacer) ?? 0) + targets.size);
      for (let index = 0; index < targets.size; index++) {
        const ip = targets.at(index);
        const wish = { ip, mac: link.facts.mac, alsoOurs, ...(timing ? { timing } : {}) };
        const source = questionSource(facts, vlan, ip);
        const at = now + index * gap;
        desk.open.add(claims.open(wish, { at, dice, own: this.#isOwn(ip), source }));
      }
    }
    this.#carrierAt = clock.now() + CARRIER_EVERY;
  }

  turn(): void {
    const now = this.#hands.clock.now();
    if (now >= this.#carrierAt) this.#lookForCarrier(now);
    for (const desk of this.#desks) {
      desk.claims.turn(now);
      for (const frame of desk.claims.frames.splice(0)) this.events.push(frame);
      for (const news of desk.claims.news.splice(0)) this.#take(desk, news);
      if (desk.claims.down) for (const candidate of desk.open) this.#settleEarly(desk, candidate);
    }
  }

  get settled(): boolean {
    return this.#desks.every(({ open }) => open.size === 0);
  }

  get links() {
    return this.#desks.filter(({ claims }) => !claims.down).map(({ claims }) => claims.link);
  }

  wakeAt(now: Instant): Instant {
    return Math.min(now + LONGEST_NAP, ...this.#desks.map(({ claims }) => claims.nextAt));
  }

  /** What is not known yet will not be. */
  giveUp(): void {
    for (const desk of this.#desks) for (const candidate of desk.open) this.#settleEarly(desk, candidate);
    for (const { facts, claims } of this.#desks) {
      const { dropped } = claims.link.counters();
      this.#dropped += dropped;
      if (claims.down) this.events.push(note('link-lost', `${facts.name}: ${claims.down.sentence}`));
      const text = `${facts.name}: the kernel dropped ${dropped} frames before they could be read; answers may be missing`;
      if (dropped > 0) this.events.push(note('drops', text));
    }
  }

  report(startedAt: Instant, interrupted: boolean): CheckReport {
    const lost = this.#desks.find(({ claims }) => claims.down);
    return {
      asked: this.#wishes.interfaces.reduce((sum, { targets }) => sum + targets.size, 0),
      results: this.#results,
      sent: this.#desks.reduce((sum, { claims }) => sum + claims.outbox.sent, 0) + this.#examiner.sent,
      seconds: (this.#hands.clock.now() - startedAt) / 1000,
      interrupted,
      linkLost: lost ? `${lost.facts.name}: ${lost.claims.down?.sentence}` : null,
      drops: this.#dropped,
    };
  }

  async close(): Promise<void> {
    await this.#examiner.close();
    for (const { claims } of this.#desks) claims.link.close();
  }

  #take(desk: Desk, { candidate, reason }: News): void {
    if (!isSaid(reason) || !desk.open.has(candidate)) return;
    if (reason === 'claim-free') {
      const blind = silenceShowsNothing(desk.facts);
      if (blind) this.#tell(desk, candidate, { state: 'unknown', by: [], why: [blind] });
      else this.#settle(desk, candidate, { said: reason, answering: [] });
      return;
    }
    const { facts, claims } = desk;
    this.#contradicted.set(candidate, reason);
    const known = usersOf(candidate);
    this.#examiner.look({ facts, vlan: claims.vlan, ip: candidate.ip, known }, (answering) => {
      if (!desk.open.has(candidate)) return;
      if (answering === null) this.#settleEarly(desk, candidate);
      else this.#settle(desk, candidate, { said: reason, answering });
    });
  }

  #settle(
    desk: Desk,
    candidate: ProbedAddress,
    seen: { readonly said: ClaimSaid; readonly answering: readonly Holder[]; readonly early?: true },
  ): void {
    const { said, answering, early = false } = seen;
    const ours = this.#isOwn(candidate.ip) ? this.#ours.get(candidate.ip)! : null;
    this.#tell(desk, candidate, judgeCandidate(candidate, said, { answering, ours, early }));
  }

  /** Who contradicted has it, or wants it, whatever was not asked any more; where nobody did, it may be free or not. */
  #settleEarly(desk: Desk, candidate: ProbedAddress): void {
    const { down } = desk.claims;
    const said = this.#contradicted.get(candidate);
    if (said !== undefined) {
      this.#settle(desk, candidate, { said, answering: [], early: true });
      return;
    }
    const text = down ? down.sentence : 'the check ended before it was known';
    this.#tell(desk, candidate, {
      state: 'unknown',
      by: [],
      why: down ? [{ code: 'claim-link-lost', text }] : [],
    });
  }

  #tell(desk: Desk, candidate: ProbedAddress, judged: Pick<CheckResult, 'state' | 'by' | 'why'>): void {
    desk.open.delete(candidate);
    const { ip, probes, startedAt } = candidate;
    const seconds = Math.max(0, this.#hands.clock.now() - startedAt) / 1000;
    const place = { ip, interface: desk.facts.name, vlan: desk.claims.vlan };
    const result: CheckResult = { ...place, ...judged, probes, seconds };
    this.#results.push(result);
    this.events.push({ type: 'result', result });
  }

  /** In a VLAN an address of the untagged interface may belong to somebody else. */
  #isOwn(ip: number): boolean {
    return this.#wishes.vlan === null && this.#ours.has(ip);
  }

  #lookForCarrier(now: Instant): void {
    this.#carrierAt = now + CARRIER_EVERY;
    const all = this.#hands.host.interfaces();
    for (const { facts, claims } of this.#desks) {
      const why = withoutCarrier(facts, all);
      if (why) claims.fall(why, now);
    }
  }
}

/** Why nothing can be heard on an interface any more; undefined when it can. */
export function withoutCarrier(
  facts: InterfaceFacts,
  all: readonly InterfaceFacts[],
): { readonly code: string; readonly sentence: string } | undefined {
  const now = all.find(({ index, name }) => index === facts.index && name === facts.name);
  if (now === undefined) return { code: 'ENODEV', sentence: `The interface ${facts.name} is gone` };
  if (!now.up) return { code: 'ENETDOWN', sentence: `The interface ${facts.name} went down` };
  if (!now.carrier) return { code: 'ENOLINK', sentence: `The interface ${facts.name} lost its carrier` };
  return undefined;
}

function isSaid(reason: ReasonCode): reason is ClaimSaid {
  return reason === 'claim-free' || reason === 'claim-used' || reason === 'claim-contested';
}

function note(code: Note['code'], text: string): Note {
  return { type: 'note', code, text };
}
