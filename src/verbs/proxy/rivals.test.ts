import assert from 'node:assert/strict';
import { test } from 'node:test';
import { freeLane } from '../../../test/paper/proxy-lane.ts';
import { ip, mac } from '../../../test/paper/proxy-place.ts';
import type { Ipv4 } from '../../base/ipv4.ts';
import { type Owner, STATE } from './book.ts';
import type { ProxyLane } from './lane.ts';
import { advanceRivals, hearOther, tellFirst } from './rivals.ts';

const OTHER = mac('02:0f:00:00:00:01');
const NEVER = Number.POSITIVE_INFINITY;

const at = (last: number): Ipv4 => ip('10.9.0.0') + last;
const holder = (by: number): Owner => ({ mac: by, since: 0, seen: 0, misses: 0, isOwner: false });

/** What the lane asks from now on, and of whom. */
function asked(lane: ProxyLane): Ipv4[] {
  const found: Ipv4[] = [];
  lane.ask = (one) => void found.push(one);
  return found;
}

function rivalIn(lane: ProxyLane): void {
  lane.rivals.set(OTHER, {
    mac: OTHER,
    unprobed: new Set(),
    seen: 0,
    misses: 0,
    verdict: 'we-keep',
    contested: new Map(),
    graceAt: NEVER,
    closeAt: NEVER,
    asking: lane.bench.book.settled(),
  });
}

const turns = (lane: ProxyLane) => lane.events.flatMap((one) => (one.type === 'rival' ? [one.turn] : []));

test('a rival is asked for what we answer for, at our pace, and for nothing that somebody else has', () => {
  const lane = freeLane();
  lane.bench.book.hold(at(2), STATE.owned, holder(OTHER));
  rivalIn(lane);
  const questions = asked(lane);
  let mayAsk = false;
  lane.mayAsk = () => mayAsk;
  advanceRivals(lane, 0);
  assert.deepEqual(questions, []);
  mayAsk = true;
  advanceRivals(lane, 1000);
  assert.deepEqual(questions, [0, 1, 3, 4, 5, 6, 7, 8].map(at));
});

test('so many addresses without an answer to a probe are a proxy, two are none', () => {
  const lane = freeLane();
  asked(lane);
  lane.mayAsk = () => true;
  for (const last of [1, 2]) hearOther(lane, { ip: at(last), mac: OTHER }, 0);
  advanceRivals(lane, 300);
  assert.deepEqual(turns(lane), []);
  hearOther(lane, { ip: at(3), mac: OTHER }, 300);
  advanceRivals(lane, 600);
  assert.equal(turns(lane).length, 1);
});

test('after the walk one who held an address or two is an owner, who held three a proxy that is asked for the rest', () => {
  const proxy = mac('02:0f:00:00:00:02');
  const lane = freeLane();
  lane.bench.book.hold(at(1), STATE.owned, holder(OTHER));
  for (const last of [5, 6, 7]) lane.bench.book.hold(at(last), STATE.owned, holder(proxy));
  tellFirst(lane);
  assert.deepEqual(turns(lane), ['first']);
  assert.equal(lane.bench.book.stateOf(at(1)), STATE.owned);
  assert.equal(lane.bench.book.stateOf(at(5)), STATE.yielded);
  assert.equal(lane.rivals.get(OTHER), undefined);
  assert.notEqual(lane.rivals.get(proxy)?.asking, undefined);
});

test('one doubt: eight more addresses that are free are asked of that MAC alone, and nothing that somebody holds', () => {
  const lane = freeLane();
  for (const last of [0, 2]) lane.bench.book.hold(at(last), STATE.owned, holder(OTHER + 7));
  const questions: (readonly [Ipv4, number | undefined])[] = [];
  lane.ask = (one, dst) => void questions.push([one, dst]);
  lane.mayAsk = () => true;
  hearOther(lane, { ip: at(1), mac: OTHER }, 0);
  questions.length = 0;
  advanceRivals(lane, 300);
  const free = Array.from({ length: 8 }, (_, nth) => at(3 + nth));
  assert.deepEqual(
    questions,
    free.map((one) => [one, OTHER]),
  );
});

test('what another answers is no sign of who holds an address', () => {
  const lane = freeLane();
  lane.bench.book.hold(at(1), STATE.owned, { ...holder(OTHER), misses: 2 });
  hearOther(lane, { ip: at(1), mac: OTHER + 1 }, 500);
  assert.deepEqual(lane.bench.book.holders.get(at(1)), { ...holder(OTHER), misses: 2 });
  hearOther(lane, { ip: at(1), mac: OTHER }, 600);
  assert.deepEqual(lane.bench.book.holders.get(at(1)), { ...holder(OTHER), seen: 600 });
});

test('rivals and doubts that others make up have a bound', () => {
  const lane = freeLane();
  asked(lane);
  lane.mayAsk = () => true;
  for (let nth = 0; nth < 1500; nth++) hearOther(lane, { ip: at(nth), mac: OTHER + nth }, 0);
  assert.equal(lane.doubts.size, 1024);
  advanceRivals(lane, 300);
  assert.equal(lane.rivals.size, 64);
});
