import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findNamed } from './named.ts';

const ALL = [
  { name: 'eth0', altnames: ['enp0s8', 'enx02'], labels: ['eth0:1', null] },
  { name: 'a@b', labels: [] },
  { name: 'a', labels: ['wan'] },
];

function find(name: string): string | undefined {
  return findNamed(ALL, name, ({ labels }) => labels)?.name;
}

for (const [name, real] of Object.entries({
  eth0: 'eth0',
  enp0s8: 'eth0',
  enx02: 'eth0',
  'eth0:1': 'eth0',
  'eth0@if7': 'eth0',
  'enp0s8@eth1': 'eth0',
  'a@b': 'a@b',
  'a@b@if3': 'a@b',
  'a@c': 'a',
  wan: 'a',
}))
  test(`K1: ${name} is ${real}`, () => {
    assert.equal(find(name), real);
  });

for (const name of ['eth1', 'eth0:2', '@eth0', 'ETH0', ''])
  test(`K1: '${name}' is none of them`, () => {
    assert.equal(find(name), undefined);
  });
