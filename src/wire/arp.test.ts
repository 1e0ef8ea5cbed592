import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type ArpPacket, arpSize, asArpIpv4, decodeArp, encodeArp } from './arp.ts';

const REPLY = Uint8Array.from(
  Buffer.from('0001080006040002' + '0200000000010a000001' + '0200000000020a000002', 'hex'),
);

test('a reply is understood', () => {
  const result = decodeArp(REPLY);
  assert.ok(result.ok);
  assert.deepEqual(asArpIpv4(result.value), {
    op: 2,
    sha: 0x020000000001,
    spa: 0x0a000001,
    tha: 0x020000000002,
    tpa: 0x0a000002,
  });
});

test('every cut is malformed: the header by RFC 826, the rest by what hln and pln claim', () => {
  for (let length = 0; length < REPLY.length; length++) {
    const result = decodeArp(REPLY.subarray(0, length));
    assert.ok(!result.ok);
    assert.deepEqual(
      [result.error.code, result.error.needed, result.error.there],
      length < 8 ? ['arp-header-cut', 8, length] : ['arp-addresses-cut', 28, length],
    );
  }
  assert.ok(decodeArp(REPLY).ok);
});

test('the reason is one plain sentence', () => {
  const result = decodeArp(REPLY.subarray(0, 20));
  assert.ok(!result.ok);
  assert.equal(result.error.text, 'The ARP packet needs 28 bytes by hln 6 and pln 4, but there are only 20.');
});

const packets: fc.Arbitrary<ArpPacket> = fc.tuple(fc.nat(255), fc.nat(255)).chain(([hln, pln]) => {
  const hardware = fc.uint8Array({ minLength: hln, maxLength: hln });
  const protocol = fc.uint8Array({ minLength: pln, maxLength: pln });
  return fc.record(
    {
      hrd: fc.nat(0xffff),
      pro: fc.nat(0xffff),
      hln: fc.constant(hln),
      pln: fc.constant(pln),
      op: fc.nat(0xffff),
      sha: hardware,
      spa: protocol,
      tha: hardware,
      tpa: protocol,
    },
    { noNullPrototype: true },
  );
});

test('packets of any address size survive a round trip, with a trailer behind them too', () => {
  fc.assert(
    fc.property(packets, fc.uint8Array({ maxLength: 30 }), (packet, trailer) => {
      const bytes = encodeArp(packet);
      assert.equal(bytes.length, arpSize(packet));
      const result = decodeArp(Uint8Array.from([...bytes, ...trailer]));
      assert.deepEqual(result, { ok: true, value: packet });
    }),
  );
});

test('any bytes decode or are malformed', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
      const result = decodeArp(bytes);
      assert.equal(result.ok, bytes.length >= 8 && bytes.length >= 8 + 2 * (bytes[4]! + bytes[5]!));
    }),
    { numRuns: 2000 },
  );
});

test('only IPv4 over Ethernet is understood as such', () => {
  const result = decodeArp(REPLY);
  assert.ok(result.ok);
  const packet = result.value;
  assert.ok(asArpIpv4({ ...packet, hrd: 6 }));
  assert.equal(asArpIpv4({ ...packet, hrd: 32 }), undefined);
  assert.equal(asArpIpv4({ ...packet, pro: 0x86dd }), undefined);
  assert.equal(asArpIpv4({ ...packet, hln: 8, sha: new Uint8Array(8), tha: new Uint8Array(8) }), undefined);
  assert.equal(asArpIpv4({ ...packet, pln: 0, spa: new Uint8Array(0), tpa: new Uint8Array(0) }), undefined);
});
