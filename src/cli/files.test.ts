import assert from 'node:assert/strict';
import {
  chmodSync,
  chownSync,
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
import { createFile, fileFault } from './files.ts';
import { openInput } from './input.ts';

async function withFolder(body: (folder: string) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'arpist-'));
  try {
    await body(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

test('what is written in pieces is read back whole, whatever their sizes', () =>
  withFolder(async (folder) => {
    const path = join(folder, 'file');
    const sink = createFile(path);
    const pieces = [1, 65_536, 7, 200_000, 0, 65_535, 2].map((size, at) => new Uint8Array(size).fill(at + 1));
    const scratch = new Uint8Array(300_000);
    for (const piece of pieces) {
      scratch.set(piece);
      sink.write(scratch.subarray(0, piece.length));
    }
    sink.close();
    sink.close();
    const whole = Buffer.concat(pieces);
    assert.deepEqual(readFileSync(path), whole);
    const read: Buffer[] = [];
    for await (const chunk of openInput(path, new AbortController().signal)) read.push(Buffer.from(chunk));
    assert.deepEqual(Buffer.concat(read), whole);
  }));

function faultOf(kind: string, sentence: RegExp): (fault: unknown) => boolean {
  return (fault) => {
    assert.ok(fault instanceof SystemFault, String(fault));
    assert.equal(fault.kind, kind);
    assert.match(fault.message, sentence);
    assert.notEqual(fault.remedy, '');
    return true;
  };
}

async function readAll(path: string): Promise<number> {
  let size = 0;
  for await (const chunk of openInput(path, new AbortController().signal)) size += chunk.length;
  return size;
}

test('a file that is not there, a folder, and a place that cannot be written to are said in words', () =>
  withFolder(async (folder) => {
    await assert.rejects(
      readAll(join(folder, 'none')),
      faultOf('file', /none cannot be read: there is no such file/),
    );
    await assert.rejects(readAll(folder), faultOf('file', /cannot be read: it is a folder/));
    assert.throws(
      () => createFile(join(folder, 'no', 'file')),
      faultOf('file', /cannot be written: there is no such file or folder/),
    );
    writeFileSync(join(folder, 'empty'), '');
    assert.equal(await readAll(join(folder, 'empty')), 0);
  }));

test('a full disk is told when the bytes go there, and the file is closed all the same', {
  skip: process.platform === 'linux' ? false : 'needs /dev/full',
}, () => {
  const sink = createFile('/dev/full');
  sink.write(new Uint8Array(10));
  assert.throws(() => sink.write(new Uint8Array(100_000)), faultOf('disk-full', /the disk is full/));
  sink.close();
  const late = createFile('/dev/full');
  late.write(new Uint8Array(10));
  assert.throws(() => late.close(), faultOf('disk-full', /the disk is full/));
});

test('A9: in a folder as /tmp is, neither a link nor a file of another user is written', () =>
  withFolder((folder) => {
    const theirs = join(folder, 'theirs');
    writeFileSync(theirs, 'kept');
    const shared = join(folder, 'shared');
    mkdirSync(shared);
    chmodSync(shared, 0o1777);
    symlinkSync(theirs, join(shared, 'link'));
    assert.throws(() => createFile(join(shared, 'link')), /is a link, in a folder where everybody may write/);
    assert.equal(readFileSync(theirs, 'latin1'), 'kept');
    createFile(join(shared, 'ours')).close();
    if (process.geteuid?.() === 0) {
      chownSync(join(shared, 'ours'), 65_534, 65_534);
      assert.throws(() => createFile(join(shared, 'ours')), /belongs to user 65534/);
    }
    chmodSync(shared, 0o755);
    createFile(join(shared, 'link')).close();
    assert.equal(readFileSync(theirs, 'latin1'), '');
    return Promise.resolve();
  }));

test('A9: what may not be written is no matter of reading it', () => {
  const refused = Object.assign(new Error('x'), { code: 'EACCES' });
  assert.match(fileFault('x', 'write', refused).remedy, /^name a file/);
  assert.match(fileFault('x', 'read', refused).remedy, /^read it as/);
});
