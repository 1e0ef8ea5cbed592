import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BROADCAST_MAC } from '../base/mac.ts';
import { newGlance } from '../wire/glance.ts';
import { askedKey, Askers } from './askers.ts';

const KEY = askedKey(9, null);

function talk(
  askers: Askers,
  asker: number,
  said: {
    readonly at: number;
    readonly by: readonly (readonly [station: number, at: number])[];
    readonly dst?: number;
  },
): void {
  askers.asked({ ...newGlance(), vid: -1, spa: asker, tpa: 9, dst: said.dst ?? BROADCAST_MAC }, said.at);
  for (const [station, at] of said.by)
    askers.answered({ ...newGlance(), vid: -1, spa: 9, tpa: asker }, station, at);
}

test('each asker by one alone; by unicast a second host never heard the question', () => {
  for (const dst of [BROADCAST_MAC, 0x020000000001]) {
    const askers = new Askers();
    for (const at of [0, 1000, 2000])
      for (const asker of [1, 2]) talk(askers, asker, { at, by: [[asker, at + 1]], dst });
    assert.equal(askers.byAddress().get(KEY)?.byAsker ?? false, dst === BROADCAST_MAC);
  }
});

test('beyond the bound it is not known who answered whom', () => {
  const askers = new Askers(1);
  for (const at of [0, 1000, 2000])
    for (const asker of [1, 2]) talk(askers, asker, { at, by: [[asker, at + 1]] });
  assert.equal(askers.byAddress().get(KEY)?.byAsker, false);
});

test('thousands of askers are kept apart, and one that got both crosses them', () => {
  const askers = new Askers();
  for (const at of [0, 1000])
    for (let asker = 0; asker < 9000; asker++) talk(askers, asker, { at, by: [[asker % 2, at]] });
  assert.deepEqual(askers.byAddress().get(KEY), { byAsker: true, alike: false });
  askers.answered({ ...newGlance(), vid: -1, spa: 9, tpa: 8999 }, 0, 5000);
  assert.equal(askers.byAddress().get(KEY)?.byAsker, false);
});

test('alike is who answers at once, not who speaks in its own time', () => {
  const alike = (pause: number, questions = 4, without = 0): boolean | undefined => {
    const askers = new Askers();
    for (let nth = 0; nth < questions; nth++) {
      const at = nth * 30_000;
      const second = nth <= without ? [] : [[2, at + pause] as const];
      talk(askers, 1, { at, by: [[1, at + 1], ...second] });
    }
    return askers.byAddress().get(KEY)?.alike;
  };
  assert.equal(alike(100), true);
  assert.equal(alike(101), false);
  assert.equal(alike(Number.NaN), false);
  assert.equal(alike(1, 7, 3), false, 'three of seven');
  assert.equal(alike(1, 8, 3), true, 'four of eight');
});

const reply = (asker: number, vid = -1, spa = 9) => ({ ...newGlance(), vid, spa, tpa: asker });

test('each VLAN has askers of its own', () => {
  const askers = new Askers();
  for (const vid of [-1, 0, 7])
    for (const asker of [1, 2]) {
      askers.asked({ ...newGlance(), vid, spa: asker, tpa: 9, dst: BROADCAST_MAC }, 0);
      askers.answered(reply(asker, vid), vid === 7 ? 1 : asker, 1);
    }
  assert.deepEqual(
    [...askers.byAddress()].map(([key, { byAsker }]) => [key, byAsker]),
    [
      [askedKey(9, null), true],
      [askedKey(9, 0), true],
      [askedKey(9, 7), false],
    ],
  );
});

test('without times each asker may still have one of its own, and nobody is alike', () => {
  const askers = new Askers();
  for (const asker of [1, 2]) talk(askers, asker, { at: Number.NaN, by: [[asker, Number.NaN]] });
  talk(askers, 3, {
    at: Number.NaN,
    by: [
      [3, Number.NaN],
      [3, Number.NaN],
    ],
  });
  assert.deepEqual(askers.byAddress().get(KEY), { byAsker: true, alike: false });
});

test('one that answers twice is not two; a third answer to one question counts no more than the second', () => {
  const twice = new Askers();
  talk(twice, 1, {
    at: 0,
    by: [
      [1, 1],
      [1, 2],
    ],
  });
  assert.equal(twice.byAddress().get(KEY)?.alike, false);
  const both = new Askers();
  talk(both, 1, {
    at: 0,
    by: [
      [1, 1],
      [2, 2],
    ],
  });
  assert.equal(both.byAddress().get(KEY)?.alike, true);
  const three = new Askers();
  talk(three, 1, {
    at: 0,
    by: [
      [1, 1],
      [2, 2],
      [3, 3],
    ],
  });
  for (const at of [30_000, 60_000, 90_000]) talk(three, 1, { at, by: [[1, at + 1]] });
  assert.equal(three.byAddress().get(KEY)?.alike, false, 'one of four');
});

test('who got both unasked crosses the others; what was not asked for is neither answered nor alike', () => {
  const askers = new Askers();
  for (const asker of [1, 2]) talk(askers, asker, { at: 0, by: [[asker, 1]] });
  assert.equal(askers.byAddress().get(KEY)?.byAsker, true);
  for (const station of [1, 2]) askers.answered(reply(3), station, 50);
  assert.deepEqual(askers.byAddress().get(KEY), { byAsker: false, alike: false });
  const unasked = new Askers();
  for (const station of [1, 2]) unasked.answered(reply(1), station, 50);
  assert.deepEqual(unasked.byAddress().get(KEY), { byAsker: false, alike: false });
  unasked.answered(reply(1, -1, 10), 1, 50);
  assert.equal(unasked.byAddress().has(askedKey(10, null)), false, 'one answer nobody asked for');
});

test('of thousands of askers all that they got counts', () => {
  const alikeOf = (both: number): boolean | undefined => {
    const askers = new Askers();
    for (let asker = 0; asker < 5000; asker++)
      talk(askers, asker, {
        at: 0,
        by:
          asker < both
            ? [
                [1, 1],
                [2, 2],
              ]
            : [[1, 1]],
      });
    return askers.byAddress().get(KEY)?.alike;
  };
  assert.equal(alikeOf(5000), true);
  assert.equal(alikeOf(2500), true);
  assert.equal(alikeOf(2499), false);
});

test('262,144 pairs of address and asker are kept, and not one more', () => {
  const askers = new Askers();
  for (let asker = 1; asker < 262_144; asker++) askers.answered(reply(asker), 1, 0);
  talk(askers, 0, {
    at: 0,
    by: [
      [1, 1],
      [2, 2],
    ],
  });
  assert.equal(askers.byAddress().get(KEY)?.alike, true, 'the last that is kept');
  const one = { ...newGlance(), vid: -1, spa: 1, tpa: 10, dst: BROADCAST_MAC };
  askers.asked(one, 0);
  askers.answered(reply(1, -1, 10), 1, 1);
  assert.equal(askers.byAddress().has(askedKey(10, null)), false);
});
