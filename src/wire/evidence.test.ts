import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { evidenceBehind, evidenceOf } from './evidence.ts';
import { VECTORS } from './evidence-fixtures.test.ts';

for (const { name, frame, expected } of VECTORS)
  test(name, () => {
    assert.deepEqual(evidenceOf(frame), expected);
    const within = new Uint8Array(frame.length + 20).fill(0xff);
    within.set(frame, 7);
    assert.deepEqual(evidenceOf(within, 7, 7 + frame.length), expected);
  });

test('a trailer is none of it', () => {
  for (const { frame, expected } of VECTORS) {
    const padded = new Uint8Array(frame.length + 30).fill(0x0a);
    padded.set(frame);
    if (expected?.kind !== 'lldp') assert.deepEqual(evidenceOf(padded), expected);
  }
});

test('behind another link header it is the same', () => {
  const { frame, expected } = VECTORS[0]!;
  const payload = { etherType: 0x0800, at: 14, end: frame.length, src: 0x0025904747b9, vid: -1, tags: 0 };
  assert.deepEqual(evidenceBehind(frame, payload), expected);
  assert.equal(evidenceBehind(frame, { ...payload, etherType: 0x86dd }), undefined);
});

test('cut anywhere it is nothing, or less of the same kind, and never more', () => {
  for (const { frame, expected } of VECTORS)
    for (let to = 0; to < frame.length; to++) {
      const behind = frame.slice();
      behind.fill(0xff, to);
      const cut = evidenceOf(frame.slice(0, to));
      assert.deepEqual(evidenceOf(behind, 0, to), cut, 'what follows is not looked at');
      if (cut !== undefined) assert.equal(cut.kind, expected?.kind);
      if (cut !== undefined && cut.kind !== 'dhcp' && cut.kind !== 'lldp' && cut.kind !== 'glbp')
        assert.deepEqual(cut, expected);
    }
});

test('no bytes make it throw, read outside, or keep much', () => {
  const vector = fc.constantFrom(...VECTORS.map(({ frame }) => frame));
  const hits = fc.array(fc.tuple(fc.nat(400), fc.nat(255)), { maxLength: 12 });
  fc.assert(
    fc.property(vector, hits, fc.nat(500), fc.uint8Array({ maxLength: 200 }), (frame, changes, to, noise) => {
      const bent = Uint8Array.from([...frame, ...noise]);
      for (const [at, value] of changes) if (at < bent.length) bent[at] = value;
      const end = Math.min(to, bent.length);
      const seen = evidenceOf(bent, 0, end);
      const hidden = bent.slice();
      hidden.fill(0x5a, end);
      assert.deepEqual(evidenceOf(hidden, 0, end), seen);
      if (seen !== undefined) assert.ok(JSON.stringify(seen).length < 4500);
    }),
    { numRuns: 20_000 },
  );
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => {
      evidenceOf(bytes);
    }),
  );
});
