import assert from 'node:assert/strict';
import { test } from 'node:test';
import { paperIo } from '../../../test/cli/paper-io.ts';
import { DEMO_LINE } from '../commands/demo.ts';
import { FIND_LINE } from '../commands/find.ts';
import { PING_LINE } from '../commands/ping.ts';
import { READ_LINE } from '../commands/read-flags.ts';
import { SCAN_LINE } from '../commands/scan.ts';
import { WHO_LINE } from '../commands/who.ts';
import { ROUTES } from '../routes.ts';
import { type CommandLine, takeCommandLine } from './command-line.ts';
import type { Flags } from './flags.ts';

const LINES: readonly CommandLine<Flags>[] = [
  SCAN_LINE,
  FIND_LINE,
  PING_LINE,
  WHO_LINE,
  READ_LINE,
  DEMO_LINE,
];

for (const line of LINES) {
  test(`arpist ${line.name} --help names every flag once and fits a terminal`, () => {
    const io = paperIo();
    assert.deepEqual(takeCommandLine(line, ['--help'], io), { code: 0 });
    const help = io.out();
    const names = Object.values(line.flags).flatMap((flag) => flag.names);
    assert.deepEqual(names, [...new Set(names)], 'a name stands for two flags');
    for (const name of names) assert.match(help, new RegExp(`^ +(-\\S+, )*${name}\\b`, 'm'));
    for (const text of help.split('\n')) assert.ok(text.length <= 100, text);
    assert.match(help, /^usage: arpist /m);
    assert.match(help, /^examples:/m);
  });

  test(`the route of ${line.name} is its command line`, () => {
    const route = ROUTES.find(({ name }) => name === line.name) ?? assert.fail('no route');
    assert.equal(route.words, line.words);
  });
}

test('too few and too many words are refused', () => {
  assert.throws(() => takeCommandLine(FIND_LINE, [], paperIo()), /needs WHAT/);
  assert.throws(() => takeCommandLine(DEMO_LINE, ['x'], paperIo()), /'x' is one word too many/);
});

test('every command can be loaded', async () => {
  for (const { name, load } of ROUTES) assert.equal(typeof (await load()), 'function', name);
});
