import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Output } from '../io.ts';
import { PatientOutput } from './patient-output.ts';

/** A reader that takes what was written only when it is told to. */
function slowReader(): { inner: Output; take: () => void; texts: string[] } {
  const texts: string[] = [];
  let waiting: (() => void)[] = [];
  const inner: Output = {
    write: (text) => void texts.push(text),
    drained: () => new Promise((resolve) => waiting.push(resolve)),
    isTTY: false,
    colour: false,
    columns: 80,
    rows: 24,
  };
  const take = (): void => {
    for (const one of waiting) one();
    waiting = [];
  };
  return { inner, take, texts };
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
const line = (nth: number): string => `${String(nth).padStart(999, '.')}\n`;

test('as long as the reader is quick everything passes at once and in order, urgent or not', () => {
  const { inner, texts } = slowReader();
  const out = new PatientOutput(inner);
  for (let nth = 0; nth < 100; nth++) {
    out.urgent = nth % 3 === 0;
    out.write(line(nth));
  }
  assert.deepEqual(
    texts,
    Array.from({ length: 100 }, (_, nth) => line(nth)),
  );
  assert.equal(out.left, 0);
});

test('a reader who is slow makes nobody wait: what is urgent comes first, what finds no room is counted', async () => {
  const { inner, take, texts } = slowReader();
  const out = new PatientOutput(inner);
  for (let nth = 0; nth < 20_000; nth++) out.write(line(nth));
  assert.ok(texts.length < 300, 'only so much is on its way');
  assert.ok(out.left > 10_000);
  out.urgent = true;
  out.write('critical\n');
  out.urgent = false;
  const before = texts.length;
  take();
  await turn();
  assert.equal(texts[before], 'critical\n');
  for (let round = 0; round < 100; round++) {
    take();
    await turn();
  }
  await out.drained();
  assert.equal(texts.length + out.left, 20_001);
  const rest = texts.filter((text) => text !== 'critical\n');
  assert.deepEqual(rest, rest.toSorted(), 'the others stay in order');
  out.write('and on\n');
  assert.equal(texts.at(-1), 'and on\n');
});

test('the end waits for the reader, but not for ever', async () => {
  const { inner, take } = slowReader();
  const out = new PatientOutput(inner);
  out.write('one\n');
  assert.equal(await out.finish(10, turn), false);
  const done = out.finish(10, () => new Promise((resolve) => setTimeout(resolve, 5000).unref()));
  take();
  await turn();
  take();
  assert.equal(await done, true);
});
