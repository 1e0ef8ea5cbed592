// How writes to all and default spread. The rules stand in docs/kernel-arp.md.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addLink, type ConfState, frozenSettings, numberLink, writeConf } from './conf-write.ts';
import { CONF_NAMES, type ConfName } from './conf.ts';
import { hostWith } from './build-host.ts';

function fresh(): ConfState {
  const { conf } = hostWith({ links: { e0: {} } });
  let state: ConfState = { conf, written: {}, numbered: ['lo', 'e0'] };
  for (const link of ['f0', 'f1', 'f2']) state = addLink(state, link);
  state = numberLink(state, 'f1');
  return writeConf(state, { on: 'f2', setting: 'arp_ignore', value: 0 });
}

function values(state: ConfState, setting: ConfName, ...links: string[]): (number | undefined)[] {
  return links.map((link) => state.conf.links[link]?.[setting]);
}

test('#default-reaches: links that were never configured, unless default was written before them', () => {
  const first = addLink(writeConf(fresh(), { on: 'default', setting: 'arp_ignore', value: 1 }), 'f5');
  assert.deepEqual(values(first, 'arp_ignore', 'f0', 'f1', 'f2'), [1, 0, 0]);
  assert.deepEqual(values(first, 'arp_ignore', 'f5'), [1]);
  const second = writeConf(first, { on: 'default', setting: 'arp_ignore', value: 2 });
  assert.deepEqual(values(second, 'arp_ignore', 'f0', 'f5'), [2, 1]);
});

test('#all-not-copied: all is combined at use, never copied', () => {
  const state = writeConf(fresh(), { on: 'all', setting: 'arp_ignore', value: 2 });
  assert.deepEqual([state.conf.all.arp_ignore, ...values(state, 'arp_ignore', 'e0', 'f0')], [2, 0, 0]);
});

test('#forwarding-copied: a change of forwarding goes everywhere, the same value again nowhere', () => {
  const on = writeConf(fresh(), { on: 'all', setting: 'forwarding', value: 1 });
  assert.deepEqual([on.conf.default.forwarding, ...values(on, 'forwarding', 'lo', 'e0', 'f0')], [1, 1, 1, 1]);
  const without = writeConf(on, { on: 'e0', setting: 'forwarding', value: 0 });
  const again = writeConf(without, { on: 'all', setting: 'forwarding', value: 1 });
  assert.deepEqual(values(again, 'forwarding', 'e0', 'f0'), [0, 1]);
});

test('#default-reaches: what is frozen against it', () => {
  const state = fresh();
  assert.deepEqual(frozenSettings(state, 'f0'), []);
  assert.deepEqual(frozenSettings(state, 'f1'), CONF_NAMES);
  assert.deepEqual(frozenSettings(state, 'f2'), ['arp_ignore']);
  const twice = writeConf(state, { on: 'f2', setting: 'arp_ignore', value: 1 });
  assert.deepEqual(frozenSettings(twice, 'f2'), ['arp_ignore']);
  assert.deepEqual(numberLink(state, 'f1'), state);
});
