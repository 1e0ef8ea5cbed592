import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ownerOf } from './owner.ts';

test('what nobody, the kernel or a person made is of no program', () => {
  assert.deepEqual(
    [null, 0, 1, 2, 3, 4].map((protocol) => ownerOf({ protocol })),
    [null, null, null, null, null, null],
  );
});

test('programs that are known are named, others by their number', () => {
  assert.equal(ownerOf({ protocol: 18 }), 'keepalived');
  assert.equal(ownerOf({ protocol: 186 }), 'bgp');
  assert.equal(ownerOf({ protocol: 5 }), 'the program of protocol 5');
  assert.equal(ownerOf({ protocol: 255 }), 'the program of protocol 255');
});
