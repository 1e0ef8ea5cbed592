import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { HELP } from '../../terminal/args/help.ts';
import { MANUAL } from '../manual.ts';
import { bashCompletion } from './bash.ts';
import { typedCommands } from './propose.ts';

/** What bash proposes for the last of the words, line by line of words. */
function proposed(lines: readonly (readonly string[])[]): readonly (readonly string[])[] {
  const asks = lines.map((words) => {
    const quoted = words.map((word) => `'${word}'`).join(' ');
    return `COMP_WORDS=(arpist ${quoted}); COMP_CWORD=${words.length}; _arpist; echo "\${COMPREPLY[*]}"`;
  });
  const input = `${bashCompletion(MANUAL)}\n${asks.join('\n')}\n`;
  const { stdout, stderr } = spawnSync('bash', ['--norc'], { input, encoding: 'utf8' });
  assert.equal(stderr, '');
  return stdout
    .trimEnd()
    .split('\n')
    .map((line) => line.split(' ').filter((word) => word !== ''));
}

const commands = typedCommands(MANUAL);

test('bash proposes every flag of every command and sub-command', () => {
  const found = proposed(commands.map(({ name }) => [...name.split(' '), '-']));
  for (const [at, { name, flags }] of commands.entries())
    assert.deepEqual(
      [...found[at]!].toSorted(),
      [...Object.values(flags), HELP].flatMap(({ names }) => names).toSorted(),
      name,
    );
});

test('bash proposes every command, and every part of one', () => {
  const [all, parts, timers, begun] = proposed([[''], ['table', ''], ['table', 'timers', 's'], ['sc']]);
  const tops = commands.map(({ name }) => name).filter((name) => !name.includes(' '));
  assert.deepEqual(all!.toSorted(), tops.toSorted());
  assert.ok(parts!.includes('verify') && parts!.includes('timers') && !parts!.includes('set'));
  assert.deepEqual([timers, begun], [['set'], ['scan']]);
});

test('bash proposes what a flag takes: words, files, interfaces, and nothing for what it cannot know', () => {
  const [form, equals, rate, first, file, interfaces, after] = proposed([
    ['read', '--time', 'e'],
    ['read', '--time', '=', 'no'],
    ['scan', '--rate', ''],
    ['init', 'fl'],
    ['plan', '/etc/hostnam'],
    ['scan', '-I', 'l'],
    ['scan', '--json', '--cs'],
  ]);
  assert.deepEqual([form, equals, rate, first], [['epoch'], ['none'], [], ['flux']]);
  assert.deepEqual([file, interfaces, after], [['/etc/hostname'], ['lo'], ['--csv']]);
});
