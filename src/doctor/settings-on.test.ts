import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hostWith } from '../kernel/build-host.ts';
import { asKernel } from '../kernel/kernel.ts';
import type { Conf } from '../kernel/conf.ts';
import { after } from '../change/after.ts';
import { commandOf } from '../change/change.ts';
import { settleOn, type SettingWish } from './settings-on.ts';

function settled(all: Conf, wanted: SettingWish, own: Conf = {}) {
  const links = { e0: { addresses: ['10.0.0.1/24'], conf: own }, e1: { addresses: ['10.1.0.1/24'] }, v0: {} };
  const host = hostWith({ links, all });
  const changes = settleOn(host, ['e0'], wanted);
  const value = (name: string): number =>
    asKernel(after(host, changes)).linkOf.get(name)!.conf[wanted.setting];
  const before = asKernel(host).linkOf.get('v0')!.conf[wanted.setting];
  return { words: changes.map(commandOf), e0: value('e0'), others: [value('e1'), value('v0')], before };
}

test('K6: on the link alone, where conf/all is not in the way', () => {
  const { words, e0, others } = settled({}, { setting: 'arp_ignore', value: 1 });
  assert.deepEqual([words, e0, others], [['sysctl -w net.ipv4.conf.e0.arp_ignore=1'], 1, [0, 0]]);
  assert.deepEqual(settled({ arp_ignore: 1 }, { setting: 'arp_ignore', value: 2 }).others, [1, 1]);
});

test('K6: a larger value of conf/all goes to the others, to conf/default, and away', () => {
  const { words, e0, others, before } = settled({ arp_ignore: 3 }, { setting: 'arp_ignore', value: 1 });
  assert.deepEqual([e0, others, before], [1, [3, 3], 3]);
  assert.deepEqual(words.at(-1), 'sysctl -w net.ipv4.conf.all.arp_ignore=0');
  assert.ok(words.includes('sysctl -w net.ipv4.conf.default.arp_ignore=3'));
});

test('K6: a value without a meaning is not handed on: it acted as 0', () => {
  const { e0, others } = settled({ arp_ignore: 9 }, { setting: 'arp_ignore', value: 1 });
  assert.deepEqual([e0, others], [1, [0, 0]]);
});

test('K6: a switch that conf/all holds on is turned off on the link alone', () => {
  const { e0, others } = settled({ rp_filter: 1 }, { setting: 'rp_filter', value: 0 });
  assert.deepEqual([e0, others], [0, [1, 1]]);
  const filter = settled({ arp_filter: 1 }, { setting: 'arp_filter', value: 0 }, { arp_filter: 1 });
  assert.deepEqual([filter.e0, filter.others], [0, [1, 1]]);
});

test('K6: what is so already is not written again', () => {
  assert.deepEqual(settled({}, { setting: 'arp_ignore', value: 1 }, { arp_ignore: 1 }).words, []);
});
