import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseMac } from '../base/mac.ts';
import { virtualOf } from './virtual.ts';

const table: readonly (readonly [string, string | undefined, string?])[] = [
  ['00:00:5e:00:01:33', 'virtual-vrrp', '51'],
  ['00:00:5e:00:02:33', undefined],
  ['00:00:0c:07:ac:0a', 'virtual-hsrp', '10'],
  ['00:00:0c:9f:f1:02', 'virtual-hsrp', '258'],
  ['00:07:b4:00:0a:02', 'virtual-glbp', '10, forwarder 2'],
  ['02:bf:0a:00:00:01', 'virtual-nlb'],
  ['03:bf:0a:00:00:01', 'virtual-nlb'],
  ['00:50:56:aa:bb:cc', 'virtual-vmware'],
  ['00:0c:29:aa:bb:cc', 'virtual-vmware'],
  ['b8:27:eb:00:00:01', undefined],
  ['00:16:3e:00:00:01', undefined],
];

for (const [text, code, group] of table) {
  test(`${text} is ${code ?? 'not virtual'}`, () => {
    const found = virtualOf(parseMac(text) ?? 0);
    assert.equal(found?.code, code);
    if (group) assert.ok(found?.text.includes(group), found?.text);
  });
}
