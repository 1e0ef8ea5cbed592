import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { MANUAL } from '../../src/manual/manual.ts';
import { needs } from '../programs.ts';

const FOLDER = fileURLToPath(new URL('../../man/', import.meta.url));
const PAGES = readdirSync(FOLDER).map((name) => join(FOLDER, name));

test('every command and sub-command has its page, with every flag', () => {
  for (const { name, flags } of MANUAL) {
    const file = `arpist-${name.replaceAll('--', '').replaceAll(' ', '-')}.1`;
    const text = readFileSync(join(FOLDER, file), 'utf8').replaceAll(String.raw`\-`, '-');
    for (const flag of Object.values(flags).flatMap(({ names }) => names))
      assert.ok(text.includes(`Fl ${flag.slice(1)}`), `${name} ${flag}`);
  }
  assert.equal(PAGES.length, MANUAL.length + 1);
});

test('mandoc has nothing to say of any page', { skip: needs('mandoc') }, () => {
  const { stdout } = spawnSync('mandoc', ['-Tlint', '-Wstyle', ...PAGES], { encoding: 'utf8' });
  // Which pages are installed is another question.
  const told = stdout.split('\n').filter((line) => !/referenced manual|^$/.test(line));
  assert.deepEqual(told, []);
});

test('man has nothing to warn of in any page', { skip: needs('man') }, () => {
  for (const page of PAGES) {
    const { stderr, status } = spawnSync('man', ['--warnings', '-l', page], { encoding: 'utf8' });
    assert.deepEqual([stderr, status], ['', 0], page);
  }
});
