import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  linkSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { SystemFault } from '../base/fault.ts';
import { openJournal } from './journal.ts';

const isRoot = process.geteuid?.() === 0;
const NOBODY = 65_534;

interface Place {
  readonly folder: string;
  readonly state: string;
  /** Of somebody, and not to be written. */
  readonly secret: string;
}

function withPlace(body: (place: Place) => void): void {
  const folder = mkdtempSync(join(tmpdir(), 'arpist-'));
  try {
    const secret = join(folder, 'secret');
    writeFileSync(secret, 'kept\n', { mode: 0o600 });
    const state = join(folder, 'state');
    mkdirSync(state);
    body({ folder, state, secret });
    assert.equal(readFileSync(secret, 'latin1'), 'kept\n');
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const INTENT = { by: 'steps', command: 'table flush', changes: [], undo: [] } as const;

function refused(state: string, why: RegExp): void {
  for (const ask of [
    () => openJournal(state).begin(INTENT),
    () => openJournal(state).lock(true).release(),
    () => openJournal(state).entries(),
  ]) {
    let told: unknown;
    try {
      ask();
    } catch (cause) {
      told = cause;
    }
    if (told === undefined) continue;
    assert.ok(told instanceof SystemFault);
    assert.equal(told.kind, 'file');
    assert.match(told.message, why);
    assert.match(told.remedy, /in which nobody else may write/);
    return;
  }
  assert.fail(`nothing was refused: ${why}`);
}

for (const name of ['lock', 'journal', 'journal-head'])
  test(`A9: ${name} as a link is not followed, as a pipe not waited for, and with another name not written`, () => {
    withPlace(({ state, secret }) => {
      const path = join(state, name);
      symlinkSync(secret, path);
      refused(state, new RegExp(`${name} is a link`));
      assert.equal(lstatSync(path).isSymbolicLink(), true);
      rmSync(path);
      spawnSync('mkfifo', [path]);
      refused(state, new RegExp(`${name} is no plain file`));
      rmSync(path);
      linkSync(secret, path);
      refused(state, new RegExp(`${name} has another name`));
      rmSync(path);
      writeFileSync(path, '');
      chmodSync(path, 0o666);
      refused(state, new RegExp(`others may write .*${name}`));
    });
  });

test('A9: a folder that others may write, that is a link, or that lies in such a one', () => {
  withPlace(({ folder, state }) => {
    for (const mode of [0o777, 0o775, 0o1777]) {
      chmodSync(state, mode);
      refused(state, /others may write in .*state/);
    }
    chmodSync(state, 0o755);
    symlinkSync(state, join(folder, 'link'));
    refused(join(folder, 'link'), /link is a link/);
    const open = join(folder, 'open');
    mkdirSync(open);
    mkdirSync(join(open, 'state'));
    symlinkSync(open, join(folder, 'way'));
    chmodSync(open, 0o777);
    refused(join(open, 'state'), /others may write in .*open/);
    refused(join(open, 'not', 'yet'), /others may write in .*open/);
    refused(join(folder, 'way', 'state'), /others may write in .*open/);
    // As /tmp: what is ours there nobody else can move.
    chmodSync(open, 0o1777);
    assert.deepEqual(openJournal(join(open, 'state')).entries(), []);
  });
});

test('A9: a folder, a file, or a folder above it that belongs to another user', { skip: !isRoot }, () => {
  withPlace(({ state }) => {
    chownSync(state, NOBODY, NOBODY);
    refused(state, /state belongs to user 65534/);
    refused(join(state, 'below'), /state belongs to user 65534/);
    chownSync(state, 0, 0);
    writeFileSync(join(state, 'journal'), '');
    chownSync(join(state, 'journal'), NOBODY, NOBODY);
    refused(state, /journal belongs to user 65534/);
  });
});

test('A9: a folder of our own, in /tmp or not made yet, is as good as any', () => {
  withPlace(({ state }) => {
    const journal = openJournal(join(state, 'a', 'b'));
    journal.begin(INTENT);
    journal.lock().release();
    assert.equal(journal.entries().length, 1);
  });
});
