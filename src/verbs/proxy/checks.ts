import type { Ipv4 } from '../../base/ipv4.ts';
import type { Instant, Millis } from '../../base/time.ts';
import { STATE } from './book.ts';
import type { Asker, ProxyLane } from './lane.ts';
import { roleOf } from './owners.ts';
import type { ProxyRival } from './rival.ts';
import { SETTLE, startSweep } from './sweep.ts';

/** Each costs four broadcasts, so nobody can have us send many by asking for many addresses. */
const MOST_CHECKS = 256;
const MOST_ASKERS = 4;
const ROUNDS = 2;
/** One question so often while nothing changes: a link that nobody uses is left in peace. */
export const AUDIT_GAP: Millis = 1000;
/** Another proxy that ended leaves its addresses to us after this time. */
const YIELD_BACK: Millis = 60_000;
const MISSES = 3;

/** The question waits until it is known that nobody else owns the address; false when too many wait. */
export function holdForCheck(lane: ProxyLane, ip: Ipv4, wanted: { asker: Asker; now: Instant }): boolean {
  const { asker, now } = wanted;
  const known = lane.checks.get(ip);
  if (known) {
    if (known.askers.some(({ mac }) => mac === asker.mac) || known.askers.length >= MOST_ASKERS) return false;
    known.askers.push(asker);
    return true;
  }
  // Half of them are kept for those who ask again: whoever is made up does not.
  const room = lane.bench.limit.knows(asker.mac, now) ? MOST_CHECKS : MOST_CHECKS / 2;
  if (lane.checks.size >= room) return false;
  lane.bench.book.set(ip, STATE.checking);
  lane.checks.set(ip, { rounds: 0, nextAt: now, askers: [asker] });
  lane.nextCheckAt = Math.min(lane.nextCheckAt, now);
  return true;
}

export function advanceChecks(lane: ProxyLane, now: Instant): Instant {
  if (now < lane.nextCheckAt) return lane.nextCheckAt;
  let next = Number.POSITIVE_INFINITY;
  for (const [ip, check] of lane.checks) {
    if (now >= check.nextAt) {
      if (check.rounds === ROUNDS) {
        lane.checks.delete(ip);
        conclude(lane, { ip, askers: check.askers }, now);
        continue;
      }
      if (!lane.mayAsk(now)) {
        next = Math.min(next, lane.pacer.nextAt);
        break;
      }
      lane.ask(ip);
      check.rounds++;
      check.nextAt = now + SETTLE / ROUNDS;
    }
    next = Math.min(next, check.nextAt);
  }
  lane.flushQuestions();
  lane.nextCheckAt = next;
  return next;
}

/** Nobody else owns it; the routes may have changed while that was asked. */
function conclude(lane: ProxyLane, checked: { ip: Ipv4; askers: readonly Asker[] }, now: Instant): void {
  const { ip, askers } = checked;
  const { ground, book } = lane.bench;
  const standing = ground.standingOf(ip);
  book.set(ip, standing === 'ours' ? STATE.free : STATE.unknown);
  if (standing === 'ours') for (const asker of askers) lane.answer(ip, asker, now);
  else lane.counts[standing] += askers.length;
}

/**
 * Asks for one address after the other, by turns a held one, one that somebody asked for lately and any: owners that came
 * quietly, and those that left. First by a probe, then as ourselves.
 */
export function advanceAudit(lane: ProxyLane, now: Instant): Instant {
  const { audit, bench } = lane;
  if (lane.sweep) return Number.POSITIVE_INFINITY;
  if (now < audit.nextAt) return audit.nextAt;
  if (!lane.mayAsk(now)) return lane.pacer.nextAt;
  audit.nextAt = now + AUDIT_GAP;
  const { probed } = audit;
  audit.probed = undefined;
  if (probed !== undefined && lane.isOurs(probed)) {
    lane.askAs(probed);
    lane.flushQuestions();
    return audit.nextAt;
  }
  const ip = nextOf(lane);
  if (ip === undefined || !lane.isOurs(ip) || giveBack(lane, ip, now)) return audit.nextAt;
  const holder = bench.book.holders.get(ip);
  if (holder) {
    holder.misses++;
    const rival = lane.rivals.get(holder.mac);
    if (rival) rival.misses++;
  }
  lane.probe(ip);
  lane.flushQuestions();
  if (lane.source !== 0) audit.probed = ip;
  return audit.nextAt;
}

function nextOf(lane: ProxyLane): Ipv4 | undefined {
  const turn = lane.audit.turn++ % 3;
  if (turn === 0) return nextHeld(lane);
  return (turn === 1 ? lane.takeWanted() : undefined) ?? nextSettled(lane);
}

function nextSettled(lane: ProxyLane): Ipv4 | undefined {
  const { audit, bench } = lane;
  const step = audit.settled.next();
  if (step.done !== true) return step.value;
  audit.settled = bench.book.settled();
  return undefined;
}

function nextHeld(lane: ProxyLane): Ipv4 | undefined {
  const { audit, bench } = lane;
  const step = audit.holders.next();
  if (step.done !== true) return step.value;
  audit.holders = bench.book.holders.keys();
  return lane.takeWanted() ?? nextSettled(lane);
}

/** Takes an address again whose holder is gone. One whose MAC stands for a role never: its next holder may be slow. */
function giveBack(lane: ProxyLane, ip: Ipv4, now: Instant): boolean {
  const { book } = lane.bench;
  const holder = book.holders.get(ip);
  if (!holder || roleOf(holder.mac) !== null) return false;
  const { giveBack: patience } = lane.wishes;
  const isProxy = book.stateOf(ip) === STATE.yielded;
  const rival = isProxy ? lane.rivals.get(holder.mac) : undefined;
  const { seen, misses } = rival ?? holder;
  if (misses < MISSES || now - seen < (isProxy ? Math.min(YIELD_BACK, patience) : patience)) return false;
  if (rival) takeAllBack(lane, rival);
  else {
    book.set(ip, STATE.free);
    lane.events.push({ type: 'back', interface: lane.name, ip, mac: holder.mac });
  }
  return true;
}

/** Another proxy is gone with all its addresses: they are asked for anew, at the rate, before the first answer. */
function takeAllBack(lane: ProxyLane, { mac }: ProxyRival): void {
  const { book } = lane.bench;
  let addresses = 0;
  for (const [ip, holder] of book.holders) {
    if (holder.mac !== mac || book.stateOf(ip) !== STATE.yielded) continue;
    book.set(ip, STATE.unknown);
    addresses++;
  }
  lane.rivals.delete(mac);
  lane.events.push({ type: 'rival', interface: lane.name, mac, turn: 'gone', addresses });
  startSweep(lane);
}
