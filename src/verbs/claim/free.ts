import type { Ipv4 } from '../../base/ipv4.ts';
import type { Signal } from '../../base/signal.ts';
import { TargetSet } from '../../base/target-set.ts';
import type { InterfaceFacts } from '../../ports/host.ts';
import type { ScanOptions } from '../scan/options.ts';
import { DEFAULT_RATE } from '../../asking/pacer.ts';
import { planScan } from '../scan/plan.ts';
import { scan } from '../scan/scan.ts';
import type { AskingHands } from '../../asking/hands.ts';
import { wiresFor } from '../../asking/wires.ts';
import { check } from './check.ts';
import type { CheckEvent, CheckResult, ClaimPlan, FreeReport } from './events.ts';
import { type CheckInterface, type FreeOptions, MOST_ADDRESSES } from './options.ts';
import { planCheck } from './plan.ts';
import { passOn } from '../../base/pass-on.ts';

/** Addresses looked at in one go; more of them only when these do not suffice. */
const WINDOW = 256;

/**
 * Looks for addresses that are free, the lowest first. Whoever answers a quick scan is passed over; the silent ones are
 * checked by RFC 5227 as `check` does, and only those that stand it are told. Never gives an address of this machine.
 * Ends with a report also when a link goes down or `signal` fires; only opening a link throws (SystemFault).
 */
export async function* free(
  hands: AskingHands,
  wishes: FreeOptions,
  signal?: Signal,
): AsyncGenerator<CheckEvent, FreeReport> {
  const startedAt = hands.clock.now();
  const interfaces = withoutOurs(hands, wishes);
  const search = new Search({ ...hands, wires: wiresFor(hands, wishes.rate) }, wishes, signal);
  const finish = (): FreeReport =>
    search.report(
      interfaces.reduce((sum, { targets }) => sum + targets.size, 0),
      (hands.clock.now() - startedAt) / 1000,
    );
  const plan = planFree(wishes, interfaces);
  if (wishes.dryRun || interfaces.length === 0) {
    yield plan;
    return finish();
  }
  search.plan = plan;
  for (const { facts, targets } of interfaces) {
    const window = Math.max(WINDOW, Math.min(MOST_ADDRESSES, wishes.count * 2));
    for (let from = 0; from < targets.size && !search.done; from += window) {
      const some: Ipv4[] = [];
      for (let at = from; at < Math.min(targets.size, from + window); at++) some.push(targets.at(at));
      yield* search.look(facts, some);
    }
  }
  return finish();
}

function withoutOurs({ host }: AskingHands, { interfaces, vlan }: FreeOptions): readonly CheckInterface[] {
  // In a VLAN an address of the untagged interface is not ours.
  if (vlan !== null) return interfaces;
  const ours = host
    .interfaces()
    .flatMap(({ addresses }) => addresses)
    .map(({ ip }) => ({ first: ip, last: ip }));
  return interfaces
    .map(({ facts, targets }) => ({ facts, targets: TargetSet.of(targets.ranges, ours) }))
    .filter(({ targets }) => targets.size > 0);
}

/** The scan of all there is, and the check of as many as are wanted: less, when free ones are found early. */
function planFree(wishes: FreeOptions, interfaces: readonly CheckInterface[]): ClaimPlan {
  const quick = planScan({ ...scanWishes(wishes, interfaces) });
  const most = { first: 1, last: Math.max(1, wishes.count) };
  const [one] = interfaces;
  const checked = one ? [{ facts: one.facts, targets: TargetSet.of([most]) }] : [];
  const slow = planCheck({ ...wishes, interfaces: checked });
  const all = planCheck({ ...wishes, interfaces });
  const rest = Math.max(0, all.packets - slow.packets) + all.evidence;
  return {
    ...quick,
    packets: quick.packets + slow.packets,
    // Each of the silent ones may turn out to be taken, and the next one is checked.
    evidence: rest,
    most: quick.packets + slow.packets + rest,
    seconds: quick.seconds + slow.seconds,
    fastSeconds: quick.seconds + slow.fastSeconds,
  };
}

function scanWishes(wishes: FreeOptions, interfaces: readonly CheckInterface[]): ScanOptions {
  const { vlan, capture = false } = wishes;
  const vlans = vlan === null ? [] : [vlan];
  return {
    interfaces: interfaces.map((one) => ({ ...one, vlans })),
    rate: wishes.rate ?? DEFAULT_RATE,
    tries: 2,
    // Who answers is in the way, whoever it is.
    evidence: 0,
    capture,
  };
}

class Search {
  readonly #hands: AskingHands;
  readonly #wishes: FreeOptions;
  readonly #signal: Signal | undefined;
  readonly #found: CheckResult[] = [];
  /** Told when the first link is open. */
  plan: ClaimPlan | undefined;
  #answered = 0;
  #checked = 0;
  #sent = 0;
  #drops = 0;
  #linkLost: string | null = null;

  constructor(hands: AskingHands, wishes: FreeOptions, signal: Signal | undefined) {
    this.#hands = hands;
    this.#wishes = wishes;
    this.#signal = signal;
  }

  get done(): boolean {
    return this.#found.length >= this.#wishes.count || this.#stopped || this.#linkLost !== null;
  }

  async *look(facts: InterfaceFacts, some: readonly Ipv4[]): AsyncGenerator<CheckEvent, void> {
    const used = yield* this.#scan(facts, some);
    const silent = some.filter((ip) => !used.has(ip));
    while (silent.length > 0 && !this.done) {
      const next = silent.splice(0, this.#wishes.count - this.#found.length);
      yield* this.#check(facts, next);
    }
  }

  report(candidates: number, seconds: number): FreeReport {
    return {
      wanted: this.#wishes.count,
      found: this.#found.toSorted((a, b) => a.ip - b.ip),
      asked: candidates,
      answered: this.#answered,
      checked: this.#checked,
      sent: this.#sent,
      seconds,
      interrupted: this.#stopped,
      linkLost: this.#linkLost,
      drops: this.#drops,
    };
  }

  get #stopped(): boolean {
    return this.#signal?.aborted ?? false;
  }

  async *#scan(facts: InterfaceFacts, some: readonly Ipv4[]): AsyncGenerator<CheckEvent, ReadonlySet<Ipv4>> {
    const used = new Set<Ipv4>();
    const wishes = scanWishes(this.#wishes, [{ facts, targets: setOf(some) }]);
    const run = scan(this.#hands, wishes, this.#signal);
    const { sent, drops, linkLost } = yield* passOn(run, (event): Iterable<CheckEvent> => {
      if (event.type === 'plan') return this.#takePlan();
      if (event.type === 'station') used.add(event.station.ip);
      if (event.type === 'frame') return [event];
      const isLost = event.type === 'note' && event.code === 'link-lost';
      return isLost ? [{ type: 'note', code: 'link-lost', text: event.text }] : [];
    });
    this.#add(sent, drops, linkLost);
    this.#answered += used.size;
    return used;
  }

  async *#check(facts: InterfaceFacts, some: readonly Ipv4[]): AsyncGenerator<CheckEvent, void> {
    const { vlan, timing, rate, capture = false } = this.#wishes;
    const interfaces = [{ facts, targets: setOf(some) }];
    const run = check(
      this.#hands,
      { interfaces, vlan, capture, ...(timing ? { timing } : {}), ...(rate === undefined ? {} : { rate }) },
      this.#signal,
    );
    // Those of one go are known within a second of each other, and are told in order.
    const { sent, drops, linkLost, results } = yield* passOn(run, (event) =>
      event.type === 'plan' || event.type === 'result' ? [] : [event],
    );
    this.#add(sent, drops, linkLost);
    this.#checked += some.length;
    const found = results.filter(({ state }) => state === 'free').toSorted((a, b) => a.ip - b.ip);
    this.#found.push(...found);
    for (const result of found) yield { type: 'result', result };
  }

  *#takePlan(): Generator<CheckEvent> {
    if (this.plan) yield this.plan;
    this.plan = undefined;
  }

  #add(sent: number, drops: number, linkLost: string | null): void {
    this.#sent += sent;
    this.#drops += drops;
    this.#linkLost ??= linkLost;
  }
}

function setOf(some: readonly Ipv4[]): TargetSet {
  return TargetSet.of(some.map((ip) => ({ first: ip, last: ip })));
}
