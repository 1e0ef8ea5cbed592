import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ip, mac } from '../../../test/cli/stations.ts';
import type { BookEntry } from '../../asking/book.ts';
import { BROADCAST_MAC } from '../../base/mac.ts';
import { openWorld } from '../../sim/world.ts';
import type { PingOptions } from './options.ts';
import { PingSession } from './session.ts';

const TARGET = ip('10.77.0.11');
const OURS = ip('10.77.0.1');
const [A, B] = [mac('02:aa:00:00:00:01'), mac('02:aa:00:00:00:02')];

function session(
  wishes: Partial<PingOptions> = {},
  addresses: readonly string[] = ['10.77.0.1/24'],
): PingSession {
  const world = openWorld({ seed: 7 });
  const host = world.host({ name: 'eth0', mac: 1, addresses, segment: world.segment('s0') });
  const facts = host.interfaces().find(({ name }) => name === 'eth0') ?? assert.fail();
  const all: PingOptions = {
    facts,
    target: TARGET,
    vlan: null,
    unicast: null,
    follow: false,
    source: null,
    force: false,
    count: 3,
    interval: 1000,
    deadline: null,
    examine: true,
    until: 'count',
    ...wishes,
  };
  return new PingSession(host.openLink(facts), all, { ours: new Map(), hints: () => [] });
}

function heard(one: PingSession, by: number, zero: number, own: number): void {
  const entry: BookEntry = {
    field: one.field,
    ip: TARGET,
    mac: by,
    rttMs: 1,
    tries: 1,
    late: false,
    from: by,
    zero,
    own,
    byBroadcast: false,
    silentToProbe: false,
    told: undefined,
  };
  one.book.add(entry);
}

test('as whom it asks: as ourselves where that is no announcement, as is wished, or as nobody', () => {
  for (const [wishes, addresses, own] of [
    [{}, ['10.77.0.1/24'], OURS],
    [{}, ['10.9.0.1/24', '10.77.0.1/24'], OURS],
    [{}, [], null],
    [{ vlan: 7 }, ['10.77.0.1/24'], null],
    [{ target: OURS }, ['10.77.0.1/24'], null],
    [{ source: 0 }, ['10.77.0.1/24'], null],
    [{ source: ip('10.9.9.9') }, ['10.77.0.1/24'], ip('10.9.9.9')],
    [{ source: ip('10.9.9.9'), vlan: 7 }, [], ip('10.9.9.9')],
  ] as const)
    assert.equal(session(wishes, addresses).own, own, JSON.stringify(wishes));
});

test('in which form: in turns while nobody answers, as probe where a probe was answered, else as ourselves', () => {
  const forms = (one: PingSession): readonly string[] =>
    [0, 1, 2, 3].map((asked) => {
      one.questions.asked = asked;
      return one.form;
    });
  assert.deepEqual(forms(session()), ['zero', 'own', 'zero', 'own']);
  assert.deepEqual(forms(session({}, [])), ['zero', 'zero', 'zero', 'zero']);
  assert.deepEqual(forms(session({ source: OURS })), ['own', 'own', 'own', 'own']);
  assert.deepEqual(forms(session({ source: 0 })), ['zero', 'zero', 'zero', 'zero']);
  const probed = session();
  heard(probed, A, 0, 1);
  heard(probed, B, 1, 0);
  assert.deepEqual(forms(probed), ['zero', 'zero', 'zero', 'zero']);
  const ordinary = session();
  heard(ordinary, A, 0, 1);
  assert.deepEqual(forms(ordinary), ['own', 'own', 'own', 'own']);
});

test('to whom: to everybody, to the one that is named, or to who answered last', () => {
  const following = session({ follow: true });
  assert.equal(following.destination, BROADCAST_MAC);
  following.lastAnswerer = A;
  assert.equal(following.destination, A);
  const named = session({ unicast: B, follow: true });
  named.lastAnswerer = A;
  assert.equal(named.destination, B);
  const plain = session();
  plain.lastAnswerer = A;
  assert.equal(plain.destination, BROADCAST_MAC);
});

test('what is heard again is counted by its form', () => {
  const one = session();
  heard(one, A, 1, 0);
  one.count(A, 'own', true);
  one.count(B, 'own', false);
  const [known, ...others] = one.book.answersFor(TARGET);
  assert.deepEqual([known?.zero, known?.own, known?.byBroadcast, others.length], [1, 1, true, 0]);
});
