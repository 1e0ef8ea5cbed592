import assert from 'node:assert/strict';
import { test } from 'node:test';
import { paperIo } from '../../test/cli/paper-io.ts';
import { DEMO_LINE } from './demo.ts';
import { FIND_LINE } from './scan/find.ts';
import { COMMAND_LINES } from '../../tools/docs-commands.ts';
import { LINES } from '../manual/lines.ts';
import { MANUAL } from '../manual/manual.ts';
import { ROUTES } from './routes.ts';
import { takeCommandLine } from './command-line.ts';
import { commandHelp } from '../terminal/args/help.ts';

for (const line of COMMAND_LINES) {
  test(`arpist ${line.name} --help names every flag once and fits a terminal`, () => {
    const io = paperIo();
    assert.deepEqual(takeCommandLine(line, ['--help'], io), { code: 0 });
    const help = io.out();
    const names = Object.values(line.flags).flatMap((flag) => flag.names);
    assert.deepEqual(names, [...new Set(names)], 'a name stands for two flags');
    for (const name of names) assert.match(help, new RegExp(`^ +(-\\S+, )*${name}\\b`, 'm'));
    for (const text of help.split('\n')) assert.ok(text.length <= 100, text);
    const narrow = commandHelp(line, 50).split('\n');
    // A command to be copied is not broken, nor is a list of names without spaces.
    for (const text of narrow)
      assert.ok(text.length <= 50 || !/\w [a-z]+ \w/.test(text.trim()) || /arpist|--/.test(text), text);
    assert.match(help, /^usage: arpist /m);
    if (line.examples.length > 0) assert.match(help, /^examples:/m);
  });

  test(`1.1e: ${line.name} is in the one list of commands, by its own words`, () => {
    const { name, words } = line;
    assert.deepEqual(
      LINES.find((one) => one.name === name),
      { name, words, line: line.line },
    );
    assert.ok(ROUTES.some((route) => route.name === name.split(' ')[0]));
    assert.equal(
      commandHelp(MANUAL.find((one) => one.name === name)!),
      commandHelp(line),
      'run npm run docs',
    );
  });
}

test('too few and too many words are refused', () => {
  assert.throws(() => takeCommandLine(FIND_LINE, [], paperIo()), /needs WHAT/);
  assert.throws(() => takeCommandLine(DEMO_LINE, ['x'], paperIo()), /'x' is one word too many/);
});

test('1.1e: every route has its line, and so has every part of table', () => {
  const names = LINES.map(({ name }) => name);
  assert.deepEqual(new Set(names).size, names.length);
  for (const { name } of ROUTES) assert.ok(names.includes(name), name);
  const parts = 'add replace delete flush publish unpublish load save events verify timers'.split(' ');
  for (const part of [...parts, 'timers set']) assert.ok(names.includes(`table ${part}`), part);
});

test('every command can be loaded', async () => {
  for (const { name, load } of ROUTES) assert.equal(typeof (await load()), 'function', name);
});
