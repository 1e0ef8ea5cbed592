import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { tmpdir } from 'node:os';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
// @ts-expect-error: a tool without types.
import { overseer } from '../../tools/test-guard.mjs';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** Runs test files of these texts with the project's runner, a file having so many seconds. */
function runTests(
  limit: number,
  texts: Readonly<Record<string, string>>,
): { code: number | null; out: string } {
  const folder = mkdtempSync(join(tmpdir(), 'arpist-'));
  try {
    const files = Object.entries(texts).map(([name, text]) => {
      const file = join(folder, `${name}.test.mjs`);
      writeFileSync(
        file,
        `import { test } from 'node:test';\nimport { spawn } from 'node:child_process';\n${text}`,
      );
      return relative(ROOT, file);
    });
    const { CI: _, NODE_TEST_CONTEXT: _context, ...env } = process.env;
    const done = spawnSync(process.execPath, [join(ROOT, 'tools/test.mjs'), ...files], {
      encoding: 'utf8',
      env: { ...env, ARPIST_TEST_LIMIT: String(limit) },
    });
    return { code: done.status, out: done.stdout };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const skip = process.platform === 'linux' ? false : 'needs /proc of Linux';

test('a file that waits for ever is ended, with what it started, and fails the run', { skip }, () => {
  const { code, out } = runTests(3, {
    waits: `test('waits', () => new Promise(() => { spawn('sleep', ['60']); }));`,
  });
  assert.equal(code, 1, out);
  assert.match(out, /waits\.test\.mjs took longer than 3 s and was ended/);
  assert.doesNotMatch(out, /left a process behind/);
});

test('a file that leaves a process behind fails the run, though its tests pass', { skip }, () => {
  const { code, out } = runTests(60, {
    leaves: `test('leaves', () => spawn('sleep', ['61'], { detached: true, stdio: 'ignore' }).unref());`,
  });
  assert.equal(code, 1, out);
  assert.match(out, /pass 1\n/);
  assert.match(out, /leaves\.test\.mjs left a process behind: sleep 61/);
});

test('a run without trouble says nothing of it', { skip }, () => {
  const { code, out } = runTests(60, { good: `test('good', () => undefined);` });
  assert.deepEqual([code, /took longer|left a process/.test(out)], [0, false], out);
});

/** What was told of processes that are there at some second of a run whose files may take a minute. */
function told(
  run: readonly { readonly at: number; readonly key: string; readonly file: string }[],
): string[] {
  const words: string[] = [];
  let now = 0;
  const tend = overseer({
    limit: 60_000,
    now: () => now,
    processes: () =>
      run
        .filter(({ at }) => at === now / 1000)
        .map((one) => ({ ...one, pid: 7, parent: process.pid, words: '' })),
    end: () => true,
    toldLate: (file: string) => words.push(`${file} is late`),
    toldLeft: (file: string) => words.push(`${file} left one`),
  });
  for (const { at } of run) {
    now = at * 1000;
    tend();
  }
  return words;
}

test('a process that has the number of one that ended long ago is not as old as that one', () => {
  assert.deepEqual(
    told([
      { at: 1, key: '7 100', file: 'first' },
      { at: 900, key: '7 90000', file: 'last' },
    ]),
    [],
  );
  assert.deepEqual(
    told([
      { at: 1, key: '7 100', file: 'first' },
      { at: 900, key: '7 100', file: 'first' },
    ]),
    ['first is late'],
  );
});
