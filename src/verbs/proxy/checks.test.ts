import assert from 'node:assert/strict';
import { test } from 'node:test';
import { freeLane } from '../../../test/paper/proxy-lane.ts';
import { ip, mac } from '../../../test/paper/proxy-place.ts';
import { type Owner, STATE } from './book.ts';
import { advanceAudit, advanceChecks, holdForCheck } from './checks.ts';
import type { ProxyLane } from './lane.ts';

const IP = ip('10.9.0.5');
const OTHER = mac('02:0f:00:00:00:01');
const asker = (nth: number) => ({
  asker: { mac: mac('02:aa:00:00:00:00') + nth, ip: ip('10.77.0.1') + nth },
  now: 0,
});
const holder = (misses: number): Owner => ({ mac: OTHER, since: 0, seen: 0, misses, isOwner: false });

/** An audit that comes to the holders first. */
function audit(lane: ProxyLane, now: number): void {
  lane.audit.turn = 0;
  lane.audit.nextAt = 0;
  lane.audit.probed = undefined;
  lane.audit.holders = lane.bench.book.holders.keys();
  advanceAudit(lane, now);
}

test('an address is asked for twice, half a walk apart, before it is answered for the first time', () => {
  const lane = freeLane();
  lane.bench.book.set(IP, STATE.unknown);
  let asked = 0;
  lane.ask = () => void asked++;
  assert.equal(holdForCheck(lane, IP, asker(1)), true);
  advanceChecks(lane, 0);
  advanceChecks(lane, 250);
  assert.equal(asked, 2);
  assert.equal(lane.bench.book.stateOf(IP), STATE.checking);
  advanceChecks(lane, 500);
  assert.equal(lane.bench.book.stateOf(IP), STATE.free);
  assert.equal(lane.replies.count, 1);
});

test('each asker waits once, and four of them at most', () => {
  const lane = freeLane();
  assert.equal(holdForCheck(lane, IP, asker(1)), true);
  assert.equal(holdForCheck(lane, IP, asker(1)), false);
  for (const nth of [2, 3, 4]) assert.equal(holdForCheck(lane, IP, asker(nth)), true);
  assert.equal(holdForCheck(lane, IP, asker(5)), false);
});

test('an owner that was long silent keeps its address until three questions went unanswered', () => {
  const lane = freeLane();
  lane.bench.book.hold(IP, STATE.owned, holder(2));
  audit(lane, 2e6);
  assert.equal(lane.bench.book.stateOf(IP), STATE.owned);
  assert.equal(lane.bench.book.holders.get(IP)?.misses, 3);
  audit(lane, 2e6 + 2000);
  assert.equal(lane.bench.book.stateOf(IP), STATE.free);
});

test('another proxy that is silent for a minute leaves all it answered for, but what it owns', () => {
  const lane = freeLane();
  const { book } = lane.bench;
  for (const last of [0, 1]) book.hold(IP + last, STATE.yielded, holder(0));
  book.hold(IP + 2, STATE.owned, { ...holder(0), isOwner: true });
  const never = Number.POSITIVE_INFINITY;
  const rival = {
    mac: OTHER,
    unprobed: new Set<number>(),
    verdict: 'we-yield',
    contested: new Map(),
  } as const;
  lane.rivals.set(OTHER, { ...rival, seen: 0, misses: 3, graceAt: never, closeAt: never, asking: undefined });
  audit(lane, 59_000);
  assert.equal(book.stateOf(IP), STATE.yielded);
  audit(lane, 61_000);
  assert.deepEqual(
    [0, 1, 2].map((last) => book.stateOf(IP + last)),
    [STATE.unknown, STATE.unknown, STATE.owned],
  );
  assert.equal(lane.rivals.size, 0);
});
