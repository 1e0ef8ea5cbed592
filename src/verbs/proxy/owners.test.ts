import assert from 'node:assert/strict';
import { test } from 'node:test';
import { freeLane } from '../../../test/paper/proxy-lane.ts';
import { ip, mac } from '../../../test/paper/proxy-place.ts';
import { STATE } from './book.ts';
import { claim, yieldTo } from './owners.ts';

const IP = ip('10.9.0.5');
const ONE = mac('02:0f:00:00:00:01');
const TWO = mac('02:0f:00:00:00:02');

test('two owners in conflict are told of at first and then after a while, not with every frame', () => {
  const lane = freeLane();
  for (const [now, one] of [ONE, TWO, ONE, TWO].entries())
    claim(lane, { ip: IP, mac: one, how: 'spoke' }, now);
  assert.equal(lane.events.length, 1);
  claim(lane, { ip: IP, mac: ONE, how: 'spoke' }, 20_000);
  assert.equal(lane.events.length, 2);
});

test('who only answered may be a proxy; who speaks as the address, or answers a probe, owns it', () => {
  const lane = freeLane();
  claim(lane, { ip: IP, mac: ONE, how: 'answers' }, 0);
  assert.equal(lane.bench.book.holders.get(IP)?.isOwner, false);
  claim(lane, { ip: IP, mac: ONE, how: 'answered-probe' }, 1);
  assert.equal(lane.bench.book.holders.get(IP)?.isOwner, true);
});

test('a proxy we yielded to that speaks as the address has been its owner', () => {
  const lane = freeLane();
  yieldTo(lane, IP, { mac: ONE, now: 0 });
  assert.equal(lane.bench.book.stateOf(IP), STATE.yielded);
  claim(lane, { ip: IP, mac: ONE, how: 'spoke' }, 1);
  assert.equal(lane.bench.book.stateOf(IP), STATE.owned);
});
