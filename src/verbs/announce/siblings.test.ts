import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ip } from '../../../test/cli/stations.ts';
import { seededDice } from '../../base/dice.ts';
import { TargetSet } from '../../base/target-set.ts';
import type { Host, InterfaceFacts } from '../../ports/host.ts';
import { openWorld } from '../../sim/world.ts';
import type { AnnounceOptions } from './options.ts';
import { AnnounceSession } from './session.ts';
import { openSiblings } from './siblings.ts';

const PEER = '10.77.0.254';

function scene(addresses: readonly string[], more: Partial<AnnounceOptions> = {}) {
  const world = openWorld({ seed: 7 });
  const host = world.host({ name: 'eth0', mac: 1, addresses, segment: world.segment('s0') });
  const facts = host.interfaces().find(({ name }) => name === 'eth0') ?? assert.fail();
  const service = ip('10.77.0.50');
  const wishes: AnnounceOptions = {
    facts,
    vlan: null,
    addresses: TargetSet.of([{ first: service, last: service }]),
    forms: ['request'],
    via: [{ ip: ip(PEER), mac: null }],
    verify: true,
    check: false,
    before: false,
    force: true,
    takeover: false,
    count: 3,
    interval: 1000,
    refresh: null,
    rate: 100,
    patience: 1000,
    frames: false,
    ...more,
  };
  return { host, facts, wishes };
}

/** The address of ours that the peer is compared by. */
function ownFor(addresses: readonly string[], more: Partial<AnnounceOptions> = {}): number | null {
  const { host, facts, wishes } = scene(addresses, more);
  const session = new AnnounceSession(host.openLink(facts), wishes, { ours: new Set(), dice: seededDice(1) });
  return session.peers[0]?.own ?? null;
}

test('a peer is compared by an address of ours in its subnet that is not announced; in a VLAN by none', () => {
  for (const [addresses, own] of [
    [['10.77.0.1/24'], '10.77.0.1'],
    [['10.9.0.1/24', '10.77.0.1/24'], '10.77.0.1'],
    [['10.77.0.50/24', '10.77.0.1/24'], '10.77.0.1'],
    [['10.77.0.50/24'], null],
    [['10.9.0.1/24'], null],
    [['10.9.0.1/32'], '10.9.0.1'],
    [['10.9.0.1/32', '10.9.0.2/32'], '10.9.0.1'],
    [['10.9.0.1/32', '10.8.0.2/24'], null],
    [['10.77.0.50/32', '10.9.0.2/32'], '10.9.0.2'],
    [[], null],
  ] as const)
    assert.equal(ownFor(addresses), own === null ? null : ip(own), addresses.join());
  assert.equal(ownFor(['10.77.0.1/24'], { vlan: 7 }), null);
});

test('pairs are all addresses with all peers where something is to be proven, and none else', () => {
  const two = {
    addresses: TargetSet.of([{ first: 5, last: 6 }]),
    via: [7, 8, 9].map((one) => ({ ip: one, mac: null })),
  };
  const { host, facts, wishes } = scene(['10.77.0.1/24'], two);
  const known = { ours: new Set<number>(), dice: seededDice(1) };
  const session = new AnnounceSession(host.openLink(facts), wishes, known);
  assert.deepEqual(
    session.pairs.map((pair) => [pair.ip, pair.peer.ip]),
    [5, 6].flatMap((one) => [7, 8, 9].map((peer) => [one, peer])),
  );
  for (const pair of session.pairs) assert.equal(session.pairOf(pair.ip, pair.peer), pair);
  assert.equal(session.pairOf(4, session.peers[0]!), undefined);
  const unproven = new AnnounceSession(host.openLink(facts), { ...wishes, verify: false }, known);
  assert.deepEqual([unproven.pairs, unproven.pairOf(5, unproven.peers[0]!)], [[], undefined]);
});

test('the one that spoke as the address is the rival, and of two nobody is', () => {
  const { host, facts, wishes } = scene(['10.77.0.1/24']);
  const session = new AnnounceSession(host.openLink(facts), wishes, { ours: new Set(), dice: seededDice(1) });
  const rival = (by: number) => ({ ip: 5, mac: by, refused: false });
  assert.equal(session.rivalOf(5), null);
  session.rivals.set(5, new Map([[7, rival(7)]]));
  assert.equal(session.rivalOf(5), 7);
  session.rivals.get(5)!.set(8, rival(8));
  assert.equal(session.rivalOf(5), null);
});

const near = (index: number, more: Partial<InterfaceFacts> = {}): InterfaceFacts => {
  const { facts } = scene(['10.77.0.1/24']);
  return { ...facts, name: `eth${index}`, index, mac: index, ...more };
};

/** The names of the links that are heard beside. */
function siblings(all: readonly InterfaceFacts[], more: Partial<AnnounceOptions> = {}): readonly string[] {
  const { wishes } = scene(['10.77.0.1/24'], more);
  const opened: string[] = [];
  const host = {
    openLink: (facts: InterfaceFacts) => {
      if (facts.name === 'eth13') throw new Error('gone');
      opened.push(facts.name);
      return {};
    },
  } as unknown as Host;
  assert.equal(openSiblings(host, wishes, all).length, opened.length);
  return opened;
}

test('heard beside are our other NICs in the subnet of a peer: up, with a MAC of their own, no loopback', () => {
  const { facts } = scene(['10.77.0.1/24']);
  assert.deepEqual(siblings([facts, near(12)]), ['eth12']);
  assert.deepEqual(siblings([near(12, { up: false })]), []);
  assert.deepEqual(siblings([near(12, { loopback: true })]), []);
  assert.deepEqual(siblings([near(12, { mac: facts.mac })]), []);
  assert.deepEqual(siblings([near(12, { index: facts.index })]), []);
  assert.deepEqual(siblings([near(12, { addresses: [{ ip: ip('10.9.0.1'), prefixLength: 24 }] })]), []);
  assert.deepEqual(siblings([near(12, { addresses: [] })]), []);
  assert.deepEqual(siblings([near(13), near(14)]), ['eth14'], 'one that cannot be opened is not heard');
  assert.deepEqual(siblings([near(12)], { verify: false }), []);
  assert.deepEqual(siblings([near(12)], { vlan: 7 }), []);
});

test('sixteen are heard at most', () => {
  const many = Array.from({ length: 20 }, (_, nth) => near(20 + nth));
  assert.equal(siblings(many).length, 16);
});
