import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const SOURCE = fileURLToPath(new URL('../src/', import.meta.url));
const FILES = readdirSync(SOURCE, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
  .toSorted();
const TEXTS = new Map(FILES.map((file) => [file, readFileSync(join(SOURCE, file), 'utf8')]));

/** Types that need each other. Each is one thought cut in two or three; none leaves its room. */
const KNOWN_CIRCLES = [
  ['kernel/kernel.ts', 'kernel/rules.ts', 'kernel/tables.ts'],
  ['sim/nic.ts', 'sim/segment.ts'],
];

/** Data that is read by its keys, not from the first line to the last. */
const TABLES = ['doctor/findings.ts', 'kernel/reasons.ts', 'manual/manual.ts'];

function importsOf(file: string, text: string): readonly string[] {
  const found = text.matchAll(/(?:\bfrom|\bimport\()\s*'(\.[^']+)'|^import '(\.[^']+)'/gm);
  return [...found].map((one) => normalize(join(dirname(file), (one[1] ?? one[2])!)));
}

/** Groups of things that reach each other, by the algorithm of Tarjan; each sorted. */
function circlesOf(arrows: ReadonlyMap<string, readonly string[]>): readonly (readonly string[])[] {
  const order = new Map<string, number>();
  const lowest = new Map<string, number>();
  const stack: string[] = [];
  const circles: (readonly string[])[] = [];
  const visit = (node: string): number => {
    let low = order.size;
    order.set(node, low);
    stack.push(node);
    for (const next of arrows.get(node) ?? []) {
      if (!order.has(next)) low = Math.min(low, visit(next));
      else if (stack.includes(next)) low = Math.min(low, lowest.get(next) ?? order.get(next)!);
    }
    lowest.set(node, low);
    if (low === order.get(node)) {
      const circle = stack.splice(stack.indexOf(node));
      if (circle.length > 1) circles.push(circle.toSorted());
    }
    return low;
  };
  for (const node of arrows.keys()) if (!order.has(node)) visit(node);
  return circles;
}

function roomOf(file: string): string {
  return file.includes('/') ? file.slice(0, file.indexOf('/')) : file;
}

test('no file needs one that needs it, but those few that are known', () => {
  const arrows = new Map([...TEXTS].map(([file, text]) => [file, importsOf(file, text)]));
  const unknown = circlesOf(arrows).filter(
    (circle) => !KNOWN_CIRCLES.some((known) => known.join() === circle.join()),
  );
  assert.deepEqual(unknown, []);
  assert.ok(KNOWN_CIRCLES.length < 4);
});

test('no room needs one that needs it', () => {
  const arrows = new Map<string, string[]>();
  for (const [file, text] of TEXTS) {
    const to = importsOf(file, text)
      .map(roomOf)
      .filter((room) => room !== roomOf(file));
    arrows.set(roomOf(file), [...(arrows.get(roomOf(file)) ?? []), ...to]);
  }
  assert.deepEqual(circlesOf(arrows), []);
});

test('a circle is seen', () => {
  const arrows = new Map([
    ['a', ['b']],
    ['b', ['c', 'd']],
    ['c', ['a']],
    ['d', []],
  ]);
  assert.deepEqual(circlesOf(arrows), [['a', 'b', 'c']]);
});

test('no room holds a fifth of the code, and no file but a table more than 400 lines', () => {
  const lines = new Map<string, number>();
  let all = 0;
  for (const [file, text] of TEXTS) {
    const many = text.split('\n').length - 1;
    all += many;
    lines.set(roomOf(file), (lines.get(roomOf(file)) ?? 0) + many);
    assert.ok(many <= 400 || TABLES.includes(file), `src/${file} has ${many} lines`);
  }
  for (const [room, many] of lines) assert.ok(many < all / 5, `${room}: ${many} of ${all} lines`);
});
