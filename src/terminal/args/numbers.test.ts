import assert from 'node:assert/strict';
import { test } from 'node:test';
import { UsageFault } from '../../base/fault.ts';
import type { ReadFlag } from './flags.ts';
import { bandwidth, list, packetRate, vlanIds, whole } from './numbers.ts';

function reading<T>(read: ReadFlag<T>, text: string): T | string {
  try {
    return read(text, '-x');
  } catch (cause) {
    assert.ok(cause instanceof UsageFault);
    return cause.message;
  }
}

test('a rate in packets or bits a second; a frame is 512 bits', () => {
  for (const [text, rate] of [
    ['1', 1],
    ['5000', 5000],
    ['5k', 5000],
    ['1.5k', 1500],
    ['2M', 2e6],
    ['1G', 1e9],
    ['5pps', 5],
    ['5/s', 5],
    ['5kp/s', 5000],
    ['512bit', 1],
    ['512kbit', 1000],
    ['1Mbit/s', 1e6 / 512],
    ['51.2Kbps', 100],
    ['5.12bits', 0.01],
    ['0.01', 0.01],
  ] as const)
    assert.equal(reading(packetRate, text), rate, text);
  for (const text of ['', 'k', '-5', '5x', '5 k', '5kk', '1.', '.5', '5kbit/pps'])
    assert.equal(reading(packetRate, text), `'${text}' is no rate`);
  for (const text of ['0', '0.009', '5bit'])
    assert.equal(reading(packetRate, text), `'${text}' is slower than a packet in 100 seconds`);
});

test('a bandwidth is in bits, whatever stands behind it', () => {
  for (const [text, rate] of [
    ['256000', 500],
    ['256k', 500],
    ['256kbit', 500],
    ['1Mbps', 1e6 / 512],
    ['512bit/s', 1],
    ['5.12', 0.01],
  ] as const)
    assert.equal(reading(bandwidth, text), rate, text);
  assert.equal(reading(bandwidth, '5pps'), "'5pps' is no bandwidth");
  assert.equal(reading(bandwidth, '5'), "'5' is slower than a packet in 100 seconds");
});

test('a whole number from the lowest to the highest', () => {
  const few = whole(1, 10, 'count');
  assert.deepEqual([reading(few, '1'), reading(few, '10'), reading(few, '007')], [1, 10, 7]);
  for (const text of ['0', '11', '-1', '1.5', '', 'x', '1e1', '12345678901'])
    assert.equal(reading(few, text), `'${text}' is no count`);
  assert.equal(reading(whole(0, 1e12, 'count'), '9999999999'), 9_999_999_999);
  assert.equal(reading(whole(0, 1e12, 'count'), '10000000000'), "'10000000000' is no count");
});

test('VLAN ids from 1 to 4094, in lists and ranges, each once', () => {
  assert.deepEqual(reading(vlanIds, '10,20, 1234'), [10, 20, 1234]);
  assert.deepEqual(reading(vlanIds, '1,4094,100-103,102-104'), [1, 4094, 100, 101, 102, 103, 104]);
  assert.deepEqual(reading(vlanIds, '7-7'), [7]);
  for (const text of ['0', '4095', '5-4', '1-4095', '0-3', 'x', '', '1-', '-1', '123456'])
    assert.equal(reading(vlanIds, text), `'${text}' is no VLAN id`);
  assert.equal(reading(vlanIds, '1,,2'), "'' is no VLAN id");
});

test('words in a list, none of them empty', () => {
  assert.deepEqual(reading(list, 'a, b ,c'), ['a', 'b', 'c']);
  for (const text of ['', 'a,', ',a', 'a, ,b'])
    assert.equal(reading(list, text), `'${text}' has an empty place`);
});
