import assert from 'node:assert/strict';
import { fstatSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { SystemFault } from '../../base/fault.ts';
import { nativeInside, unpack } from './in-one-file.ts';

const BYTES = new Uint8Array(300_000).map((_, at) => at * 7);

function inFolder(use: (folder: string) => void): void {
  const folder = mkdtempSync(join(tmpdir(), 'arpist-unpack-'));
  try {
    use(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

test('what is unpacked is loaded by its descriptor, whole, has no name, and is its owner’s alone', () =>
  inFolder((folder) => {
    const { path, exports } = unpack(BYTES, [`${folder}/none`, folder], (given) => {
      assert.deepEqual(readdirSync(folder), []);
      assert.equal(statSync(given).mode & 0o777, 0o600);
      return new Uint8Array(readFileSync(given));
    });
    assert.match(path, /^\/proc\/self\/fd\/\d+$/);
    assert.deepEqual(exports, BYTES);
    assert.equal(fstatSync(Number(path.split('/').at(-1))).nlink, 0);
    assert.deepEqual(readdirSync(folder), []);
  }));

test('a folder that cannot be run from is passed over, and where none is left every one says why', () =>
  inFolder((folder) => {
    const loads: string[] = [];
    const noexec = Object.assign(new Error('x: failed to map segment from shared object'), {
      code: 'ERR_DLOPEN_FAILED',
    });
    assert.throws(
      () =>
        unpack(BYTES, [`${folder}/none`, folder, folder], (given) => {
          loads.push(given);
          throw noexec;
        }),
      (fault: unknown) => {
        assert.ok(fault instanceof SystemFault);
        assert.ok(
          fault.message.includes(
            `(${folder}/none: ENOENT; ${folder}: mounted noexec; ${folder}: mounted noexec)`,
          ),
          fault.message,
        );
        return true;
      },
    );
    assert.equal(loads.length, 2);
    for (const left of loads) assert.throws(() => fstatSync(Number(left.split('/').at(-1))), /EBADF/);
  }));

test('a program of files unpacks nothing', () => {
  assert.equal(nativeInside(), undefined);
});
