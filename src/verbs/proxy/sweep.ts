import { BROADCAST_MAC } from '../../base/mac.ts';
import type { Instant, Millis } from '../../base/time.ts';
import { STATE } from './book.ts';
import type { ProxyLane } from './lane.ts';
import { tellFirst } from './rivals.ts';
import { Sweep } from './sweep-walk.ts';

/** Larger nets are not gone through at the start: each address is checked when it is first asked for. */
export const MOST_SWEPT = 1 << 16;
/** An owner answers within this time, or it will be noticed later. */
export const SETTLE: Millis = 500;

export const PASSES = 2;

/** Starts a walk over what is not known yet; with too many addresses there is none. */
export function startSweep(lane: ProxyLane): void {
  const { ours } = lane.bench.ground;
  lane.sweep = ours.size > 0 && ours.size <= MOST_SWEPT ? new Sweep(ours) : undefined;
  if (!lane.sweep) tellReady(lane, false);
}

/** Asks as much as the pace allows; returns when there is more to do. */
export function advanceSweep(lane: ProxyLane, now: Instant): Instant {
  const { sweep } = lane;
  if (!sweep) return Number.POSITIVE_INFINITY;
  if (sweep.settledAt !== undefined) {
    if (now < sweep.settledAt) return sweep.settledAt;
    settle(lane, sweep);
    return now;
  }
  askSome(lane, sweep, now);
  if (sweep.at < sweep.targets.size) return Math.max(lane.pacer.nextAt, now + 1);
  sweep.at = 0;
  sweep.pass++;
  if (sweep.pass < PASSES) return lane.pacer.nextAt;
  sweep.settledAt = now + SETTLE;
  return sweep.settledAt;
}

function askSome(lane: ProxyLane, sweep: Sweep, now: Instant): void {
  const { questions, bench, source } = lane;
  const allowed = Math.min(lane.pacer.allowed(now), questions.capacity);
  const asked: number[] = [];
  let at = sweep.at;
  for (; at < sweep.targets.size && asked.length < allowed; at++) {
    const ip = sweep.targets.at(at);
    // An owner that answered the probe need not be asked again.
    if (bench.book.stateOf(ip) !== STATE.unknown) continue;
    questions.add(ip, sweep.pass === 0 ? 0 : source, { vlan: null, dst: BROADCAST_MAC });
    asked.push(at);
  }
  const sent = lane.flushQuestions();
  lane.pacer.left(sent);
  sweep.at = sent < asked.length ? asked[sent]! : at;
}

function settle(lane: ProxyLane, sweep: Sweep): void {
  const { book } = lane.bench;
  for (const { first, last } of sweep.targets.ranges)
    for (let ip = first; ip <= last; ip++) if (book.stateOf(ip) === STATE.unknown) book.set(ip, STATE.free);
  lane.sweep = undefined;
  lane.probers.clear();
  tellFirst(lane);
  tellReady(lane, true);
}

function tellReady(lane: ProxyLane, swept: boolean): void {
  const { book, macs } = lane.bench;
  const held = book.count(STATE.owned) + book.count(STATE.yielded);
  const free = book.count(STATE.free);
  lane.events.push({ type: 'ready', interface: lane.name, mac: macs.told, free, held, swept });
}
