import assert from 'node:assert/strict';
import { test } from 'node:test';
import { commandOf } from '../../change/change.ts';
import { asConsent } from '../../doctor/consent.ts';
import { diagnose } from '../../doctor/diagnose.ts';
import { hostWith } from '../../kernel/build-host.ts';
import type { HostSnapshot } from '../../kernel/host.ts';
import { routeOutput } from '../../kernel/routes.ts';
import { asKernel } from '../../kernel/kernel.ts';
import { parseIpv4 } from '../../base/ipv4.ts';
import { after } from '../../change/after.ts';
import { type Fixes, fixesFor } from './fixes.ts';

/** Two NICs on one segment, and a container behind a cable without an address: what many CNIs make. */
const CONTAINER = hostWith({
  links: { eth0: { addresses: ['10.99.0.1/24'] }, eth1: { addresses: ['10.99.0.2/24'] }, veth0: {} },
  routes: ['172.20.0.9/32 dev veth0', 'default via 10.99.0.254 dev eth0'],
  forwarding: true,
});

function fixed(host: HostSnapshot, ...words: readonly string[]): Fixes {
  return fixesFor(host, diagnose(host).findings, { consents: words.map((word) => asConsent(word)!) });
}

function commands({ steps }: Fixes): readonly string[] {
  return steps.map(({ change }) => commandOf(change));
}

function reached(host: HostSnapshot, { steps }: Fixes): HostSnapshot {
  return after(
    host,
    steps.map(({ change }) => change),
  );
}

test('K6: flux is mended on its links alone, and the container keeps its gateway', () => {
  const fixes = fixed(CONTAINER);
  const settings = commands(fixes).filter((command) => command.startsWith('sysctl'));
  assert.deepEqual(settings, [
    'sysctl -w net.ipv4.conf.eth0.arp_ignore=1',
    'sysctl -w net.ipv4.conf.eth1.arp_ignore=1',
    'sysctl -w net.ipv4.conf.eth0.arp_announce=2',
    'sysctl -w net.ipv4.conf.eth1.arp_announce=2',
  ]);
  assert.deepEqual([fixes.silences, fixes.leftOut], [[], []]);
});

test('K6: the way back to the container beside a default route stays what it was', () => {
  const then = asKernel(reached(CONTAINER, fixed(CONTAINER)));
  const out = (dst: string, src: string): string | undefined =>
    routeOutput(then, { src: parseIpv4(src)!, dst: parseIpv4(dst)!, vrf: null })?.name;
  assert.equal(out('172.20.0.9', '10.99.0.1'), 'veth0');
  assert.equal(out('192.0.2.9', '10.99.0.2'), 'eth1');
  assert.equal(out('10.99.0.77', '10.99.0.2'), 'eth1');
});

test('K6: a container with an address of the segment itself is still reached by its own link', () => {
  const host = hostWith({
    links: { eth0: { addresses: ['10.99.0.1/24'] }, eth1: { addresses: ['10.99.0.2/24'] }, veth0: {} },
    routes: ['10.99.0.50/32 dev veth0', 'default via 10.99.0.254 dev eth0'],
    forwarding: true,
  });
  const then = asKernel(reached(host, fixed(host)));
  for (const src of ['10.99.0.1', '10.99.0.2'])
    assert.equal(
      routeOutput(then, { src: parseIpv4(src)!, dst: parseIpv4('10.99.0.50')!, vrf: null })?.name,
      'veth0',
    );
});

test('K6: a network that comes later is reached as well', () => {
  const then = reached(CONTAINER, fixed(CONTAINER));
  const { routes } = hostWith({ links: { eth0: {}, eth1: {}, docker0: { addresses: ['172.17.0.1/16'] } } });
  const later = { ...then, links: [...then.links, { ...then.links[3]!, name: 'docker0', index: 9 }] };
  const kernel = asKernel({
    ...later,
    routes: [...then.routes, ...routes.filter(({ table }) => table === 254)],
  });
  const out = routeOutput(kernel, { src: parseIpv4('10.99.0.1')!, dst: parseIpv4('172.17.0.9')!, vrf: null });
  assert.equal(out?.name, 'docker0');
});

test('K6: a value of conf/all that is in the way goes down, and the others keep what it meant', () => {
  const host = { ...CONTAINER, conf: { ...CONTAINER.conf, all: { ...CONTAINER.conf.all, arp_ignore: 3 } } };
  const fixes = fixed(host);
  const told = commands(fixes).filter((command) => command.includes('arp_ignore'));
  assert.deepEqual(told, [
    'sysctl -w net.ipv4.conf.eth0.arp_ignore=1',
    'sysctl -w net.ipv4.conf.eth1.arp_ignore=1',
    'sysctl -w net.ipv4.conf.veth0.arp_ignore=3',
    'sysctl -w net.ipv4.conf.default.arp_ignore=3',
    'sysctl -w net.ipv4.conf.all.arp_ignore=0',
  ]);
});

/** A service address on lo that both NICs answer for now. */
const SERVICE = hostWith({
  links: {
    lo: { addresses: ['10.99.0.53/32'] },
    eth0: { addresses: ['10.99.0.1/24'] },
    eth1: { addresses: ['10.99.0.2/24'] },
  },
});

test('K6: a fix that would silence an address on lo is left out, until the address is named', () => {
  const fixes = fixed(SERVICE);
  assert.ok(!commands(fixes).some((command) => command.includes('arp_ignore')), commands(fixes).join('\n'));
  const told = fixes.leftOut.map(({ sentence }) => sentence).join('\n');
  assert.match(
    told,
    /the fix of flux is left out: 10\.99\.0\.53 asked on eth0: now eth0, eth1 → after: nobody/,
  );
  for (const word of ['10.99.0.53', '10.99.0.53@eth0', '10.99.0.53@eth1'])
    assert.ok(commands(fixed(SERVICE, word)).includes('sysctl -w net.ipv4.conf.eth0.arp_ignore=1'), word);
  for (const word of ['10.99.0.54', '10.99.0.53@eth2'])
    assert.ok(!commands(fixed(SERVICE, word)).some((command) => command.includes('arp_ignore')), word);
});

test('D2: what is published on the link that can answer is not moved to one that cannot', () => {
  const host = hostWith({
    links: { eth0: { addresses: ['10.77.0.1/24'] }, eth3: { addresses: ['10.77.0.3/24'] } },
    all: { arp_ignore: 1, arp_announce: 2, forwarding: 1 },
    forwarding: true,
    published: ['10.77.0.203 dev eth3'],
  });
  const found = diagnose(host).findings.find(({ kind }) => kind === 'published-wrong-link');
  assert.deepEqual(found?.changes, []);
  assert.match(found.sentence, /There it could not answer, so it is for a person to say/);
  assert.ok(!commands(fixed(host)).some((command) => command.includes('10.77.0.203')));
});

test('D2: an entry that leads to another link that can answer still moves', () => {
  const host = hostWith({
    links: {
      eth0: { addresses: ['10.77.0.1/24'] },
      eth3: { addresses: ['10.77.0.3/24'] },
      ct0: {},
    },
    all: { arp_ignore: 1, arp_announce: 2, forwarding: 1 },
    forwarding: true,
    routes: ['10.77.0.203 dev ct0'],
    published: ['10.77.0.203 dev eth3'],
  });
  const found = diagnose(host).findings.find(({ kind }) => kind === 'published-wrong-link');
  assert.deepEqual(found?.changes.map(commandOf), [
    'ip neigh del proxy 10.77.0.203 dev eth3',
    'ip neigh add proxy 10.77.0.203 dev eth0',
  ]);
});

test('D2: two fixes that undo each other are left to a person', () => {
  const [first] = diagnose(CONTAINER).findings;
  const set = (value: number) => ({ do: 'set-conf', link: 'eth0', setting: 'arp_accept', value }) as const;
  const one = { ...first!, kind: 'locktime-long', addresses: ['10.99.0.7'], changes: [set(1)] } as const;
  const other = { ...first!, kind: 'carrier-lost', addresses: ['10.99.0.8'], changes: [set(0)] } as const;
  const fixes = fixesFor(hostWith({ links: { eth0: { addresses: ['10.99.0.1/24'] } } }), [one, other]);
  assert.deepEqual(fixes.steps, []);
  assert.equal(fixes.leftOut.length, 2);
  assert.match(fixes.leftOut[0]!.sentence, /locktime-long and carrier-lost undo each other/);
});

test('K18: a table that only a rule names, or rt_tables, is in use', () => {
  const host = hostWith({
    links: { eth0: { addresses: ['10.99.0.1/24'] }, eth1: { addresses: ['10.99.0.2/24'] } },
    rules: ['from 10.77.0.0/16 lookup 103 priority 500'],
  });
  const tables = (one: HostSnapshot): readonly string[] => [
    ...new Set(commands(fixed(one)).flatMap((command) => /(?:lookup|table) (\d+)/.exec(command)?.[1] ?? [])),
  ];
  assert.deepEqual(tables(host), ['102', '104']);
  assert.deepEqual(tables({ ...host, namedTables: [102, 104, 105] }), ['106', '107']);
});
