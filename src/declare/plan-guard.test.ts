import assert from 'node:assert/strict';
import { test } from 'node:test';
import { after } from '../change/after.ts';
import { hostWith, type HostWish } from '../kernel/build-host.ts';
import type { HostSnapshot } from '../kernel/host.ts';
import { planned } from './build-plan.ts';

const A = '02:00:00:00:00:fe';
const B = '02:00:00:00:00:fd';
const LIAR = '02:00:00:00:00:66';
const GATEWAY = '10.0.0.254';

function hostKnowing(mac: string | null, more: HostWish = {}): HostSnapshot {
  return hostWith({
    links: { e0: { addresses: ['10.0.0.1/24'] } },
    routes: [`default via ${GATEWAY} dev e0`],
    neighbours: mac === null ? [] : [{ link: 'e0', ip: GATEWAY, mac, state: 'reachable' }],
    ...more,
  });
}

function plan(
  host: HostSnapshot,
  speaker: object,
  more: object = {},
): { readonly guard: unknown; readonly why: string; readonly kinds: readonly string[] } {
  const { steps, warnings } = planned({ guard: { interface: 'e0', speaker: [speaker], ...more } }, host);
  const [first] = steps;
  return {
    guard: first?.change.do === 'set-guard' ? first.change.guard : null,
    why: first?.why ?? '',
    kinds: warnings.map(({ kind }) => kind),
  };
}

test('a gateway whose MACs are known: one change, and what it does not do', () => {
  const { guard, why, kinds } = plan(hostKnowing(A), { address: GATEWAY, macs: [A, B] });
  assert.deepEqual(guard, { links: ['e0'], mode: 'drop', guarded: [{ ip: GATEWAY, macs: [B, A] }] });
  assert.match(why, /only .*fd and .*fe may speak for 10\.0\.0\.254 on e0; it may go from one to the other/);
  assert.deepEqual(kinds, ['guard-half']);
});

test('a gateway with one MAC is told, one of which nothing is known is refused without a word', () => {
  assert.deepEqual(plan(hostKnowing(A), { address: GATEWAY, macs: [A] }).kinds, ['pin-lonely', 'guard-half']);
  assert.deepEqual(plan(hostKnowing(null), { address: GATEWAY, macs: [A] }).kinds, [
    'guard-cuts-off',
    'guard-half',
  ]);
  assert.deepEqual(plan(hostKnowing(LIAR), { address: GATEWAY, macs: [A] }).kinds, [
    'lie-held',
    'guard-cuts-off',
    'guard-half',
  ]);
});

test('who is no gateway is guarded without a word about its MACs', () => {
  assert.deepEqual(plan(hostKnowing(A), { address: '10.0.0.9', macs: [B] }).kinds, ['guard-half']);
});

test('"gateway" is whoever is the default gateway out of the interface, and told where there is none', () => {
  const { guard } = plan(hostKnowing(A), { address: 'gateway', macs: [A] });
  assert.deepEqual(guard, { links: ['e0'], mode: 'drop', guarded: [{ ip: GATEWAY, macs: [A] }] });
  const without = plan(hostKnowing(A, { routes: [] }), { address: 'gateway', macs: [A] });
  assert.deepEqual([without.guard, without.kinds], [null, ['cannot']]);
});

test('a virtual router: its MAC may speak, and alone that is told', () => {
  const virtual = '00:00:5e:00:01:0a';
  const alone = plan(hostKnowing(virtual), { address: GATEWAY, vrrp: 10 });
  assert.deepEqual(alone.guard, {
    links: ['e0'],
    mode: 'drop',
    guarded: [{ ip: GATEWAY, macs: [virtual] }],
  });
  assert.deepEqual(alone.kinds, ['vrrp-alone', 'pin-lonely', 'guard-half']);
  const both = plan(hostKnowing(virtual), { address: GATEWAY, vrrp: 10, macs: [A, B] });
  assert.deepEqual(both.kinds, ['guard-half']);
});

test('only the guarded address expires, for each of a range', () => {
  const { guard } = plan(hostKnowing(A), { addresses: ['10.0.0.9-10'], macs: [A] }, { expires: '2min' });
  assert.deepEqual(guard, {
    links: ['e0'],
    mode: 'drop',
    guarded: [
      { ip: '10.0.0.9', macs: [A], expires: 120 },
      { ip: '10.0.0.10', macs: [A], expires: 120 },
    ],
  });
});

test('what is learned of a liar goes with the guard, what is made by hand stays and is told', () => {
  const learned = hostKnowing(LIAR);
  const { steps } = planned(
    { guard: { interface: 'e0', speaker: [{ address: GATEWAY, macs: [A] }] } },
    learned,
  );
  const then = after(
    learned,
    steps.map(({ change }) => change),
  );
  assert.deepEqual(then.neighbours, []);
  const pinned = hostKnowing(null, {
    neighbours: [{ link: 'e0', ip: GATEWAY, mac: LIAR, state: 'permanent' }],
  });
  const { steps: made, warnings } = planned(
    { guard: { interface: 'e0', speaker: [{ address: GATEWAY, macs: [A] }] } },
    pinned,
  );
  assert.equal(
    after(
      pinned,
      made.map(({ change }) => change),
    ).neighbours.length,
    1,
  );
  assert.match(warnings[0]!.sentence, /somebody made that entry by hand, so it stays/);
});

test('counting cuts nobody off, and a guard that is there is no change', () => {
  const counting = plan(hostKnowing(LIAR), { address: GATEWAY, macs: [A] }, { mode: 'count' });
  assert.deepEqual(counting.kinds, []);
  const host = hostKnowing(A);
  const value = { guard: { interface: 'e0', speaker: [{ address: GATEWAY, macs: [A, B] }] } };
  const { steps } = planned(value, host);
  const there = after(
    host,
    steps.map(({ change }) => change),
  );
  assert.deepEqual(planned(value, there).steps, []);
});

test('an interface that is not there yet is told, and one that hears by another is told, too', () => {
  const later = planned(
    { guard: { interface: 'e9', speaker: [{ address: '10.0.0.9', macs: [A] }] } },
    hostKnowing(A),
  );
  assert.match(later.warnings[0]!.sentence, /There is no e9 now.*judged as soon as it is there/);
  assert.equal(later.steps.length, 1);
  const bridged = hostWith({
    links: { e0: { master: 'br0' }, br0: { kind: 'bridge', addresses: ['10.0.0.1/24'] } },
  });
  const port = planned(
    { guard: { interface: 'e0', speaker: [{ address: '10.0.0.9', macs: [A] }] } },
    bridged,
  );
  assert.match(port.warnings[0]!.sentence, /e0 is a member of br0, which hears in its place/);
  const routed = hostWith({
    links: { e0: { master: 'red', addresses: ['10.0.0.1/24'] }, red: { kind: 'vrf' } },
  });
  const member = planned(
    { guard: { interface: 'e0', speaker: [{ address: '10.0.0.9', macs: [A] }] } },
    routed,
  );
  assert.deepEqual(
    member.warnings.map(({ kind }) => kind),
    ['guard-half'],
  );
});
