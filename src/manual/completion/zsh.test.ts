import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { needs } from '../../../test/programs.ts';
import { HELP } from '../../terminal/args/help.ts';
import { MANUAL } from '../manual.ts';
import { lastWord, partsOf, typedCommands } from './propose.ts';
import { zshCompletion } from './zsh.ts';

/** What the script hands to zsh's own machine for the last of the words. */
function handed(lines: readonly (readonly string[])[]): readonly string[] {
  const stubs = `compdef() { : }
_arguments() { print -r -- "$words[1]|\${(j:|:)@}" }
_describe() { print -rn -- "\${(j:;:)\${(P)2}}|" }
`;
  const asks = lines.map((words) => {
    const quoted = words.map((word) => `'${word}'`).join(' ');
    return `words=(arpist ${quoted}); CURRENT=${words.length + 1}; _arpist`;
  });
  const input = `${stubs}${zshCompletion(MANUAL)}\n${asks.join('\n')}\n`;
  const { stdout, stderr } = spawnSync('zsh', ['-f'], { input, encoding: 'utf8' });
  assert.equal(stderr, '');
  return stdout.trimEnd().split('\n');
}

const commands = typedCommands(MANUAL);
const skip = needs('zsh');

test('zsh is told every flag and part of every command and sub-command', { skip }, () => {
  const found = handed(commands.map(({ name }) => [...name.split(' '), '']));
  for (const [at, line] of commands.entries()) {
    const told = found[at]!;
    for (const { names, help } of [...Object.values(line.flags), HELP]) {
      for (const name of names) assert.match(told, new RegExp(`[|)*(]${name}[|[ )]`), `${line.name} ${name}`);
      assert.ok(told.includes(`[${help.replaceAll(/[[\]\\]/g, String.raw`\$&`)}]`), `${line.name}: ${help}`);
    }
    for (const part of partsOf(line.name, MANUAL)) assert.ok(told.includes(`${lastWord(part)}:`), part.name);
  }
});

test('zsh is told what a flag takes', { skip }, () => {
  const [read, scan, init] = handed([
    ['read', ''],
    ['scan', ''],
    ['init', ''],
  ]);
  assert.match(read!, /--time\[[^\]]*\]:FORM:\(clock date epoch none\)/);
  assert.match(scan!, /\*--interface\[[^\]]*\]:NAME:_arpist_interfaces/);
  assert.match(init!, /\*:word:\(flux /);
});
