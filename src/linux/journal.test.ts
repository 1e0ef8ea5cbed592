import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { SystemFault } from '../base/fault.ts';
import type { Intent } from '../ports/journal.ts';
import { openJournal } from './journal.ts';

test('an intent stands in the file before its outcome, and nothing is ever taken away', () => {
  const folder = mkdtempSync(join(tmpdir(), 'arpist-'));
  try {
    const state = join(folder, 'not', 'there');
    const path = join(state, 'journal');
    const lines = (): Record<string, unknown>[] =>
      readFileSync(path, 'utf8')
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as Record<string, unknown>);
    const journal = openJournal(state);
    const intent: Intent = {
      by: 'steps',
      command: 'table flush',
      changes: [{ do: 'remove-neighbour', link: 'eth0', ip: '10.0.0.7' }],
      undo: [null],
    };
    const first = journal.begin(intent);
    assert.equal(lines().length, 1);
    journal.end(first, [0]);
    const second = openJournal(state).begin(intent);
    const [one, outcome, two] = lines();
    assert.notEqual(first, second);
    assert.deepEqual([one?.['id'], outcome?.['id'], two?.['id']], [first, first, second]);
    assert.deepEqual([one?.['type'], one?.['command'], one?.['undo']], ['intent', 'table flush', [null]]);
    assert.deepEqual([outcome?.['type'], outcome?.['refused']], ['outcome', [0]]);
    assert.match(String(one?.['namespace']), /^net:\[\d+\]$/);
    assert.equal(statSync(path).mode & 0o777, 0o600);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('a journal that cannot be written is a fault that names the file', () => {
  const folder = mkdtempSync(join(tmpdir(), 'arpist-'));
  try {
    writeFileSync(join(folder, 'file'), '');
    const journal = openJournal(join(folder, 'file'));
    assert.throws(
      () => journal.begin({ by: 'files', command: 'x', changes: [], files: [] }),
      (fault) => fault instanceof SystemFault && fault.kind === 'file' && fault.message.includes('journal'),
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
});
