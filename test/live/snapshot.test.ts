import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { CONF_NAMES } from '../../src/kernel/conf.ts';
import type { HostSnapshot } from '../../src/kernel/host.ts';
import { asHostSnapshot } from '../../src/kernel/host-json.ts';
import { readSnapshot } from '../../src/linux/snapshot.ts';
import { openSystem } from '../../src/linux/system.ts';
import { type Lab, type LabHost, openLab, whyNoLab } from './lab.ts';

let lab: Lab | undefined;
let host: LabHost;
let read: HostSnapshot;

before(() => {
  if (whyNoLab !== false) return;
  lab = openLab();
  host = lab.host('shot', {
    nics: [
      { name: 'e0', mac: '02:00:00:00:01:00', addresses: ['10.0.0.1/24', '10.0.0.3/24'] },
      { name: 'e1', mac: '02:00:00:00:01:01', addresses: ['10.1.0.1/24'], segment: 's1' },
    ],
    sysctls: {
      'net.ipv4.conf.all.arp_ignore': 3,
      'net.ipv4.conf.e0.arp_ignore': -1,
      'net.ipv4.conf.e0.medium_id': -1,
      'net.ipv4.conf.e1.proxy_arp': 1,
      'net.ipv4.conf.default.rp_filter': 2,
      'net.ipv4.neigh.e1.locktime': 50,
      'net.ipv4.neigh.e1.delay_first_probe_time': 7,
    },
    ip: [
      'addr add 10.0.0.200/32 dev lo scope host',
      'addr add 10.0.9.1 peer 10.0.9.2/30 dev e1 scope link noprefixroute',
      'route add blackhole 10.66.0.0/16',
      'route add 10.5.0.0/16 metric 7 via 10.0.0.9 dev e0',
      'route add 10.6.0.0/16 table 1000 nexthop via 10.0.0.9 dev e0 weight 2 nexthop via 10.1.0.9 dev e1',
      'neigh add 10.0.0.9 lladdr 02:00:00:00:00:09 dev e0 nud permanent router',
      'neigh add proxy 10.0.0.50 dev e1',
    ],
  });
  read = readSnapshot({ namespace: host.namespace });
});

after(() => lab?.close());

function live(name: string, body: () => void): void {
  test(name, { skip: whyNoLab }, body);
}

live('it is a snapshot that can be read back from a file', () => {
  const checked = asHostSnapshot(JSON.parse(JSON.stringify(read)));
  assert.ok(checked.ok, checked.ok ? '' : checked.error.sentence);
  assert.deepEqual([read.unread, read.initial, read.neigh.default], [[], false, null]);
});

live('links and addresses, in the kernel’s order', () => {
  assert.deepEqual(
    read.links.map(({ name, mac, up, carrier, kind }) => [name, mac, up, carrier, kind]),
    [
      ['lo', '00:00:00:00:00:00', true, true, null],
      ['e0', '02:00:00:00:01:00', true, true, 'veth'],
      ['e1', '02:00:00:00:01:01', true, true, 'veth'],
    ],
  );
  assert.deepEqual(
    read.addresses.map(({ link, local, prefixLength, peer, scope, secondary }) => [
      link,
      `${local}/${prefixLength}`,
      peer,
      scope,
      secondary,
    ]),
    [
      ['lo', '127.0.0.1/8', null, 'host', false],
      ['lo', '10.0.0.200/32', null, 'host', false],
      ['e0', '10.0.0.1/24', null, 'global', false],
      ['e0', '10.0.0.3/24', null, 'global', true],
      ['e1', '10.0.9.1/30', '10.0.9.2', 'link', false],
      ['e1', '10.1.0.1/24', null, 'global', false],
    ],
  );
});

live('what a step is held against is the same part of it', () => {
  const { links, addresses } = host.inside(() => openSystem().surroundings());
  assert.deepEqual({ links, addresses }, { links: read.links, addresses: read.addresses });
});

live('routes of all tables', () => {
  const own = read.routes.filter(({ protocol }) => protocol !== 2);
  assert.deepEqual(
    own.map(({ table, type, destination, metric, nexthops }) => [
      table,
      type,
      destination,
      metric,
      nexthops.map(({ link, via, weight }) => `${link} ${via} ${weight}`),
    ]),
    [
      [254, 'unicast', '10.5.0.0/16', 7, ['e0 10.0.0.9 1']],
      [254, 'blackhole', '10.66.0.0/16', 0, []],
      [1000, 'unicast', '10.6.0.0/16', 0, ['e0 10.0.0.9 2', 'e1 10.1.0.9 1']],
    ].toSorted((a, b) => Number(b[0] === 1000) - Number(a[0] === 1000)),
  );
  assert.ok(read.routes.some(({ type, destination }) => type === 'local' && destination === '10.0.0.200/32'));
});

live('neighbours and published entries', () => {
  const [neighbour] = read.neighbours.filter(({ ip }) => ip === '10.0.0.9');
  assert.equal(neighbour?.mac, '02:00:00:00:00:09');
  assert.deepEqual([neighbour?.state, neighbour?.flags], ['permanent', ['router']]);
  assert.ok(neighbour?.ages && neighbour.ages.updated < 60_000);
  assert.deepEqual(read.published, [{ ip: '10.0.0.50', link: 'e1', permanent: true }]);
});

live('every setting is what /proc/sys says', () => {
  host.inside(() => {
    for (const where of ['all', 'default', 'lo', 'e0', 'e1']) {
      const conf = where === 'all' || where === 'default' ? read.conf[where] : read.conf.links[where]!;
      for (const name of CONF_NAMES) {
        const said = Number(readFileSync(`/proc/sys/net/ipv4/conf/${where}/${name}`, 'utf8'));
        assert.equal(conf[name], said, `conf/${where}/${name}`);
      }
    }
    const { reachable_time_ms: drawn, ...neigh } = read.neigh.links['e1']!;
    assert.ok(drawn! >= 15_000 && drawn! < 45_000);
    for (const [name, value] of Object.entries(neigh)) {
      const said = Number(readFileSync(`/proc/sys/net/ipv4/neigh/e1/${name}`, 'utf8'));
      assert.equal(value, said, `neigh/e1/${name}`);
    }
  });
});

live('whether there was ever a policy rule shows, also when it is gone', () => {
  const marks = (): HostSnapshot['sticky'] => readSnapshot({ namespace: host.namespace }).sticky;
  assert.deepEqual(marks(), { customRules: false, customLocal: null });
  host.ip('route add local 10.9.0.0/24 dev lo');
  assert.deepEqual(marks(), { customRules: false, customLocal: true });
  host.ip('rule add from 10.0.0.1 lookup 1000 priority 100');
  const [, rule] = readSnapshot({ namespace: host.namespace }).rules;
  assert.deepEqual([rule?.priority, rule?.from, rule?.table], [100, '10.0.0.1/32', 1000]);
  host.ip('rule del priority 100');
  assert.equal(marks().customRules, true);
});

live('the caller’s own namespace is read without rights, and what was not readable is told', () => {
  const script = `import { readSnapshot } from '${new URL('../../src/linux/snapshot.ts', import.meta.url).href}';
    import { openLibc } from '${new URL('../../src/linux/ffi/libc.ts', import.meta.url).href}';
    // Afterwards this folder may be closed to it.
    openLibc();
    process.setgroups([]); process.setgid(65534); process.setuid(65534);
    const host = readSnapshot();
    process.stdout.write(JSON.stringify({ links: host.links.length, netfilter: host.netfilter, unread: host.unread.length }));`;
  const done = spawnSync(
    'ip',
    ['netns', 'exec', host.namespace, process.execPath, '--input-type=module', '-e', script],
    { encoding: 'utf8' },
  );
  assert.deepEqual(JSON.parse(done.stdout || done.stderr), { links: 3, netfilter: 'unknown', unread: 1 });
});

live('netfilter and traffic control are noticed', () => {
  assert.equal(read.netfilter, 'none');
  host.run('tc', 'qdisc', 'add', 'dev', 'e1', 'clsact');
  assert.equal(readSnapshot({ namespace: host.namespace }).netfilter, 'present');
});
