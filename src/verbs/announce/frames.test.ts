import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { BROADCAST_MAC } from '../../base/mac.ts';
import { kindOf } from '../../wire/arp-kinds.ts';
import { decodeEthernet } from '../../wire/ethernet.ts';
import { glance, newGlance } from '../../wire/glance.ts';
import { packetFrame } from '../../asking/packet-frame.ts';
import { ArpFrames } from './frames.ts';

const MAC = 0x020000000001;
const PEER_MAC = 0x0200000000fe;
const ip = fc.integer({ min: 1, max: 0xffffffff });
const vlans = fc.option(fc.integer({ min: 1, max: 4094 }), { nil: null });
const says = fc.oneof(
  fc.record({ say: fc.constantFrom('request', 'reply'), ip }),
  fc.record({
    say: fc.constant('ask' as const),
    ip,
    sender: ip,
    dst: fc.constantFrom(BROADCAST_MAC, PEER_MAC),
  }),
);

test('whatever stood in a place before, each frame says what it should, with its tag', () => {
  fc.assert(
    fc.property(vlans, fc.array(fc.array(says, { maxLength: 4 }), { maxLength: 5 }), (vlan, batches) => {
      const frames = new ArpFrames(MAC, vlan, 4);
      for (const batch of batches) {
        frames.clear();
        for (const one of batch)
          if (one.say === 'ask') frames.ask(one.ip, one.sender, one.dst);
          else frames.announce(one.ip, one.say === 'reply' ? 'reply' : 'request');
        const { bytes, size, count } = frames.batch();
        assert.equal(count, batch.length);
        for (const [at, one] of batch.entries()) {
          const arp = newGlance();
          assert.ok(glance(bytes.subarray(at * size, (at + 1) * size), arp));
          assert.equal(arp.vid, vlan ?? -1);
          assert.deepEqual([arp.src, arp.sha, arp.tpa], [MAC, MAC, one.ip]);
          if (one.say === 'ask') assert.deepEqual([arp.dst, arp.spa, arp.op], [one.dst, one.sender, 1]);
          else {
            assert.deepEqual([arp.dst, arp.spa], [BROADCAST_MAC, one.ip]);
            assert.equal(kindOf(arp), one.say === 'reply' ? 'gratuitous-reply' : 'announcement');
            // Or Linux takes it for an ordinary reply, and leaves it unheard while the lock time lasts.
            if (one.say === 'reply') assert.equal(arp.tha, arp.sha);
          }
        }
      }
    }),
  );
});

test('a packet goes to the peer, with the tag', () => {
  fc.assert(
    fc.property(vlans, fc.uint8Array({ minLength: 1, maxLength: 50 }), (vlan, packet) => {
      const { bytes, size, count } = packetFrame({ from: MAC, to: PEER_MAC, vlan }, packet);
      assert.deepEqual([size, count], [bytes.length, 1]);
      const ethernet = decodeEthernet(bytes);
      assert.ok(ethernet.ok);
      assert.deepEqual([ethernet.value.dst, ethernet.value.src], [PEER_MAC, MAC]);
      assert.equal(ethernet.value.tags[0]?.vid ?? null, vlan);
      assert.deepEqual(bytes.subarray(ethernet.value.payloadAt), packet);
    }),
  );
});
