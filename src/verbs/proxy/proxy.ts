import type { Dice } from '../../base/dice.ts';
import { type Ipv4, parseIpv4 } from '../../base/ipv4.ts';
import type { Signal } from '../../base/signal.ts';
import type { Instant } from '../../base/time.ts';
import type { HostSnapshot } from '../../kernel/host.ts';
import { asKernel } from '../../kernel/kernel.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Host, InterfaceFacts } from '../../ports/host.ts';
import type { HostView } from '../../ports/host-view.ts';
import { type Glance, newGlance } from '../../wire/glance.ts';
import { Wires } from '../../asking/wires.ts';
import { STATE } from './book.ts';
import { advanceAudit, advanceChecks } from './checks.ts';
import { hear } from './ear.ts';
import type { LaneReport, ProxyEvent, ProxyReport } from './events.ts';
import { type Ground, groundOf } from './ground.ts';
import { ProxyLane } from './lane.ts';
import { limitInAllOf, type ProxyOptions } from './options.ts';
import { planLane } from './plan.ts';
import { advanceRivals } from './rivals.ts';
import { advanceSweep, startSweep } from './sweep.ts';

export interface ProxyHands {
  readonly host: Host;
  readonly clock: Clock;
  readonly dice: Dice;
  readonly view: HostView;
}

/** A signal is noticed within this time. */
const LONGEST_NAP = 50;
/** Routes that changed are looked at this often. */
const LOOK_EVERY = 200;
/** How often it is said that more is asked than is answered. */
const FLOOD_EVERY = 60_000;
/** A frame in a slot of its own is there at once; in a block shared with others it waits for them. */
const RING_BYTES = 8 * 1024 * 1024;

/**
 * Answers who-has for addresses that are not ours and that nobody on the link owns: an address is asked for before it is
 * answered for the first time, again and again later, and left alone as soon as an owner or another proxy shows. Never
 * answers a probe, and never speaks unasked. Ends with a report also when all links are down or `signal` fires; only
 * opening a link or reading the routes at the start throws (SystemFault).
 */
export async function* proxy(
  hands: ProxyHands,
  wishes: ProxyOptions,
  signal?: Signal,
): AsyncGenerator<ProxyEvent, ProxyReport> {
  const { host, clock, view } = hands;
  const startedAt = clock.now();
  view.changed();
  const snapshot = view.snapshot();
  const grounds = new Map(wishes.interfaces.map(({ name }) => [name, groundFor(wishes, name, snapshot)]));
  yield {
    type: 'plan',
    lanes: wishes.interfaces.map((facts) => planLane(wishes, facts, grounds.get(facts.name)!)),
  };
  yield* notesOn(wishes, grounds, snapshot);
  const lanes: ProxyLane[] = [];
  const stopped = (): boolean => signal?.aborted ?? false;
  if (wishes.dryRun) return reportOf(lanes, { startedAt, now: startedAt, interrupted: false });
  try {
    const wires = new Wires(wishes.rate);
    for (const facts of wishes.interfaces) {
      const options = { prompt: true, ringBytes: RING_BYTES, outgoing: wishes.tap !== undefined };
      const link = host.openLink(facts, options);
      const pacer = wires.pacerFor(facts);
      lanes.push(new ProxyLane(link, wishes, { ground: grounds.get(facts.name)!, dice: hands.dice, pacer }));
    }
    learnSelf(lanes, host.interfaces(), snapshot);
    for (const lane of lanes) startSweep(lane);
    yield* run(lanes, hands, { startedAt, stopped });
    for (const lane of lanes) yield* moreHolders(lane, clock.now(), true);
    return reportOf(lanes, { startedAt, now: clock.now(), interrupted: stopped() });
  } finally {
    for (const lane of lanes) lane.link.close();
  }
}

function groundFor(wishes: ProxyOptions, link: string, snapshot: HostSnapshot): Ground {
  const { nets, excepted, any } = wishes;
  return groundOf({ nets, excepted, any, link }, snapshot);
}

async function* run(
  lanes: readonly ProxyLane[],
  hands: ProxyHands,
  life: { readonly startedAt: Instant; readonly stopped: () => boolean },
): AsyncGenerator<ProxyEvent, void> {
  const { clock } = hands;
  const scratch = newGlance();
  const told = new Set<ProxyLane>();
  let lookAt = clock.now() + LOOK_EVERY;
  while (!life.stopped()) {
    const now = clock.now();
    let wakeAt = Math.min(now + LONGEST_NAP, lookAt);
    const alive: ProxyLane[] = [];
    for (const lane of lanes) {
      if (!lane.down) listen(lane, { scratch, now });
      if (!lane.down) wakeAt = Math.min(wakeAt, advance(lane, now));
      if (lane.events.length > 0) yield* lane.events.splice(0);
      if (!lane.down) alive.push(lane);
      else if (!told.has(lane)) {
        told.add(lane);
        yield { type: 'note', code: 'link-lost', text: `${lane.name}: ${lane.down.sentence}` };
      }
    }
    const demand = lanes[0]?.wishes.demand?.() ?? false;
    if (demand) yield { type: 'counts', report: reportOf(lanes, { ...life, now, interrupted: false }) };
    if (alive.length === 0) return;
    if (now >= lookAt) {
      lookAt = now + LOOK_EVERY;
      if (hands.view.changed()) yield* look(alive, hands);
    }
    await clock.wait(
      wakeAt,
      alive.map(({ link }) => link),
    );
  }
}

function listen(lane: ProxyLane, sense: { readonly scratch: Glance; readonly now: Instant }): void {
  const { tap } = lane.wishes;
  const drained = lane.link.drain((frame) => {
    tap?.(frame, lane.name);
    hear(lane, frame, sense);
  });
  lane.flush();
  if (drained.kind === 'down') lane.down = drained.why;
}

/** One step: what is due is asked, decided and answered; returns when there is more to do. */
function advance(lane: ProxyLane, now: Instant): Instant {
  lane.now = now;
  lane.events.push(...moreHolders(lane, now, false), ...floods(lane, now));
  const wakeAt = Math.min(
    lane.gate.tellAt,
    // Who waits for an answer goes before the walk and the audit.
    advanceChecks(lane, now),
    advanceSweep(lane, now),
    advanceRivals(lane, now),
    advanceAudit(lane, now),
  );
  for (let due = lane.delays.take(now); due; due = lane.delays.take(now)) {
    // An owner may have come while it waited, or a route gone.
    const standing = lane.bench.ground.standingOf(due.target);
    if (standing !== 'ours') lane.counts[standing]++;
    else if (lane.isFree(due.target)) lane.reply(due.target, due.mac, due.ip);
    else lane.counts['owner-lives']++;
  }
  lane.flush();
  return Math.min(wakeAt, lane.delays.nextAt);
}

function* moreHolders(lane: ProxyLane, now: Instant, atEnd: boolean): Generator<ProxyEvent> {
  const addresses = lane.gate.take(now, atEnd);
  if (addresses > 0) yield { type: 'more', interface: lane.name, addresses };
}

/** A limit that is reached is said, and then once a minute. */
function* floods(lane: ProxyLane, now: Instant): Generator<ProxyEvent> {
  const { flood, name, wishes } = lane;
  const { flooded } = lane.counts;
  if (flooded === flood.told || now < flood.at + FLOOD_EVERY) return;
  const since = flooded - flood.told;
  lane.flood = { told: flooded, at: now };
  const text = `${name}: more was asked than the ${limitInAllOf(wishes)} answers a second there are for all askers together (--limit-all): ${since} questions got none, known askers go first`;
  yield { type: 'note', code: 'flooded', text };
}

/** Routes or addresses changed: what is answered for follows. */
function* look(lanes: readonly ProxyLane[], hands: ProxyHands): Generator<ProxyEvent> {
  let snapshot: HostSnapshot;
  try {
    snapshot = hands.view.snapshot();
    learnSelf(lanes, hands.host.interfaces(), snapshot);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    yield {
      type: 'note',
      code: 'unread',
      text: `the routes could not be read again, the old ones hold: ${why}`,
    };
    return;
  }
  for (const lane of lanes) {
    const before = lane.bench.ground.ours;
    const ground = groundFor(lane.wishes, lane.name, snapshot);
    lane.bench.ground = ground;
    const same =
      before.size === ground.ours.size &&
      before.ranges.every(
        ({ first, last }, at) =>
          ground.ours.ranges[at]?.first === first && ground.ours.ranges[at].last === last,
      );
    if (same) continue;
    yield { type: 'routes', interface: lane.name, addresses: ground.ours.size };
    startSweep(lane);
  }
}

function learnSelf(
  lanes: readonly ProxyLane[],
  interfaces: readonly InterfaceFacts[],
  snapshot: HostSnapshot,
): void {
  const own = new Set<Ipv4>();
  for (const { local } of snapshot.addresses) {
    const ip = parseIpv4(local);
    if (ip !== undefined) own.add(ip);
  }
  for (const lane of lanes) {
    const { nic, told } = lane.bench.macs;
    lane.ours = new Set([nic, told, ...interfaces.map(({ mac }) => mac).filter((mac) => mac !== 0)]);
    lane.bench.ears = { ...lane.bench.ears, own };
    const facts = interfaces.find(({ index }) => index === lane.link.facts.index);
    lane.source = facts?.addresses[0]?.ip ?? 0;
  }
}

/** What of this machine a person should know before. */
function* notesOn(
  wishes: ProxyOptions,
  grounds: ReadonlyMap<string, Ground>,
  snapshot: HostSnapshot,
): Generator<ProxyEvent> {
  const kernel = asKernel(snapshot);
  for (const { name, addresses } of wishes.interfaces) {
    const ground = grounds.get(name)!;
    const link = kernel.linkOf.get(name);
    if (ground.ours.size === 0) {
      const standings = [...new Set(ground.parts.map(({ standing }) => standing))].join(', ');
      const text = `on ${name} there is nothing to answer for (${standings || 'no address is left'}); --any answers whatever the routes say`;
      yield { type: 'note', code: 'nothing-ours', text };
      continue;
    }
    if (link && link.conf.forwarding === 0 && wishes.mac === null && !wishes.any)
      yield {
        type: 'note',
        code: 'not-forwarding',
        text: `${name} does not forward: what askers send after the answer is dropped here (sysctl net.ipv4.ip_forward=1)`,
      };
    const published = snapshot.published.filter(
      (entry) => (entry.link === null || entry.link === name) && ground.ours.has(parseIpv4(entry.ip) ?? 0),
    );
    if (published.length > 0 || (link && link.conf.proxy_arp !== 0)) {
      const by =
        published.length > 0
          ? `${published[0]!.ip}${published.length > 1 ? ' and others are' : ' is'} published`
          : 'proxy_arp is set';
      const text = `the kernel answers on ${name} too (${by}), by its own rules`;
      yield { type: 'note', code: 'kernel-proxies', text };
    }
    if (addresses.length === 0)
      yield {
        type: 'note',
        code: 'no-address',
        text: `${name} has no IPv4 address to ask as: owners are seen, other proxies are not`,
      };
  }
}

function reportOf(
  lanes: readonly ProxyLane[],
  life: { readonly startedAt: Instant; readonly now: Instant; readonly interrupted: boolean },
): ProxyReport {
  return {
    lanes: lanes.map(laneReport),
    seconds: (life.now - life.startedAt) / 1000,
    interrupted: life.interrupted,
  };
}

function laneReport({ name, bench, counts, asked, down, link }: ProxyLane): LaneReport {
  const { book, macs } = bench;
  return {
    interface: name,
    mac: macs.told,
    counts: { ...counts },
    asked,
    free: book.count(STATE.free),
    owned: book.count(STATE.owned),
    yielded: book.count(STATE.yielded),
    linkLost: down ? `${name}: ${down.sentence}` : null,
    drops: link.counters().dropped,
  };
}
