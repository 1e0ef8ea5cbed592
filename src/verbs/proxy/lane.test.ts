import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { freeLane } from '../../../test/paper/proxy-lane.ts';
import { ip, mac, ROUTER_MAC } from '../../../test/paper/proxy-place.ts';
import { arpFrame } from '../../sim/who-has.ts';
import { glance, newGlance } from '../../wire/glance.ts';
import { hear } from './ear.ts';
import { Replies } from './replies.ts';

const NET = { first: ip('10.9.0.0'), last: ip('10.9.0.255') };
const ASKER = mac('02:aa:00:00:00:01');
const OWNER = mac('02:0f:00:00:00:01');

test('frames read in one go: the owner speaks after the question, and the answer stays here', () => {
  const lane = freeLane();
  const scratch = newGlance();
  const say = (sha: number, spa: string, tpa: string): void => {
    const fields = {
      dst: 0xffffffffffff,
      src: sha,
      tags: [],
      op: 1,
      sha,
      spa: ip(spa),
      tha: 0,
      tpa: ip(tpa),
    };
    const bytes = arpFrame(fields);
    hear(lane, { bytes, wireLength: bytes.length, at: 0, outgoing: false }, { scratch, now: 0 });
  };
  for (const last of [4, 5, 6, 5]) say(ASKER, '10.77.0.1', `10.9.0.${last}`);
  say(OWNER, '10.9.0.5', '10.9.0.5');
  assert.equal(lane.replies.count, 2);
  lane.flush();
  assert.deepEqual([lane.counts.answered, lane.counts['owner-lives'], lane.counts.gratuitous], [2, 2, 1]);
});

test('R2: the proxy takes for a question what the kernel takes for one, and nothing else', () => {
  const lane = freeLane();
  const scratch = newGlance();
  const ask = (spa: string, dst = 0xffffffffffff, sha = ASKER): void => {
    const fields = { dst, src: sha, tags: [], op: 1, sha, spa: ip(spa), tha: 0, tpa: ip('10.9.0.5') };
    const bytes = arpFrame(fields);
    hear(lane, { bytes, wireLength: bytes.length, at: 0, outgoing: false }, { scratch, now: 0 });
  };
  for (const spa of ['10.77.0.1', '240.0.0.1', '0.1.2.3']) ask(spa);
  ask('10.77.0.1', mac(ROUTER_MAC));
  ask('10.77.0.1', 0x01005e000001);
  lane.flush();
  assert.equal(lane.counts.answered, 5);
  ask('10.77.0.1', 0x060504030201);
  for (const spa of ['127.0.0.1', '224.0.0.1', '255.255.255.255']) ask(spa);
  ask('10.77.0.1', mac(ROUTER_MAC), 0x01005e000001);
  lane.flush();
  assert.deepEqual([lane.counts.answered, lane.counts['not-for-us'], lane.counts['bad-asker']], [5, 1, 4]);
  const plain = arpFrame({
    dst: mac(ROUTER_MAC),
    src: ASKER,
    op: 1,
    sha: ASKER,
    spa: 9,
    tha: 0,
    tpa: ip('10.9.0.5'),
  });
  const snap = Uint8Array.from([
    ...plain.subarray(0, 12),
    0,
    36,
    0xaa,
    0xaa,
    3,
    0,
    0,
    0,
    ...plain.subarray(12),
  ]);
  hear(lane, { bytes: snap, wireLength: snap.length, at: 0, outgoing: false }, { scratch, now: 0 });
  assert.deepEqual([lane.counts.answered, lane.counts['not-arp']], [5, 1]);
});

test('withdrawing takes every answer about the address and no other, in order', () => {
  const seen = newGlance();
  fc.assert(
    fc.property(fc.array(fc.nat(5), { maxLength: 40 }), fc.nat(5), (lasts, gone) => {
      const replies = new Replies(mac(ROUTER_MAC), mac(ROUTER_MAC));
      lasts.forEach((last, at) => replies.add(NET.first + last, ASKER + at, ip('10.77.0.1') + at));
      const rest = lasts
        .map((last, at) => [NET.first + last, ASKER + at])
        .filter(([one]) => one !== NET.first + gone);
      assert.equal(replies.withdraw(NET.first + gone), lasts.length - rest.length);
      const { bytes, size, count } = replies.batch();
      const left = Array.from({ length: count }, (_, at) => {
        assert.ok(glance(bytes.slice(at * size, (at + 1) * size), seen));
        assert.deepEqual([seen.op, seen.sha, seen.dst], [2, mac(ROUTER_MAC), seen.tha]);
        return [seen.spa, seen.tha];
      });
      assert.deepEqual(left, rest);
    }),
  );
});
