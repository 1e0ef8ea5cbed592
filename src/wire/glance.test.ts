import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { asArpIpv4, decodeArp } from './arp.ts';
import { writeArpFrame } from './arp-frame.ts';
import { decodeEthernet } from './ethernet.ts';
import { glance, newGlance } from './glance.ts';

/** What a glance must see, told by the careful decoders. */
function judged(bytes: Uint8Array): object | undefined {
  const ethernet = decodeEthernet(bytes);
  if (!ethernet.ok || (ethernet.value.etherType !== 0x0806 && ethernet.value.etherType !== 0x8035))
    return undefined;
  const { dst, src, etherType, tags, payloadAt } = ethernet.value;
  const arp = decodeArp(bytes.subarray(payloadAt));
  const packet = arp.ok ? asArpIpv4(arp.value) : undefined;
  if (!packet) return undefined;
  return {
    ...packet,
    dst,
    src,
    etherType,
    vid: tags[0]?.vid ?? -1,
    tags: tags.length,
    end: payloadAt + 28,
  };
}

function assertAgrees(bytes: Uint8Array): boolean {
  const seen = newGlance();
  const expected = judged(bytes);
  assert.equal(glance(bytes, seen), expected !== undefined);
  if (expected) assert.deepEqual(seen, expected);
  return expected !== undefined;
}

const mac = fc.maxSafeNat().map((number) => number % 2 ** 48);
const ip = fc.nat(0xffffffff);
const frames = fc.record({
  dst: mac,
  src: mac,
  tags: fc.array(fc.record({ tpid: fc.constantFrom(0x8100, 0x88a8, 0x9100), tci: fc.nat(0xffff) }), {
    maxLength: 5,
  }),
  etherType: fc.constantFrom(0x0806, 0x8035),
  op: fc.nat(0xffff),
  sha: mac,
  spa: ip,
  tha: mac,
  tpa: ip,
});

function snapped(frame: Uint8Array, payloadAt: number): Uint8Array {
  const head = frame.subarray(0, payloadAt - 2);
  return Uint8Array.from([...head, 0, 36, 0xaa, 0xaa, 3, 0, 0, 0, ...frame.subarray(payloadAt - 2)]);
}

test('sees what the decoders see in every frame, tagged, stacked, RARP and LLC/SNAP', () => {
  fc.assert(
    fc.property(frames, fc.boolean(), fc.uint8Array({ maxLength: 20 }), (fields, snap, trailer) => {
      const plain = new Uint8Array(100);
      const size = writeArpFrame(plain, 0, fields);
      const frame = snap ? snapped(plain.subarray(0, size), size - 28) : plain.subarray(0, size);
      assert.ok(assertAgrees(Uint8Array.from([...frame, ...trailer])));
    }),
  );
});

test('every truncation and every single changed byte agrees with the decoders', () => {
  const bytes = new Uint8Array(50);
  const tags = [
    { tpid: 0x88a8, tci: 10 },
    { tpid: 0x8100, tci: 20 },
  ];
  writeArpFrame(bytes, 0, { dst: 1, src: 2, tags, op: 1, sha: 3, spa: 4, tha: 5, tpa: 6 });
  for (let length = 0; length <= bytes.length; length++)
    assert.equal(assertAgrees(bytes.slice(0, length)), length === 50);
  for (let at = 0; at < bytes.length; at++)
    for (const value of [0, 1, 6, 8, 0x35, 0x81, 0x88, 0x91, 0xa8, 0xaa, 0xff]) {
      const changed = bytes.slice();
      changed[at] = value;
      assertAgrees(changed);
    }
});

test('random bytes agree with the decoders', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 70 }), (bytes) => void assertAgrees(bytes)),
    {
      numRuns: 3000,
    },
  );
});

test('in a larger buffer it reads from where the frame starts', () => {
  fc.assert(
    fc.property(frames, fc.nat(40), fc.nat(255), (fields, from, dirt) => {
      const bytes = new Uint8Array(150).fill(dirt);
      const size = writeArpFrame(bytes, from, fields);
      const seen = newGlance();
      assert.ok(glance(bytes, seen, from));
      assert.deepEqual({ ...seen, end: seen.end - from }, judged(bytes.slice(from, from + size)));
    }),
  );
});

test('a start outside of the buffer is no frame', () => {
  for (const from of [0, 41, 42, 1000]) assert.equal(glance(new Uint8Array(42), newGlance(), from), false);
});

test('IEEE 802 hardware is Ethernet, other hardware and sizes are not', () => {
  const bytes = new Uint8Array(60);
  writeArpFrame(bytes, 0, { dst: 1, src: 2, op: 1, sha: 3, spa: 4, tha: 5, tpa: 6 });
  const changes: [number, number, boolean][] = [
    [15, 6, true],
    [15, 7, false],
    [16, 9, false],
    [18, 8, false],
    [19, 16, false],
  ];
  for (const [at, value, expected] of changes) {
    const changed = bytes.slice();
    changed[at] = value;
    assert.equal(assertAgrees(changed), expected, `byte ${at} is ${value}`);
  }
});
