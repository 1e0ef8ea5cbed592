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
const KNOWN_CIRCLES = [['kernel/kernel.ts', 'kernel/rules.ts', 'kernel/tables.ts']];

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

type Tree = ReadonlyMap<string, string>;

function fileCircles(tree: Tree): readonly (readonly string[])[] {
  return circlesOf(new Map([...tree].map(([file, text]) => [file, importsOf(file, text)])));
}

function roomCircles(tree: Tree): readonly (readonly string[])[] {
  const arrows = new Map<string, string[]>();
  for (const [file, text] of tree) {
    const to = importsOf(file, text)
      .map(roomOf)
      .filter((room) => room !== roomOf(file));
    arrows.set(roomOf(file), [...(arrows.get(roomOf(file)) ?? []), ...to]);
  }
  return circlesOf(arrows);
}

const MOST_LINES = 400;
const SHARE = 5;

/** Files that are too long, and rooms that hold too much of the whole. */
function tooLarge(tree: Tree, tables: readonly string[]): readonly string[] {
  const lines = new Map<string, number>();
  const faults: string[] = [];
  let all = 0;
  for (const [file, text] of tree) {
    const many = text.split('\n').length - 1;
    all += many;
    lines.set(roomOf(file), (lines.get(roomOf(file)) ?? 0) + many);
    if (many > MOST_LINES && !tables.includes(file)) faults.push(`${file} has ${many} lines`);
  }
  for (const [room, many] of lines)
    if (many >= all / SHARE) faults.push(`${room} has ${many} of ${all} lines`);
  return faults;
}

test('no file needs one that needs it, but those few that are known', () => {
  assert.deepEqual(fileCircles(TEXTS), KNOWN_CIRCLES);
  assert.ok(KNOWN_CIRCLES.length < 4);
});

test('no room needs one that needs it', () => {
  assert.deepEqual(roomCircles(TEXTS), []);
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
  assert.deepEqual(tooLarge(TEXTS, TABLES), []);
  assert.deepEqual(
    TABLES.filter((file) => !TEXTS.has(file)),
    [],
  );
});

test('what is forbidden is seen: circles of files and of rooms, long files, a room that is too large', () => {
  const lines = (many: number): string => 'x\n'.repeat(many);
  const tree = new Map([
    ['a/one.ts', "import { two } from './two.ts';\n"],
    ['a/two.ts', "import type { One } from './one.ts';\nimport '../b/three.ts';\n"],
    ['b/three.ts', "const late = await import('../a/two.ts');\n"],
    ['c/long.ts', lines(401)],
    ['c/table.ts', lines(500)],
  ]);
  assert.deepEqual(fileCircles(tree), [['a/one.ts', 'a/two.ts', 'b/three.ts']]);
  assert.deepEqual(roomCircles(tree), [['a', 'b']]);
  assert.deepEqual(tooLarge(tree, ['c/table.ts']), ['c/long.ts has 401 lines', 'c has 901 of 905 lines']);
  const even = new Map(['a', 'b', 'c', 'd', 'e', 'f'].map((room) => [`${room}/x.ts`, lines(100)]));
  assert.deepEqual(tooLarge(even, []), []);
});

test('the rooms that may not name Node are compiled without it', () => {
  const pure = JSON.parse(readFileSync(new URL('../tsconfig.pure.json', import.meta.url), 'utf8')) as {
    readonly compilerOptions: { readonly types: readonly string[] };
    readonly include: readonly string[];
  };
  assert.deepEqual(pure.compilerOptions.types, []);
  for (const room of ['records', 'inventory', 'change', 'kernel', 'verbs', 'wire', 'base'])
    assert.ok(pure.include.includes(`src/${room}`), room);
  const { scripts } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
    readonly scripts: Readonly<Record<string, string>>;
  };
  assert.match(scripts['check']!, /^tsc -p tsconfig\.pure\.json --noEmit && /);
});
