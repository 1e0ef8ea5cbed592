import assert from 'node:assert/strict';
import { test } from 'node:test';
import { A, B, IP, OFFICE, told } from '../../../test/contracts/store.ts';
import { LINKTYPE_ETHERNET, newCaptureFrame, type CaptureFrame } from '../../wire/capture-frame.ts';
import { writeArpFrame } from '../../wire/arp-frame.ts';
import { EvidenceRing } from './evidence.ts';

const lent = new Uint8Array(64);

/** In a buffer that is used again for the next one, as the ring of a link does. */
function frame(sha: number, spa: number, second = 0): CaptureFrame {
  lent.fill(0xee);
  writeArpFrame(lent, 0, { dst: 2 ** 48 - 1, src: sha, op: 1, sha, spa, tha: 0, tpa: spa });
  const more = { bytes: lent, to: 42, wireLength: 60, linkType: LINKTYPE_ETHERNET, interfaceName: 'eth0' };
  return { ...newCaptureFrame(), ...more, seconds: second };
}

const slots = (ring: EvidenceRing): readonly (readonly [string, number])[] =>
  ring.take().map(({ id, slot }) => [id, slot]);

test('the frame that proved it, those that follow of the address, and none after its end', () => {
  const ring = new EvidenceRing();
  ring.heard(frame(A, IP));
  assert.deepEqual(slots(ring), []);
  const proof = frame(B, IP, 7);
  ring.judging(proof);
  ring.tell(told('conflict-1', { network: OFFICE }));
  ring.judging(undefined);
  ring.heard(frame(A, IP));
  ring.heard(frame(A, IP + 1));
  const [first, ...others] = ring.take();
  assert.deepEqual([first!.at, first!.bytes.length, first!.wireLength], [7000, 42, 60]);
  assert.equal(first!.bytes[11], B % 256);
  assert.deepEqual(
    others.map(({ slot, bytes }) => [slot, bytes[11]]),
    [[1, A % 256]],
  );
  ring.tell(told('conflict-1', { state: 'close' }));
  ring.heard(frame(A, IP));
  assert.deepEqual(slots(ring), []);
});

test('what happens in one moment has its frame; what silence proves has none', () => {
  const ring = new EvidenceRing();
  ring.judging(frame(A, IP));
  ring.tell(told('new-station-1', { state: 'close' }));
  ring.judging(undefined);
  ring.tell(told('unanswered-1'));
  assert.deepEqual(slots(ring), [['new-station-1', 0]]);
});

test('of an episode without an address the frames of its MACs; on another network none', () => {
  const ring = new EvidenceRing();
  ring.tell(told('scan-1', { ip: null, macs: [A] }));
  ring.heard(frame(A, IP + 9));
  ring.heard(frame(B, IP + 9));
  ring.heard({ ...frame(A, IP), interfaceName: 'eth1' });
  assert.deepEqual(slots(ring), [['scan-1', 0]]);
});

test('the first hundred and the latest hundred are kept, and of a storm some between two commits', () => {
  const ring = new EvidenceRing();
  ring.tell(told('conflict-1'));
  for (let at = 0; at < 5000; at++) ring.heard(frame(A, IP, at));
  assert.equal(ring.take().length, 120);
  const seen = new Set<number>();
  for (let turn = 0; turn < 50; turn++) {
    for (let at = 0; at < 500; at++) ring.heard(frame(A, IP, at));
    const taken = ring.take();
    assert.ok(taken.length <= 20);
    for (const { slot } of taken) seen.add(slot);
  }
  assert.ok([...seen].every((slot) => slot >= 100 && slot < 200));
});
