import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { internetChecksum } from './icmp-echo.ts';
import { decodeRefusal, encodeUdpProbe, quotes, type UdpProbe } from './udp-probe.ts';

const ip = fc.integer({ min: 0, max: 0xffffffff });
const port = fc.integer({ min: 0, max: 0xffff });
const probes = fc.record({
  src: ip,
  dst: ip,
  ttl: fc.integer({ min: 1, max: 255 }),
  id: port,
  srcPort: port,
  dstPort: port,
  payload: fc.uint8Array({ maxLength: 64 }),
});

const PROBE = { src: 1, dst: 2, ttl: 64, id: 5, srcPort: 3, dstPort: 4, payload: Uint8Array.of(1, 2, 3) };

/** As the host `dst` refuses it, net/ipv4/icmp.c __icmp_send. */
function refusalOf(probe: UdpProbe, code = 3, quoted = Number.POSITIVE_INFINITY): Uint8Array {
  const quote = encodeUdpProbe(probe).subarray(0, quoted);
  const bytes = new Uint8Array(28 + quote.length);
  bytes.set(quote.subarray(0, 20));
  bytes[3] = bytes.length;
  bytes[9] = 1;
  bytes.set(quote.subarray(16, 20), 12);
  bytes.set(quote.subarray(12, 16), 16);
  bytes[20] = 3;
  bytes[21] = code;
  bytes.set(quote, 28);
  return summed(bytes);
}

/** With right checksums. */
function summed(bytes: Uint8Array): Uint8Array {
  for (const [at, part] of [
    [10, bytes.subarray(0, 20)],
    [22, bytes.subarray(20)],
  ] as const) {
    bytes.set([0, 0], at);
    const sum = internetChecksum(part);
    bytes.set([sum >>> 8, sum & 255], at);
  }
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
        quote: encodeUdpProbe(probe),
      });
    }),
  );
});

test('cut anywhere it is malformed or nothing, and never throws', () => {
  const whole = refusalOf(PROBE);
  for (let size = 0; size < whole.length; size++) {
    const decoded = decodeRefusal(whole.subarray(0, size));
    assert.ok(!decoded.ok || decoded.value === undefined, `${size}`);
  }
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 80 }), (bytes) => typeof decodeRefusal(bytes).ok === 'boolean'),
  );
});

test('other packets are no refusals', () => {
  const probe = PROBE;
  const echo = refusalOf(probe);
  echo[20] = 0;
  const ofTcp = refusalOf(probe);
  ofTcp[28 + 9] = 6;
  for (const bytes of [encodeUdpProbe(probe), summed(echo), summed(ofTcp)]) {
    const decoded = decodeRefusal(bytes);
    assert.deepEqual(decoded, { ok: true, value: undefined });
  }
});

test('a flipped bit is a wrong checksum or no refusal, never a wrong value', () => {
  const whole = refusalOf(PROBE);
  for (let at = 0; at < whole.length; at++)
    for (let bit = 0; bit < 8; bit++) {
      const changed = whole.slice();
      changed[at]! ^= 1 << bit;
      const decoded = decodeRefusal(changed);
      assert.ok(!decoded.ok || decoded.value === undefined, `byte ${at} bit ${bit}`);
    }
});

test('the UDP checksum is right, and never 0, which says that there is none', () => {
  fc.assert(
    fc.property(probes, (probe) => {
      const bytes = encodeUdpProbe(probe);
      const udp = bytes.subarray(20);
      const pseudo = Uint8Array.from([...bytes.subarray(12, 20), 0, 17, 0, udp.length, ...udp]);
      assert.equal(internetChecksum(pseudo), 0);
      assert.ok(udp[6] !== 0 || udp[7] !== 0);
    }),
  );
});

test('A2: a quote repeats what was sent, in all that nobody may change on the way', () => {
  const sent = encodeUdpProbe(PROBE);
  for (const size of [28, sent.length]) assert.ok(quotes(sent.subarray(0, size), sent));
  assert.ok(!quotes(sent.subarray(0, 27), sent));
  for (let at = 0; at < sent.length; at++) {
    const changed = sent.slice();
    changed[at]! ^= 1;
    assert.equal(quotes(changed, sent), [1, 8, 10, 11].includes(at), `byte ${at}`);
  }
});
