import assert from 'node:assert/strict';
import { test } from 'node:test';
import { COMMAND_LINES } from '../../../tools/docs-commands.ts';

/** What tells a program of one thing, or of what it did, and lists nothing. */
const NO_LIST: ReadonlySet<string> = new Set([
  'explain',
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

for (const { name, flags, notes = [] } of COMMAND_LINES) {
  if (!Object.hasOwn(flags, 'json') || NO_LIST.has(name)) continue;
  test(`arpist ${name} has every form of a list, by the same flags, and says its fields`, () => {
    const named = Object.values(flags).flatMap((flag) => flag.names);
    for (const flag of ['--json', '--csv', '--format', '-F', '--where'])
      assert.ok(named.includes(flag), flag);
    assert.equal(flags['csv']?.help, 'CSV with a header line (RFC 4180)');
    assert.ok(
      notes.some((note) => note.startsWith('Fields for --where')),
      'its fields',
    );
  });
}

test('what lists nothing is there, and has no form of a list', () => {
  for (const name of NO_LIST) {
    const line = COMMAND_LINES.find((one) => one.name === name);
    assert.ok(line && !Object.hasOwn(line.flags, 'csv'), name);
  }
});
