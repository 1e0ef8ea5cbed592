import assert from 'node:assert/strict';
import { test } from 'node:test';
import { labHost } from '../kernel/lab.ts';
import { EINVAL, ENODEV, EPERM } from './ffi/errno.ts';
import { HOST_LITTLE } from './ffi/layouts.ts';
import { type Libc, openLibc } from './ffi/libc.ts';
import { withPrograms } from './snapshot-programs.ts';

const ENOSYS = 38;
const { links } = labHost();

/** A C library whose kernel says so many programs, or a negative errno, of a link and a place. */
function saying(told: (index: number, where: number) => number): Libc {
  return {
    ...({} as Libc),
    bpf: (_, query) => {
      const view = new DataView(query.buffer);
      const said = told(view.getUint32(0, HOST_LITTLE), view.getUint32(4, HOST_LITTLE));
      if (said < 0) return said;
      view.setUint32(24, said, HOST_LITTLE);
      return 0;
    },
  };
}

function marked(libc: Libc, release = '6.18.44'): readonly unknown[] {
  const read = withPrograms(libc, links, release);
  return [read.errno, ...read.links.flatMap(({ name, tcx }) => (tcx ? [name] : []))];
}

test('programs of tcx mark their link, whatever way they look', () => {
  assert.deepEqual(marked(saying(() => 0)), [0]);
  assert.deepEqual(marked(saying((index, where) => (index === 2 && where === 46 ? 1 : 0))), [0, 'e0']);
  assert.deepEqual(marked(saying((index, where) => (index === 3 && where === 47 ? 2 : 0))), [0, 'e1']);
});

test('what the kernel does not tell is no answer', () => {
  assert.deepEqual(marked(saying(() => -EPERM)), [EPERM]);
  assert.deepEqual(marked(saying(() => -ENOSYS)), [ENOSYS]);
  assert.deepEqual(marked(saying((index) => (index === 3 ? -EPERM : 1))), [EPERM]);
});

test('a kernel without tcx has none, and a link that went has none any more', () => {
  assert.deepEqual(marked(saying(() => -EINVAL)), [0]);
  assert.deepEqual(marked(saying((index) => (index === 2 ? -ENODEV : 1))), [0, 'lo', 'e1']);
  assert.deepEqual(
    marked(
      saying(() => -EPERM),
      '6.5.0',
    ),
    [0],
  );
});

test('bpf(2) reaches the kernel', { skip: process.platform !== 'linux' && 'needs Linux' }, () => {
  assert.ok(openLibc().bpf(-1, new Uint8Array(8)) < 0);
});
