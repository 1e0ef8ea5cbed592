import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { internetChecksum } from './icmp-echo.ts';
import { decodeRefusal, encodeUdpProbe, type UdpProbe } from './udp-probe.ts';

const ip = fc.integer({ min: 0, max: 0xffffffff });
const port = fc.integer({ min: 0, max: 0xffff });
const probes = fc.record({
  src: ip,
  dst: ip,
  ttl: fc.integer({ min: 1, max: 255 }),
  srcPort: port,
  dstPort: port,
});

/** As the host `dst` refuses it, net/ipv4/icmp.c __icmp_send. */
function refusalOf(probe: UdpProbe, code = 3): Uint8Array {
  const quote = encodeUdpProbe(probe);
  const bytes = new Uint8Array(28 + quote.length);
  bytes.set(quote.subarray(0, 20));
  bytes[3] = bytes.length;
  bytes[9] = 1;
  bytes.set(quote.subarray(16, 20), 12);
  bytes.set(quote.subarray(12, 16), 16);
  bytes[20] = 3;
  bytes[21] = code;
  bytes.set(quote, 28);
  return bytes;
}

test('a refusal tells which datagram was refused', () => {
  fc.assert(
    fc.property(probes, (probe) => {
      assert.equal(internetChecksum(encodeUdpProbe(probe).subarray(0, 20)), 0);
      const decoded = decodeRefusal(refusalOf(probe));
      assert.ok(decoded.ok && decoded.value);
      const { src, dst, srcPort, dstPort } = probe;
      assert.deepEqual(decoded.value, {
        from: dst,
        to: src,
        code: 3,
        refused: { src, dst, srcPort, dstPort },
      });
    }),
  );
});

test('cut anywhere it is malformed or nothing, and never throws', () => {
  const whole = refusalOf({ src: 1, dst: 2, ttl: 64, srcPort: 3, dstPort: 4 });
  for (let size = 0; size < whole.length; size++) {
    const decoded = decodeRefusal(whole.subarray(0, size));
    assert.ok(!decoded.ok || decoded.value === undefined, `${size}`);
  }
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 80 }), (bytes) => typeof decodeRefusal(bytes).ok === 'boolean'),
  );
});

test('other packets are no refusals', () => {
  const probe = { src: 1, dst: 2, ttl: 64, srcPort: 3, dstPort: 4 };
  const echo = refusalOf(probe);
  echo[20] = 0;
  const ofTcp = refusalOf(probe);
  ofTcp[28 + 9] = 6;
  for (const bytes of [encodeUdpProbe(probe), echo, ofTcp]) {
    const decoded = decodeRefusal(bytes);
    assert.deepEqual(decoded, { ok: true, value: undefined });
  }
});
