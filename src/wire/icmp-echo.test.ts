import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { hexOf } from './hex.ts';
import { decodeIcmpEcho, encodeIcmpEcho, type IcmpEcho } from './icmp-echo.ts';

const ECHO: IcmpEcho = {
  kind: 'request',
  src: 0x0a000001,
  dst: 0x0a000002,
  ttl: 64,
  id: 0x1234,
  seq: 1,
  payload: Uint8Array.of(1, 2, 3),
};

test('is a packet with right checksums, byte for byte', () => {
  assert.equal(hexOf(encodeIcmpEcho(ECHO)), '4500001f00004000400126dc0a0000010a0000020800e1c812340001010203');
});

const echoes: fc.Arbitrary<IcmpEcho> = fc.record(
  {
    kind: fc.constantFrom('request', 'reply'),
    src: fc.nat(0xffffffff),
    dst: fc.nat(0xffffffff),
    ttl: fc.nat(255),
    id: fc.nat(0xffff),
    seq: fc.nat(0xffff),
    payload: fc.uint8Array({ maxLength: 100 }),
  },
  { noNullPrototype: true },
);

test('survives a round trip, also with Ethernet padding behind', () => {
  fc.assert(
    fc.property(echoes, fc.uint8Array({ maxLength: 20 }), (echo, padding) => {
      const result = decodeIcmpEcho(Uint8Array.from([...encodeIcmpEcho(echo), ...padding]));
      assert.deepEqual(result, { ok: true, value: echo });
    }),
  );
});

test('every cut is malformed', () => {
  const whole = encodeIcmpEcho(ECHO);
  for (let length = 0; length < whole.length; length++) {
    const result = decodeIcmpEcho(whole.subarray(0, length));
    assert.ok(!result.ok);
    assert.equal(result.error.code, length < 20 ? 'ip-header-cut' : 'ip-cut');
  }
});

test('a flipped bit is a wrong checksum or no echo, never a wrong value', () => {
  const whole = encodeIcmpEcho(ECHO);
  for (let at = 0; at < whole.length; at++)
    for (let bit = 0; bit < 8; bit++) {
      const changed = whole.slice();
      changed[at]! ^= 1 << bit;
      const result = decodeIcmpEcho(changed);
      assert.ok(!result.ok || result.value === undefined, `byte ${at} bit ${bit}`);
    }
});

test('another protocol, a fragment and IPv6 are something else', () => {
  for (const change of [
    [9, 17],
    [6, 0x20],
    [7, 1],
    [20, 3],
  ] as const) {
    const bytes = encodeIcmpEcho(ECHO);
    bytes[change[0]] = change[1];
    bytes.set([0, 0], 10);
    let sum = 0;
    for (let at = 0; at < 20; at += 2) sum += (bytes[at]! << 8) | bytes[at + 1]!;
    sum = ~((sum & 0xffff) + (sum >>> 16)) & 0xffff;
    bytes.set([sum >>> 8, sum & 255], 10);
    assert.deepEqual(decodeIcmpEcho(bytes), { ok: true, value: undefined }, `byte ${change[0]}`);
  }
  assert.deepEqual(decodeIcmpEcho(new Uint8Array(40).fill(0x60)), { ok: true, value: undefined });
});

test('any bytes are judged without a throw', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 70 }), (rest) => {
      const bytes = Uint8Array.from([0x45, ...rest]);
      const result = decodeIcmpEcho(bytes);
      assert.equal(typeof result.ok, 'boolean');
      if (!result.ok) assert.match(result.error.text, /\.$/);
    }),
    { numRuns: 2000 },
  );
});
