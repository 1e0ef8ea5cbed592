import assert from 'node:assert/strict';
import { test } from 'node:test';
import { selfAnswering, type SelfAnsweringLink } from './self-answer.ts';

const link = (name: string, more: Partial<SelfAnsweringLink> = {}): SelfAnsweringLink => ({
  name,
  kind: null,
  master: null,
  lower: null,
  ...more,
});

test('K9: a vxlan with proxy answers itself, also for what stands on it and for the bridge it is a port of', () => {
  const answers = selfAnswering([
    link('vx0', { kind: 'vxlan', vxlanProxy: true, master: 'br0' }),
    link('br0', { kind: 'bridge' }),
    link('br0.10', { kind: 'vlan', lower: 'br0' }),
    link('mv0', { kind: 'macvlan', lower: 'br0.10' }),
    link('vx1', { kind: 'vxlan', vxlanProxy: false }),
    link('eth0'),
  ]);
  for (const name of ['vx0', 'br0', 'br0.10', 'mv0'])
    assert.deepEqual(answers(name), { link: 'vx0', because: 'vxlan-proxy' }, name);
  for (const name of ['vx1', 'eth0', 'nowhere']) assert.equal(answers(name), null, name);
});

test('K9: a bridge answers itself when a port suppresses neighbours; the port alone does not', () => {
  const answers = selfAnswering([
    link('br0', { kind: 'bridge' }),
    link('p0', { kind: 'veth', master: 'br0' }),
    link('p1', { kind: 'vxlan', master: 'br0', neighSuppress: true }),
    link('bond0', { kind: 'bond' }),
    link('m0', { master: 'bond0', neighSuppress: true }),
    link('bat0', { kind: 'batadv' }),
  ]);
  assert.deepEqual(answers('br0'), { link: 'p1', because: 'neigh-suppress' });
  assert.deepEqual(answers('bat0'), { link: 'bat0', because: 'dat' });
  for (const name of ['p0', 'p1', 'bond0', 'm0']) assert.equal(answers(name), null, name);
});

test('a ring in a broken snapshot ends', () => {
  const answers = selfAnswering([link('a', { lower: 'b' }), link('b', { lower: 'a' })]);
  assert.equal(answers('a'), null);
});
