import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hostWith, type HostWish } from '../kernel/build-host.ts';
import { after } from '../change/after.ts';
import { diagnoseHosts, type NamedHost } from './hosts.ts';

const GOOD = { arp_ignore: 1, arp_announce: 2 };

function director(wish: Partial<HostWish> = {}): NamedHost {
  const host = hostWith({ links: { e0: { addresses: ['10.0.0.10/24', '10.0.0.200/32'] } }, ...wish });
  return { name: 'director', host };
}

function real(name: string, own: string, wish: Partial<HostWish> = {}): NamedHost {
  const host = hostWith({
    links: { lo: { addresses: ['10.0.0.200/32'] }, e0: { addresses: [`${own}/24`] } },
    all: GOOD,
    ...wish,
  });
  return { name, host };
}

const kinds = (hosts: readonly NamedHost[]): readonly string[] =>
  diagnoseHosts(hosts).findings.map(({ kind, host }) => `${kind} ${host ?? 'all'}`);

test('a balancer and hidden real servers are healthy', () => {
  assert.deepEqual(kinds([director(), real('r1', '10.0.0.11'), real('r2', '10.0.0.12')]), []);
});

test('a real server that answers beside the balancer is a conflict, with what mends it', () => {
  const open = real('r2', '10.0.0.12', { all: {} });
  const hosts = [director(), real('r1', '10.0.0.11'), open];
  const [found] = diagnoseHosts(hosts).findings;
  assert.deepEqual(kinds(hosts), ['vip-contested all'], 'what r2 alone would be told is said already');
  assert.equal(found?.kind, 'vip-contested');
  assert.equal(found.severity, 'conflict');
  assert.match(found.sentence, /director and r2 would all answer for 10\.0\.0\.200/);
  assert.match(found.evidence.map(({ text }) => text).join('\n'), /r1: who-has 10\.0\.0\.200 .*not answered/);
  const mended = { name: 'r2', host: after(open.host, found.changes) };
  assert.deepEqual(kinds([director(), real('r1', '10.0.0.11'), mended]), []);
});

test('an address that everybody hides is answered by nobody', () => {
  const [found] = diagnoseHosts([real('r1', '10.0.0.11'), real('r2', '10.0.0.12')]).findings;
  assert.equal(found?.kind, 'vip-unanswered');
  assert.match(found.sentence, /Nobody would answer for 10\.0\.0\.200: r1 and r2 hold it/);
});

test('the same address on the NICs of two hosts is a duplicate', () => {
  const twin = (name: string): NamedHost => ({
    name,
    host: hostWith({ links: { e0: { addresses: ['10.0.0.1/24'] } } }),
  });
  const [found] = diagnoseHosts([twin('a'), twin('b')]).findings;
  assert.equal(found?.kind, 'duplicate-address');
  assert.match(found.sentence, /10\.0\.0\.1 is an address of a and b/);
});

test('neighbours of one segment with addresses of their own are healthy, and so is one address on two networks', () => {
  const plain = (name: string, address: string): NamedHost => ({
    name,
    host: hostWith({ links: { e0: { addresses: [address] } } }),
  });
  assert.deepEqual(kinds([plain('a', '10.0.0.1/24'), plain('b', '10.0.0.2/24')]), []);
  const silent = { name: 'b', host: hostWith({ links: { e0: { addresses: ['10.0.0.1/24'], up: false } } }) };
  assert.deepEqual(kinds([plain('a', '10.0.0.1/24'), silent]), []);
});

test('bridges for containers have the same address everywhere, and never meet', () => {
  const docker = (name: string, address: string, port: string | undefined): NamedHost => ({
    name,
    host: hostWith({
      links: {
        e0: { addresses: [address] },
        docker0: { addresses: ['172.17.0.1/16'], kind: 'bridge' },
        port: { master: 'docker0', ...(port !== undefined && { kind: port }) },
      },
    }),
  });
  assert.deepEqual(kinds([docker('a', '10.0.0.1/24', 'veth'), docker('b', '10.0.0.2/24', 'veth')]), []);
  const out = kinds([docker('a', '10.0.0.1/24', undefined), docker('b', '10.0.0.2/24', undefined)]);
  assert.deepEqual(out, ['duplicate-address all'], 'a NIC in the bridge lets them meet');
});

test('what is wrong with one host alone is told with its name', () => {
  const fluxing = {
    name: 'f',
    host: hostWith({ links: { e0: { addresses: ['10.0.0.1/24'] }, e1: { addresses: ['10.0.0.2/24'] } } }),
  };
  assert.deepEqual(kinds([director(), fluxing]), ['flux f']);
});

test('caveats name their host', () => {
  const old = director({ kernel: '2.6.32' });
  assert.match(diagnoseHosts([old]).caveats.join(' '), /^director: Linux 2\.6\.32 is older/);
});
