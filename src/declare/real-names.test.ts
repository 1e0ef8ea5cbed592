import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hostWith } from '../kernel/build-host.ts';
import { commands, declared } from './build-plan.ts';
import { planFor } from './plan.ts';
import { withRealNames } from './real-names.ts';

test('K1: a declaration may call an interface by any of its names, and is planned with the real one', () => {
  const host = hostWith({
    links: { eth0: { addresses: ['10.0.0.1/24'] }, eth1: { addresses: ['10.0.0.2/24'] } },
  });
  const altnames = ['enp0s8'];
  const links = host.links.map((one) => (one.name === 'eth1' ? { ...one, altnames } : one));
  const named = { ...host, links };
  const value = (link: string): unknown => ({
    flux: { interfaces: ['eth0', link] },
    published: [{ addresses: ['10.0.0.9'], interfaces: [link] }],
    address: [{ address: '10.5.0.1/24', interface: link }],
  });
  const plan = (link: string): readonly string[] =>
    commands(planFor(withRealNames(declared(value(link)), named), named));
  assert.deepEqual(plan('enp0s8'), plan('eth1'));
  assert.ok(plan('enp0s8').length > 4);
});
