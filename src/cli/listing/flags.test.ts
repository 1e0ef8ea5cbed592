import assert from 'node:assert/strict';
import { test } from 'node:test';
import { COMMAND_LINES } from '../../../tools/docs-commands.ts';

/** What changes something: --where, if there is one, chooses what; of what came of it all is told. */
const CHANGES: ReadonlySet<string> = new Set([
  'apply',
  'table add',
  'table replace',
  'table delete',
  'table flush',
  'table load',
  'table publish',
  'table unpublish',
  'table timers set',
]);

/** What has no list: one answer to one order, or how one thing is; and what says --format of a file. */
const APART: Readonly<Record<string, string>> = {
  notify: 'one example to one target',
  revoke: 'one order',
  forget: 'one order',
  status: 'how one service is',
  import: '--format is what its files are',
};

for (const { name, flags, notes = [] } of COMMAND_LINES) {
  if (!Object.hasOwn(flags, 'json') || Object.hasOwn(APART, name)) continue;
  test(`arpist ${name} has every form of a list, by the same flags, and says its fields`, () => {
    const named = Object.values(flags).flatMap((flag) => flag.names);
    for (const flag of ['--json', '--csv', '--format', '-F']) assert.ok(named.includes(flag), flag);
    assert.ok(named.includes('--where') || CHANGES.has(name), '--where');
    assert.equal(flags['csv']?.help, 'CSV with a header line (RFC 4180)');
    assert.ok(
      notes.some((note) => note.startsWith(`Fields for --${CHANGES.has(name) ? 'format' : 'where'}`)),
      'its fields',
    );
  });
}

test('what changes something is there', () => {
  for (const name of [...CHANGES, ...Object.keys(APART)])
    assert.ok(
      COMMAND_LINES.some((line) => line.name === name),
      name,
    );
});
