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
