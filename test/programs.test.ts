import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { needs, PROGRAMS } from './programs.ts';

const ROOT = fileURLToPath(new URL('../', import.meta.url));
const FILES = ['src', 'test']
  .flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' }).map((name) => join(folder, name)),
  )
  .filter((file) => file.endsWith('.test.ts') || (file.startsWith('test/') && file.endsWith('.ts')))
  // A guest is started by tests that need a lab, and runs what they name.
  .filter((file) => !file.startsWith('test/vm/guest/'));

/** Of Debian's essential packages, of Node and npm, what the clone was made with, or arpist's own. */
const ALWAYS: ReadonlySet<string> = new Set(
  (
    'bash sh tar script setpriv unshare mount umount npm node git cat chmod chown cp dd df env id ln mkdir mkfifo mknod mv nice ' +
    'printf rm sleep stty sync tail tee timeout touch true'
  ).split(' '),
);

/** Programs that a text starts, named as a word of their own. */
function startedBy(text: string): readonly string[] {
  const calls = text.matchAll(
    /(?:\b(?:spawn|spawnSync|execFile|execFileSync|runInVm)\(|\.run\()\s*'([\w./-]+)'/g,
  );
  return [...calls].map((call) => call[1]!).filter((word) => !word.endsWith('.ts'));
}

test('every foreign program that a test starts is in the one list, and asked for before', () => {
  const faults = FILES.flatMap((file) => {
    const text = readFileSync(join(ROOT, file), 'utf8');
    const skips = /whyNo[A-Z]|needs\w*\(/.test(text);
    return startedBy(text)
      .filter((program) => !ALWAYS.has(program))
      .flatMap((program) => {
        if (!Object.hasOwn(PROGRAMS, program))
          return [`${file} starts ${program}, which test/programs.ts lacks`];
        const helper = !file.endsWith('.test.ts');
        return skips || helper ? [] : [`${file} starts ${program} and never asks whether it is there`];
      });
  });
  assert.deepEqual(faults, []);
});

test('what is missing is said with the package that brings it', () => {
  const before = process.env['PATH'];
  try {
    process.env['PATH'] = '/nowhere';
    assert.equal(needs('tcpdump'), 'needs tcpdump (Debian: tcpdump)');
    assert.equal(needs(), false);
  } finally {
    process.env['PATH'] = before;
  }
});
