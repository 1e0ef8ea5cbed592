import assert from 'node:assert/strict';
import { test } from 'node:test';
import { UsageFault } from '../base/fault.ts';
import { addressFrom, given, macFrom, numberFrom } from './text.ts';

function refuses(read: () => unknown, words: RegExp): void {
  assert.throws(read, (cause) => {
    assert.ok(cause instanceof UsageFault);
    assert.equal(cause.where, 'place');
    assert.match(cause.message, words);
    assert.notEqual(cause.remedy, '');
    return true;
  });
}

test('an address is text or an unsigned number of 32 bits', () => {
  assert.equal(addressFrom('10.0.0.5', 'place'), 0x0a000005);
  for (const ip of [0, 0xffffffff]) assert.equal(addressFrom(ip, 'place'), ip);
  for (const wrong of ['10.0.0', '010.0.0.5', '', -1, 2 ** 32, 1.5, Number.NaN, null as never])
    refuses(() => addressFrom(wrong, 'place'), /IPv4|null/);
  refuses(() => addressFrom('fe80::1', 'place'), /IPv6/);
});

test('a MAC is text in any spelling or a number below 2^48', () => {
  for (const word of ['b8:27:eb:0:0:1', 'B8-27-EB-00-00-01', 'b827.eb00.0001', 0xb827eb000001])
    assert.equal(macFrom(word, 'place'), 0xb827eb000001);
  for (const wrong of ['b8:27:eb', '', -1, 2 ** 48, 0.5, undefined as never])
    refuses(() => macFrom(wrong, 'place'), /is not a MAC address/);
});

test('a number stays within its bounds, ends included, and text is none', () => {
  const bounds = { least: 1, most: 9, whole: true };
  for (const value of [1, 9]) assert.equal(numberFrom(value, 'place', bounds), value);
  assert.equal(numberFrom(undefined, 'place', bounds), undefined);
  assert.equal(numberFrom(0.5, 'place', { least: 0 }), 0.5);
  assert.equal(
    numberFrom(Number.POSITIVE_INFINITY, 'place', { least: 1, whole: true }),
    Number.POSITIVE_INFINITY,
  );
  for (const wrong of [0, 10, 1.5, Number.NaN, '5' as never])
    refuses(() => numberFrom(wrong, 'place', bounds), /^place is /);
});

test('what is left out is no field at all', () => {
  assert.deepEqual(Object.keys(given('rate', undefined)), []);
  assert.deepEqual(given('rate', 0), { rate: 0 });
});
