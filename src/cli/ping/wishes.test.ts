import assert from 'node:assert/strict';
import { test } from 'node:test';
import { paperIo } from '../../../test/cli/paper-io.ts';
import type { Host, InterfaceFacts } from '../../ports/host.ts';
import type { Routing } from '../../ports/routing.ts';
import { ipOf, linkAddress } from '../../sim/addresses.ts';
import { type PingTarget, pingingFor } from './wishes.ts';

function nic(name: string, index: number, addresses: string): InterfaceFacts {
  const plain = { mac: index, mtu: 1500, hardware: 1, up: true, carrier: true, arp: true, loopback: false };
  const own = addresses.split(' ').filter(Boolean).map(linkAddress);
  return { name, index, ...plain, kind: null, master: 0, addresses: own };
}

const NICS = [nic('eth0', 2, '10.0.0.1/24'), nic('eth1', 3, '10.0.0.5/25'), nic('bare0', 4, '')];

/** The kernel sends to 10.0.0.9 by bare0, and to nothing else. */
const ROUTING: Routing = {
  routes: () => [],
  wayTo: (ip) =>
    ip === ipOf('10.0.0.9')
      ? { kind: 'unicast', link: 'bare0', gateway: null, source: ipOf('10.0.0.1') }
      : 'none',
};

async function asked(word: string, more: Partial<PingTarget> = {}, routing?: Routing) {
  const host = { interfaces: () => NICS, ...(routing ? { routing } : {}) } as unknown as Host;
  const pace = {
    follow: false,
    count: 1,
    interval: 1,
    deadline: null,
    until: 'count',
    examine: false,
  } as const;
  const { options, notes } = await pingingFor(
    word,
    { interface: undefined, source: undefined, ...more },
    { hands: { host }, io: paperIo(), pace },
  );
  return { on: options.facts.name, source: options.source, notes: notes.join('; ') };
}

test('the narrowest subnet is asked, and the others are named', async () => {
  const { on, notes } = await asked('10.0.0.7');
  assert.equal(on, 'eth1');
  assert.match(notes, /it is in a subnet of eth0 too/);
});

test('K2: the interface is the one the kernel would ask on, and the question carries the address it would', async () => {
  assert.deepEqual(await asked('10.0.0.9', {}, ROUTING), {
    on: 'bare0',
    source: ipOf('10.0.0.1'),
    notes: '10.0.0.9 is asked for on bare0; it is in a subnet of eth1, eth0 too (-I)',
  });
});

test('D29: on an interface without address it is said that 0.0.0.0 alone asks', async () => {
  const { source, notes } = await asked('10.0.0.7', { interface: 'bare0' });
  assert.equal(source, null);
  assert.match(notes, /bare0 has no IPv4 address: only questions with sender 0\.0\.0\.0 are sent/);
  assert.doesNotMatch((await asked('10.0.0.7', { interface: 'bare0', vlan: 7 })).notes, /sender/);
});

test('who asks for an address of this host is told so, but not who tells it', async () => {
  assert.match((await asked('10.0.0.1')).notes, /10\.0\.0\.1 is an address of this host itself \(eth0\)/);
  assert.doesNotMatch((await asked('10.0.0.1', { tell: true })).notes, /this host itself/);
});
