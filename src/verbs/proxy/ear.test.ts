import assert from 'node:assert/strict';
import { test } from 'node:test';
import { freeLane } from '../../../test/paper/proxy-lane.ts';
import { ip, mac, ROUTER_MAC } from '../../../test/paper/proxy-place.ts';
import { arpFrame } from '../../sim/who-has.ts';
import { newGlance } from '../../wire/glance.ts';
import { STATE } from './book.ts';
import { hear } from './ear.ts';

const IP = ip('10.9.0.5');
const OTHER = mac('02:0f:00:00:00:01');
const NIC = mac(ROUTER_MAC);

/** What becomes of the address when somebody answers for it. */
function after(sha: number, dst: number): { readonly state: number; readonly doubted: boolean } {
  const lane = freeLane();
  const bytes = arpFrame({ dst, src: OTHER, tags: [], op: 2, sha, spa: IP, tha: dst, tpa: 0 });
  hear(lane, { bytes, wireLength: bytes.length, at: 0, outgoing: false }, { scratch: newGlance(), now: 0 });
  return { state: lane.bench.book.stateOf(IP), doubted: lane.doubts.has(IP) };
}

test('an answer to a probe of ours is that of an owner; one to a probe of others only raises a doubt', () => {
  assert.deepEqual(after(OTHER, NIC), { state: STATE.owned, doubted: false });
  assert.deepEqual(after(OTHER, mac('02:aa:00:00:00:07')), { state: STATE.free, doubted: true });
});

test('a MAC of zeros owns nothing', () => {
  assert.deepEqual(after(0, NIC), { state: STATE.free, doubted: false });
});
