import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isDamaged, soleSpeaker } from './claimant.ts';

test('one bit anywhere in 48 is damage, two are another card', () => {
  const card = 0xac1f6b68c0ad;
  for (let bit = 0; bit < 48; bit++) {
    const flipped = Number(BigInt(card) ^ (1n << BigInt(bit)));
    assert.ok(isDamaged({ mac: flipped, from: card }), `bit ${bit}`);
    const twice = Number(BigInt(flipped) ^ (1n << BigInt((bit + 32) % 48)));
    assert.ok(!isDamaged({ mac: twice, from: card }), `bits ${bit} and ${(bit + 32) % 48}`);
  }
  assert.ok(!isDamaged({ mac: card, from: card }));
  assert.ok(!isDamaged({ mac: card ^ 1, from: null }));
});

test('one speaker of several, and of one alone none', () => {
  const [a, b, c] = [1, 2, 3];
  assert.equal(
    soleSpeaker([
      { mac: a, from: c },
      { mac: b, from: c },
    ]),
    c,
  );
  assert.equal(
    soleSpeaker([
      { mac: a, from: a },
      { mac: b, from: a },
    ]),
    a,
  );
  assert.equal(
    soleSpeaker([
      { mac: a, from: a },
      { mac: b, from: b },
    ]),
    undefined,
  );
  assert.equal(
    soleSpeaker([
      { mac: a, from: null },
      { mac: b, from: null },
    ]),
    undefined,
  );
  assert.equal(soleSpeaker([{ mac: a, from: c }]), undefined);
});

test('two of three that one card said are not all', () => {
  const said = [
    { mac: 1, from: 3 },
    { mac: 2, from: 3 },
    { mac: 4, from: 4 },
  ];
  assert.equal(soleSpeaker(said), undefined);
});
