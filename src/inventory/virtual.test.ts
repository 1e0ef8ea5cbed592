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

test('D6: the maker of a virtual machine gives it no role', () => {
  for (const maker of [
    '00:50:56',
    '00:0c:29',
    '00:05:69',
    '00:1c:14',
    '52:54:00',
    '00:15:5d',
    '08:00:27',
    '00:16:3e',
  ])
    assert.equal(virtualOf(parseMac(`${maker}:aa:bb:cc`)!), undefined, maker);
});

for (const [text, words] of [
  ['00:00:5e:00:01:ff', 'the virtual MAC of VRRP or CARP group 255'],
  ['00:00:0c:07:ac:ff', 'the virtual MAC of HSRP group 255'],
  ['00:00:0c:9f:ff:ff', 'the virtual MAC of HSRP version 2 group 4095'],
  ['00:00:0c:9f:f0:00', 'the virtual MAC of HSRP version 2 group 0'],
  ['00:07:b4:00:ff:ff', 'the virtual MAC of GLBP group 255, forwarder 255'],
  ['02:bf:ff:ff:ff:ff', 'the cluster MAC of Microsoft network load balancing'],
  ['03:bf:ff:ff:ff:ff', 'the multicast cluster MAC of Microsoft network load balancing'],
  ['01:00:5e:7f:ff:ff', 'the IGMP multicast cluster MAC of Microsoft network load balancing'],
] as const)
  test(`${text} is ${words}`, () => assert.equal(virtualOf(parseMac(text) ?? 0)?.text, words));

for (const text of [
  '00:00:0c:9f:ef:ff',
  '00:07:b4:01:00:00',
  '00:00:0c:07:ad:00',
  '01:00:5e:7e:00:00',
  '02:be:00:00:00:00',
])
  test(`${text}, just beside a range, stands for no role`, () =>
    assert.equal(virtualOf(parseMac(text) ?? 0), undefined));
