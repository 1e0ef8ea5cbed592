import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { commandOf } from '../../src/change/change.ts';
import { diagnose } from '../../src/doctor/diagnose.ts';
import type { Finding } from '../../src/doctor/finding.ts';
import type { HostSnapshot } from '../../src/kernel/host.ts';
import { readSnapshot } from '../../src/linux/snapshot.ts';
import { faultsOf, schemaNamed } from '../records/schema.ts';
import { type Lab, type LabHost, openLab, whyNoLab } from './lab.ts';
import { tableFulls } from './neighbour-limits.ts';

const skip = whyNoLab;
const MAIN = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url));
const NOTHING_SET = Object.fromEntries(
  [
    'arp_ignore',
    'arp_announce',
    'arp_filter',
    'rp_filter',
    'arp_accept',
    'drop_gratuitous_arp',
    'route_localnet',
  ].flatMap((name) => ['all', 'default', 'lo', 'eth0'].map((link) => [`net.ipv4.conf.${link}.${name}`, 0])),
);
const NOTHING_OF_LINKS = Object.fromEntries(
  Object.entries(NOTHING_SET).filter(([name]) => !name.includes('eth0')),
);
const HIDING = { 'net.ipv4.conf.all.arp_ignore': 1, 'net.ipv4.conf.all.arp_announce': 2 };

async function withLab(body: (lab: Lab) => void | Promise<void>): Promise<void> {
  const lab = openLab();
  const before = tableFulls();
  try {
    await body(lab);
    assert.equal(tableFulls(), before, 'the neighbour table was full: the run says nothing');
  } finally {
    lab.close();
  }
}

function plain(
  lab: Lab,
  name: string,
  address: string,
  more: { sysctls?: object; ip?: readonly string[] } = {},
): LabHost {
  return lab.host(name, {
    nics: [{ name: 'eth0', addresses: [address] }],
    sysctls: { ...NOTHING_SET, ...more.sysctls },
    ...(more.ip && { ip: more.ip }),
  });
}

interface Ran {
  readonly code: number | null;
  readonly records: readonly { readonly type: string; readonly kind?: string; readonly text?: string }[];
  readonly err: string;
}

/** The command as a person runs it, in the namespace of a host. `before`: what runs it. */
function doctorIn(host: LabHost, words: readonly string[], before: readonly string[] = []): Ran {
  const command = [...before, process.execPath, MAIN, 'doctor', '--json', ...words];
  const done = spawnSync('ip', ['netns', 'exec', host.namespace, ...command], { encoding: 'utf8' });
  const lines = done.stdout.split('\n').filter(Boolean);
  return {
    code: done.status,
    err: done.stderr,
    records: lines.map((line) => JSON.parse(line) as Ran['records'][number]),
  };
}

/** Without what the neighbour table was at some time: it is one for the machine, and its count never goes back. */
function kindsOf({ records }: Ran): readonly (string | undefined)[] {
  const kinds = records.filter(({ type }) => type === 'finding').map(({ kind }) => kind);
  return kinds.filter((kind) => !kind?.startsWith('table-'));
}

function firstOf(host: LabHost): Finding | undefined {
  return diagnose(snapshotOf(host)).findings.find(({ kind }) => !kind.startsWith('table-'));
}

function snapshotOf(host: LabHost): HostSnapshot {
  return {
    ...readSnapshot({ namespace: host.namespace }),
    hostname: host.namespace.split('-').at(-1) ?? null,
  };
}

/** How many MACs answer for an address, as our own scan of the segment sees it. */
function macsFor(client: LabHost, target: string): number {
  const command = [process.execPath, MAIN, 'scan', target, '--json', '-I', 'eth0'];
  const done = spawnSync('ip', ['netns', 'exec', client.namespace, ...command], { encoding: 'utf8' });
  const stations = done.stdout.split('\n').filter((line) => line.includes('"type":"station"'));
  return new Set(stations.map((line) => (JSON.parse(line) as { mac: string }).mac)).size;
}

test('healthy hosts are found healthy, with and without the wire', { skip }, () =>
  withLab((lab) => {
    const host = plain(lab, 'well', '10.77.0.10/24', { ip: ['route add default via 10.77.0.1'] });
    plain(lab, 'gw', '10.77.0.1/24');
    for (const words of [[], ['--probe']]) {
      const ran = doctorIn(host, words);
      assert.deepEqual([ran.code, kindsOf(ran)], [0, []], ran.err);
      assert.deepEqual(faultsOf(ran.records.at(-1), schemaNamed('diagnosis.v1')), []);
    }
  }),
);

test('without rights the diagnosis is whole, and the probe is refused in a sentence', { skip }, () =>
  withLab((lab) => {
    const host = plain(lab, 'user', '10.77.0.10/24', { sysctls: { 'net.ipv4.conf.eth0.arp_ignore': 9 } });
    const nobody = ['setpriv', '--bounding-set=-all', '--inh-caps=-all'];
    const ran = doctorIn(host, [], nobody);
    assert.deepEqual([ran.code, kindsOf(ran)], [1, ['value-without-meaning']], ran.err);
    const refused = doctorIn(host, ['--probe'], nobody);
    assert.equal(refused.code, 3);
    assert.match(refused.err, /^arpist: .*CAP_NET_RAW.*\n$/m);
  }),
);

test(
  '--probe: a duplicate is a conflict, a PERMANENT entry is contradicted, a gateway is silent',
  { skip },
  () =>
    withLab((lab) => {
      const host = plain(lab, 'us', '10.77.0.10/24', {
        ip: [
          'route add default via 10.77.0.1',
          'neigh add 10.77.0.20 lladdr 02:00:00:00:00:99 nud permanent dev eth0',
        ],
      });
      plain(lab, 'thief', '10.77.0.10/24');
      plain(lab, 'peer', '10.77.0.20/24');
      const quiet = doctorIn(host, []);
      assert.deepEqual([quiet.code, kindsOf(quiet)], [0, []], 'a snapshot alone cannot know it');
      const ran = doctorIn(host, ['--probe']);
      assert.deepEqual(kindsOf(ran), ['duplicate-address', 'permanent-contradicts', 'gateway-silent']);
      assert.equal(ran.code, 4);
      for (const record of ran.records.slice(0, -1))
        assert.deepEqual(faultsOf(record, schemaNamed('finding.v1')), []);
    }),
);

test(
  'a real server that answers beside the balancer: seen from one host, from all, and on the wire',
  { skip },
  () =>
    withLab((lab) => {
      const vip = { ip: ['address add 10.77.0.200/32 dev lo'] };
      const balancer = plain(lab, 'lb', '10.77.0.10/24', { ip: ['address add 10.77.0.200/32 dev eth0'] });
      const hidden = plain(lab, 'web1', '10.77.0.11/24', { ...vip, sysctls: HIDING });
      const open = plain(lab, 'web2', '10.77.0.12/24', vip);
      const client = plain(lab, 'client', '10.77.0.99/24');
      const answering = (): number => macsFor(client, '10.77.0.200');
      const folder = mkdtempSync(join(tmpdir(), 'arpist-'));
      const files = (): readonly string[] =>
        [balancer, hidden, open].map((host, at) => {
          const file = join(folder, `${at}.json`);
          writeFileSync(file, JSON.stringify(snapshotOf(host)));
          return file;
        });
      try {
        assert.equal(answering(), 2);
        const before = doctorIn(client, ['--hosts', ...files()]);
        assert.deepEqual([before.code, kindsOf(before)], [4, ['vip-contested']]);
        assert.match(before.records[0]?.text ?? '', /lb and web2 would all answer for 10\.77\.0\.200/);
        assert.deepEqual(
          kindsOf(doctorIn(hidden, ['--probe'])),
          ['vip-contested'],
          'the wire shows two others',
        );

        const found = firstOf(open);
        assert.equal(found?.kind, 'vip-answered');
        for (const change of found.changes) open.run('sh', '-c', commandOf(change));

        assert.equal(answering(), 1);
        const after = doctorIn(client, ['--hosts', ...files()]);
        assert.deepEqual([after.code, kindsOf(after)], [0, []]);
        for (const real of [hidden, open]) assert.deepEqual(kindsOf(doctorIn(real, ['--probe'])), []);
      } finally {
        rmSync(folder, { recursive: true });
      }
    }),
);

test(
  'containers published on both NICs: a flux that no ARP setting stops, mended by keeping one entry',
  { skip },
  () =>
    withLab((lab) => {
      const node = lab.host('node', {
        nics: [
          { name: 'eth0', addresses: ['10.77.0.1/24'] },
          { name: 'eth1', addresses: ['10.77.0.2/24'] },
          { name: 'veth0', segment: 's1' },
        ],
        sysctls: { ...NOTHING_SET, ...HIDING, 'net.ipv4.conf.all.forwarding': 1 },
        ip: [
          'route add 10.77.0.50/32 dev veth0',
          'neigh add proxy 10.77.0.50 dev eth0',
          'neigh add proxy 10.77.0.50 dev eth1',
          'route add 10.77.0.0/24 dev eth1 src 10.77.0.2 table 103',
          'rule add from 10.77.0.2 lookup 103',
        ],
      });
      for (const name of ['eth0', 'eth1']) node.run('sysctl', '-qw', `net.ipv4.neigh.${name}.proxy_delay=0`);
      const client = lab.host('client', { nics: [{ name: 'eth0', addresses: ['10.77.0.99/24'] }] });
      const answers = (): number => macsFor(client, '10.77.0.50');
      const found = firstOf(node);
      assert.equal(found?.kind, 'published-flux');
      assert.deepEqual(found.changes.map(commandOf), ['ip neigh del proxy 10.77.0.50 dev eth1']);
      assert.equal(answers(), 2);
      for (const change of found.changes) node.run('sh', '-c', commandOf(change));
      assert.equal(firstOf(node), undefined);
      assert.equal(answers(), 1);
    }),
);

test(
  'K3: a gateway that is a proxy answers no question with sender 0.0.0.0, and is found well',
  { skip },
  () =>
    withLab((lab) => {
      const router = lab.host('router', {
        nics: [{ name: 'up0', addresses: ['10.9.0.1/24'], segment: 'up' }],
        sysctls: { ...NOTHING_OF_LINKS, 'net.ipv4.conf.all.forwarding': 1 },
        ip: ['route add default via 10.9.0.254'],
      });
      const pod = lab.host('pod', { nics: [], sysctls: NOTHING_OF_LINKS });
      lab.cable(
        { host: router, nic: { name: 'cali0' } },
        { host: pod, nic: { name: 'eth0', addresses: ['192.168.5.37/32'] } },
      );
      router.run('sysctl', '-qw', 'net.ipv4.conf.cali0.proxy_arp=1');
      router.ip('route add 192.168.5.37 dev cali0');
      pod.ip('route add 169.254.1.1 dev eth0', 'route add default via 169.254.1.1');
      const well = doctorIn(pod, ['--probe']);
      assert.deepEqual([well.code, kindsOf(well)], [0, ['off-subnet-gateway']], well.err);
      router.run('sysctl', '-qw', 'net.ipv4.conf.cali0.proxy_arp=0');
      const gone = doctorIn(pod, ['--probe']);
      assert.deepEqual([gone.code, kindsOf(gone)], [1, ['gateway-silent', 'off-subnet-gateway']], gone.err);
    }),
);
