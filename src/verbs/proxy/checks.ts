import type { Ipv4 } from '../../base/ipv4.ts';
import type { Instant, Millis } from '../../base/time.ts';
import { STATE } from './book.ts';
import type { Asker, Lane } from './lane.ts';
import { roleOf } from './owners.ts';
import { SETTLE } from './sweep.ts';

/** Each costs four broadcasts, so nobody can have us send many by asking for many addresses. */
const MOST_CHECKS = 256;
const MOST_ASKERS = 4;
const ROUNDS = 2;
/** Every address known is asked for again within this time … */
const AUDIT_ROUND: Millis = 600_000;
/** … and one at least so often. */
const AUDIT_GAP: Millis = 200;
/** Another proxy that ended leaves its addresses to us after this time. */
const YIELD_BACK: Millis = 60_000;
const MISSES = 3;

/** The question waits until it is known that nobody else owns the address; false when too many wait. */
export function holdForCheck(lane: Lane, ip: Ipv4, wanted: { asker: Asker; now: Instant }): boolean {
  const { asker, now } = wanted;
  const known = lane.checks.get(ip);
  if (known) {
    if (known.askers.some(({ mac }) => mac === asker.mac) || known.askers.length >= MOST_ASKERS) return false;
    known.askers.push(asker);
    return true;
  }
  if (lane.checks.size >= MOST_CHECKS) return false;
  lane.bench.book.set(ip, STATE.checking);
  lane.checks.set(ip, { rounds: 0, nextAt: now, askers: [asker] });
  lane.nextCheckAt = Math.min(lane.nextCheckAt, now);
  return true;
}

export function advanceChecks(lane: Lane, now: Instant): Instant {
  if (now < lane.nextCheckAt) return lane.nextCheckAt;
  let next = Number.POSITIVE_INFINITY;
  for (const [ip, check] of lane.checks) {
    if (now >= check.nextAt) {
      if (check.rounds === ROUNDS) {
        lane.checks.delete(ip);
        conclude(lane, { ip, askers: check.askers }, now);
        continue;
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
function conclude(lane: Lane, checked: { ip: Ipv4; askers: readonly Asker[] }, now: Instant): void {
  const { ip, askers } = checked;
  const { ground, book } = lane.bench;
  const standing = ground.standingOf(ip);
  book.set(ip, standing === 'ours' ? STATE.free : STATE.unknown);
  if (standing === 'ours') for (const asker of askers) lane.answer(ip, asker, now);
  else lane.counts[standing] += askers.length;
}

/** Asks for one address after the other, the held ones oftener: owners that came quietly, and those that left. */
export function advanceAudit(lane: Lane, now: Instant): Instant {
  const { audit, bench } = lane;
  const { book } = bench;
  if (lane.sweep) return Number.POSITIVE_INFINITY;
  const known = book.count(STATE.free) + book.count(STATE.owned) + book.count(STATE.yielded);
  const gap = known === 0 ? AUDIT_GAP : Math.min(AUDIT_GAP, AUDIT_ROUND / known);
  if (now < audit.nextAt) return audit.nextAt;
  audit.nextAt = now + gap;
  audit.turn++;
  const ip = audit.turn % 2 === 0 ? nextHeld(lane, now) : nextSettled(lane);
  if (ip !== undefined && lane.isOurs(ip)) {
    const holder = book.holders.get(ip);
    if (holder) holder.misses++;
    lane.ask(ip);
    lane.flushQuestions();
  }
  return audit.nextAt;
}

function nextSettled(lane: Lane): Ipv4 | undefined {
  const { audit, bench } = lane;
  const step = audit.settled.next();
  if (step.done !== true) return step.value;
  audit.settled = bench.book.settled();
  return undefined;
}

function nextHeld(lane: Lane, now: Instant): Ipv4 | undefined {
  const { audit, bench } = lane;
  const step = audit.holders.next();
  if (step.done === true) {
    audit.holders = bench.book.holders.keys();
    return nextSettled(lane);
  }
  const ip = step.value;
  return giveBack(lane, ip, now) ? undefined : ip;
}

/** Takes an address again whose holder is gone. One whose MAC stands for a role never: its next holder may be slow. */
function giveBack(lane: Lane, ip: Ipv4, now: Instant): boolean {
  const { book } = lane.bench;
  const holder = book.holders.get(ip);
  if (!holder || roleOf(holder.mac) !== null || holder.misses < MISSES) return false;
  const { giveBack: patience } = lane.wishes;
  const isProxy = book.stateOf(ip) === STATE.yielded;
  if (now - holder.seen < (isProxy ? Math.min(YIELD_BACK, patience) : patience)) return false;
  book.set(ip, STATE.free);
  lane.events.push({ type: 'back', interface: lane.name, ip, mac: holder.mac });
  return true;
}
