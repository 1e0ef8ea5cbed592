import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { needs } from '../../../test/programs.ts';
import { HELP } from '../../terminal/args/help.ts';
import { MANUAL } from '../manual.ts';
import { fishCompletion } from './fish.ts';
import { typedCommands } from './propose.ts';

/** What fish proposes behind each of the lines. */
function proposed(lines: readonly string[]): readonly (readonly string[])[] {
  const asks = lines.map((line) => `complete -C '${line}'; echo ==`);
  const input = `${fishCompletion(MANUAL)}\n${asks.join('\n')}\n`;
  // It makes folders wherever its home is said to be, as root also where none is meant to be.
  const home = mkdtempSync(join(tmpdir(), 'arpist-fish-'));
  const { PATH, LC_ALL } = process.env;
  const { stdout, stderr } = spawnSync('fish', ['--no-config', '-c', 'cat | source'], {
    input,
    encoding: 'utf8',
    env: { PATH, LC_ALL, HOME: home },
  });
  rmSync(home, { recursive: true });
  assert.equal(stderr, '');
  return stdout
    .split('==\n')
    .slice(0, -1)
    .map((part) => part.split('\n').flatMap((line) => line.split('\t')[0] || []));
}

const commands = typedCommands(MANUAL);
const skip = needs('fish');

test('fish proposes every long flag of every command and sub-command', { skip }, () => {
  const found = proposed(commands.map(({ name }) => `arpist ${name} --`));
  for (const [at, { name, flags }] of commands.entries()) {
    const names = [...Object.values(flags), HELP].flatMap((flag) => flag.names);
    const long = names.filter((flag) => flag.startsWith('--'));
    assert.deepEqual(found[at]!.map((word) => word.replace(/=$/, '')).toSorted(), long.toSorted(), name);
  }
});

test('fish proposes every command, every part of one, and what a flag takes', { skip }, () => {
  const [all, timers, form, first] = proposed([
    'arpist ',
    'arpist table timers s',
    'arpist read --time ',
    'arpist init f',
  ]);
  const tops = commands.map(({ name }) => name).filter((name) => !name.includes(' '));
  assert.deepEqual([...all!].toSorted(), tops.toSorted());
  assert.deepEqual([timers, first], [['set'], ['flux']]);
  assert.deepEqual([...form!].toSorted(), ['clock', 'date', 'epoch', 'none']);
});
