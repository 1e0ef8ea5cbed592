import assert from 'node:assert/strict';
import { test } from 'node:test';
import { freeLane } from '../../../test/paper/proxy-lane.ts';
import { ip, mac, ROUTER_MAC } from '../../../test/paper/proxy-place.ts';
import { arpFrame } from '../../sim/who-has.ts';
import { newGlance } from '../../wire/glance.ts';
import { STATE } from './book.ts';
import { hear } from './ear.ts';
import { Sweep } from './sweep-walk.ts';

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

test('who probes while we go through the nets begins as we do: its questions do not wait for an answer, those of others do', () => {
  for (const walking of [true, false]) {
    const lane = freeLane();
    if (walking) lane.sweep = new Sweep(lane.bench.ground.ours);
    const ask = (sha: number, spa: number, tpa: number): void => {
      lane.bench.book.set(tpa, STATE.unknown);
      const bytes = arpFrame({ dst: 0xffffffffffff, src: sha, tags: [], op: 1, sha, spa, tha: 0, tpa });
      hear(
        lane,
        { bytes, wireLength: bytes.length, at: 0, outgoing: false },
        { scratch: newGlance(), now: 0 },
      );
    };
    ask(OTHER, 0, IP);
    assert.equal(lane.probers.has(OTHER), walking);
    ask(OTHER, ip('10.77.0.9'), IP + 1);
    ask(OTHER + 1, ip('10.77.0.8'), IP + 2);
    assert.deepEqual([...lane.checks.keys()], walking ? [IP + 2] : [IP + 1, IP + 2]);
    assert.equal(lane.counts.checking, walking ? 1 : 0);
  }
});

test('a thousand that probe are kept in mind, and no more', () => {
  const lane = freeLane();
  lane.sweep = new Sweep(lane.bench.ground.ours);
  const scratch = newGlance();
  for (let nth = 0; nth < 1030; nth++) {
    const sha = OTHER + nth;
    const bytes = arpFrame({ dst: 0xffffffffffff, src: sha, tags: [], op: 1, sha, spa: 0, tha: 0, tpa: IP });
    hear(lane, { bytes, wireLength: bytes.length, at: 0, outgoing: false }, { scratch, now: 0 });
  }
  assert.equal(lane.probers.size, 1024);
});

test('what we say ourselves, a tagged frame and what is no whole question are heard as such', () => {
  const lane = freeLane();
  const ask = (
    sha: number,
    { tags = [] as { tpid: number; tci: number }[], outgoing = false, cut = 0 } = {},
  ): void => {
    const all = arpFrame({
      dst: 0xffffffffffff,
      src: sha,
      tags,
      op: 1,
      sha,
      spa: ip('10.77.0.9'),
      tha: 0,
      tpa: IP,
    });
    const bytes = all.slice(0, all.length - cut);
    hear(lane, { bytes, wireLength: bytes.length, at: 0, outgoing }, { scratch: newGlance(), now: 0 });
  };
  ask(NIC);
  ask(OTHER, { outgoing: true });
  ask(OTHER, { tags: [{ tpid: 0x8100, tci: 7 }] });
  assert.deepEqual([lane.replies.count, lane.counts.tagged], [0, 1]);
  ask(OTHER);
  assert.equal(lane.replies.count, 1);
});
