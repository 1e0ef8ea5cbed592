import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Glance, newGlance } from '../../wire/glance.ts';
import { RecentFrames } from './recent.ts';

const frame = (more: Partial<Glance> = {}): Glance => ({
  ...newGlance(),
  spa: 1,
  tpa: 2,
  sha: 3,
  dst: 4,
  src: 5,
  tha: 6,
  op: 1,
  etherType: 0x0806,
  ...more,
});

test('the same within 10 ms is a copy, within a second a repeat, later a new one', () => {
  const recent = new RecentFrames();
  const heard = [0, 10, 10.5, 999.9, 1000, 1011, 2500].map((at) => [
    at,
    recent.note(frame(), 1, at),
    recent.repeats,
  ]);
  assert.deepEqual(heard, [
    [0, 'new', 0],
    [10, 'copy', 0],
    [10.5, 'repeat', 1],
    [999.9, 'repeat', 2],
    [1000, 'new', 0],
    [1011, 'repeat', 1],
    [2500, 'new', 0],
  ]);
});

test('a frame that differs in anything is another', () => {
  for (const more of [
    { spa: 9 },
    { tpa: 9 },
    { sha: 9 },
    { dst: 9 },
    { src: 9 },
    { tha: 9 },
    { op: 2 },
    { etherType: 0x8035 },
    { sha: 3 + 2 ** 40 },
    { dst: 4 + 2 ** 40 },
  ]) {
    const recent = new RecentFrames();
    recent.note(frame(), 1, 0);
    assert.equal(recent.note(frame(more), 1, 1), 'new', JSON.stringify(more));
  }
  const recent = new RecentFrames();
  recent.note(frame(), 1, 0);
  assert.equal(recent.note(frame(), 2, 1), 'new', 'another network');
  assert.equal(recent.note(frame(), 1, 2), 'copy');
});

test('thousands at once are told apart, most of them', () => {
  const recent = new RecentFrames();
  for (let spa = 0; spa < 1000; spa++) assert.equal(recent.note(frame({ spa }), 1, 0), 'new');
  let copies = 0;
  for (let spa = 0; spa < 1000; spa++) if (recent.note(frame({ spa }), 1, 1) === 'copy') copies++;
  assert.ok(copies > 800, `${copies}`);
});

test('however many networks there are, a frame of one is none of another', () => {
  const recent = new RecentFrames();
  for (let network = 0; network < 20_000; network++)
    assert.equal(recent.note(frame(), network, 0), 'new', `${network}`);
});
