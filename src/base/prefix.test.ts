import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { parseIpv4 } from './ipv4.ts';
import {
  contains,
  firstOf,
  formatPrefix,
  lastOf,
  lengthOfMask,
  maskOf,
  parsePrefix,
  prefixesOfRange,
  prefixOf,
  subnetOf,
} from './prefix.ts';

const ip = (text: string): number => parseIpv4(text) ?? assert.fail(text);
const anyIp = fc.integer({ min: 0, max: 0xffffffff });
const anyLength = fc.integer({ min: 0, max: 32 });

test('masks, from none to all', () => {
  assert.deepEqual(
    [0, 1, 8, 22, 24, 31, 32].map(maskOf),
    [0, 0x80000000, 0xff000000, 0xfffffc00, 0xffffff00, 0xfffffffe, 0xffffffff],
  );
});

test('a mask has a length only when its ones are all in front', () => {
  for (let length = 0; length <= 32; length++) assert.equal(lengthOfMask(maskOf(length)), length);
  for (const mask of ['255.0.255.0', '0.0.0.255', '255.255.255.1', '127.255.255.255', '255.255.253.0'])
    assert.equal(lengthOfMask(ip(mask)), undefined, mask);
});

for (const [text, shown] of [
  ['10.0.0.0/8', '10.0.0.0/8'],
  ['10.1.2.3/8', '10.0.0.0/8'],
  ['255.255.255.255/32', '255.255.255.255/32'],
  ['255.255.255.255/1', '128.0.0.0/1'],
  ['1.2.3.4/0', '0.0.0.0/0'],
  ['10.0.0.7/31', '10.0.0.6/31'],
  ['10.0.0.0/ 8', '10.0.0.0/8'],
] as const) {
  test(`read: ${text} is ${shown}`, () => {
    const prefix = parsePrefix(text);
    assert.ok(prefix);
    assert.equal(formatPrefix(prefix), shown);
  });
}

for (const text of [
  '',
  '10.0.0.0',
  '/8',
  '10.0.0.0/',
  '10.0.0.0/33',
  '10.0.0.0/-1',
  '10.0.0/8',
  '10.0.0.0/8/8',
  '10.0.0.0/255.0.0.0',
  '10.0.0.0/8.0',
  '10.0.0.0/032',
]) {
  test(`no prefix: ${JSON.stringify(text)}`, () => assert.equal(parsePrefix(text), undefined));
}

test('a prefix holds what is from its first to its last address, and nothing beside', () => {
  fc.assert(
    fc.property(anyIp, anyLength, anyIp, (of, length, other) => {
      const prefix = prefixOf(of, length);
      const [first, last] = [firstOf(prefix), lastOf(prefix)];
      assert.equal(last - first + 1, 2 ** (32 - length));
      assert.ok(contains(prefix, of) && contains(prefix, first) && contains(prefix, last));
      assert.equal(contains(prefix, other), other >= first && other <= last);
      assert.deepEqual(parsePrefix(formatPrefix(prefix)), prefix);
    }),
  );
});

test('the network of an address is that of its other end, where it has one', () => {
  assert.equal(formatPrefix(subnetOf({ ip: ip('10.0.0.1'), prefixLength: 24 })), '10.0.0.0/24');
  const pair = { ip: ip('10.0.0.1'), prefixLength: 32, peer: ip('10.9.9.9') };
  assert.equal(formatPrefix(subnetOf(pair)), '10.9.9.9/32');
});

test('a range is cut into the fewest prefixes', () => {
  const cut = (first: string, last: string): string[] =>
    [...prefixesOfRange(ip(first), ip(last))].map(formatPrefix);
  assert.deepEqual(cut('10.0.0.0', '10.0.0.255'), ['10.0.0.0/24']);
  assert.deepEqual(cut('10.0.0.5', '10.0.0.5'), ['10.0.0.5/32']);
  assert.deepEqual(cut('10.0.0.1', '10.0.0.6'), ['10.0.0.1/32', '10.0.0.2/31', '10.0.0.4/31', '10.0.0.6/32']);
  assert.deepEqual(cut('0.0.0.0', '255.255.255.255'), ['0.0.0.0/0']);
  assert.deepEqual(cut('255.255.255.254', '255.255.255.255'), ['255.255.255.254/31']);
  assert.deepEqual(cut('10.0.0.6', '10.0.0.5'), [], 'an empty range');
});

test('the pieces of a range lie end to end, and no two neighbours make one prefix', () => {
  fc.assert(
    fc.property(anyIp, anyIp, (one, other) => {
      const [first, last] = [Math.min(one, other), Math.max(one, other)];
      const pieces = [...prefixesOfRange(first, last)];
      let at = first;
      for (const piece of pieces) {
        assert.equal(firstOf(piece), at);
        at = lastOf(piece) + 1;
      }
      assert.equal(at, last + 1);
      for (const [nth, piece] of pieces.entries()) {
        const next = pieces[nth + 1];
        if (next?.length !== piece.length) continue;
        assert.notDeepEqual(
          prefixOf(piece.network, piece.length - 1),
          prefixOf(next.network, next.length - 1),
        );
      }
    }),
  );
});
