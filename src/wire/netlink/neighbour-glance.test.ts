import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { AF_INET } from './field.ts';
import type { ByteSpan } from './message.ts';
import { neighbourCodec } from './neighbour.ts';
import { glanceNeighbour, newNeighbourGlance } from './neighbour-glance.ts';

/** As it comes in a datagram: other messages before and behind it. */
function whole(payload: Uint8Array): ByteSpan {
  const bytes = new Uint8Array(payload.length + 24).fill(0xa5);
  bytes.set(payload, 16);
  return { bytes, at: 16, end: 16 + payload.length };
}

const u8 = fc.nat(0xff);
const u32 = fc.nat(0xffff_ffff);
const message = fc.record(
  {
    index: fc.nat(0x7fff_ffff),
    state: fc.nat(0xffff),
    flags: u8,
    address: u32,
    hardware: fc.oneof(fc.nat(0xffff_ffff_ffff), fc.uint8Array({ maxLength: 20 })),
    ages: fc.record({ confirmed: u32, used: u32, updated: u32, references: u32 }),
    probes: u32,
    vlan: fc.nat(4095),
    protocol: u8,
    extendedFlags: u32,
  },
  { requiredKeys: ['address'] },
);

test('a glance sees what the codec reads, and nothing of the message before it', () => {
  const glance = newNeighbourGlance();
  fc.assert(
    fc.property(message, (drawn) => {
      const payload = neighbourCodec.encode({ family: AF_INET, ...drawn });
      assert.equal(glanceNeighbour(whole(payload), glance), true);
      const read = neighbourCodec.decode(payload);
      assert.ok(read.ok);
      const { index, state, flags, extendedFlags = 0, address, hardware, ages, probes = 0 } = read.value;
      assert.deepEqual(glance, {
        index,
        state,
        flags,
        extendedFlags,
        ip: address,
        mac: typeof hardware === 'number' ? hardware : -1,
        confirmed: ages?.confirmed ?? -1,
        used: ages?.used ?? -1,
        updated: ages?.updated ?? -1,
        probes,
        protocol: read.value.protocol ?? -1,
      });
    }),
  );
});

test('cut anywhere it takes what the codec takes, and never throws', () => {
  const glance = newNeighbourGlance();
  fc.assert(
    fc.property(message, fc.nat(200), (drawn, length) => {
      const payload = neighbourCodec.encode({ family: AF_INET, ...drawn }).subarray(0, length);
      const read = neighbourCodec.decode(payload);
      assert.equal(glanceNeighbour(whole(payload), glance), read.ok && read.value.address !== undefined);
    }),
  );
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 120 }), (bytes) => {
      assert.equal(typeof glanceNeighbour(whole(bytes), glance), 'boolean');
    }),
  );
});

test('other families are not ours', () => {
  const bridge = neighbourCodec.encode({ family: 7, hardware: 0x020000000001 });
  assert.equal(glanceNeighbour(whole(bridge), newNeighbourGlance()), false);
});

test('a neighbour of IPv6 is none of ours, nor is one without an address or with ages that are cut', () => {
  const glance = newNeighbourGlance();
  const isOne = (value: Parameters<typeof neighbourCodec.encode>[0]): boolean =>
    glanceNeighbour(whole(neighbourCodec.encode(value)), glance);
  const address = 0x0a000001;
  const ages = { confirmed: 1, used: 2, updated: 3, references: 4 };
  assert.equal(isOne({ family: AF_INET, address, ages }), true);
  assert.equal(isOne({ family: 10, address: new Uint8Array(16), ages }), false);
  assert.equal(isOne({ family: AF_INET, hardware: 0x020000000001, ages }), false);
  assert.equal(isOne({ family: AF_INET, address, unknown: [{ type: 3, bytes: new Uint8Array(12) }] }), false);
});
