import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { SystemChange } from '../change/change.ts';
import { paperConfig } from '../sim/paper-config.ts';
import { sysctlFiles } from './sysctl.ts';
import { beatenIn, sysctlOrder, sysctlValues } from './sysctl-order.ts';

const IGNORE: SystemChange = { do: 'set-conf', link: 'all', setting: 'arp_ignore', value: 1 };
const FORWARD: SystemChange = { do: 'set-conf', link: 'all', setting: 'forwarding', value: 1 };
const SYSTEMD = { '/usr/lib/systemd/systemd-sysctl': '' };

function written(files: Readonly<Record<string, string>>, changes: readonly SystemChange[] = [IGNORE]) {
  const { files: made, notes, lost } = sysctlFiles(changes, 'vip.toml', paperConfig(files));
  return { path: made[0]?.path.split('/').at(-1), notes, lost };
}

test('K16: a name is taken that is read behind whoever says otherwise, and that is told', () => {
  for (const [theirs, wanted] of [
    ['99-sysctl.conf', '99-zz-arpist-vip.conf'],
    ['99-kubernetes-cri.conf', '99-zz-arpist-vip.conf'],
    ['99-zzz.conf', 'zz-arpist-vip.conf'],
    ['custom.conf', 'zz-arpist-vip.conf'],
    ['10-early.conf', '90-arpist-vip.conf'],
  ] as const) {
    const path = `/etc/sysctl.d/${theirs}`;
    const { path: name, notes, lost } = written({ ...SYSTEMD, [path]: 'net.ipv4.conf.all.arp_ignore = 0\n' });
    assert.deepEqual([name, lost], [wanted, []], theirs);
    if (wanted.startsWith('90')) assert.deepEqual(notes, []);
    else
      assert.deepEqual(notes, [
        `${path} sets net.ipv4.conf.all.arp_ignore = 0, not 1: /etc/sysctl.d/${wanted} is read later still`,
      ]);
  }
});

test('K16: where no name wins, the later file and the key are named', () => {
  const last = written({ ...SYSTEMD, '/run/sysctl.d/zzz.conf': 'net/ipv4/conf/all/arp_ignore=2\n' });
  assert.equal(last.path, '90-arpist-vip.conf');
  assert.deepEqual(last.lost, [
    '/etc/sysctl.d/90-arpist-vip.conf does not hold: /run/sysctl.d/zzz.conf sets net.ipv4.conf.all.arp_ignore = 2, not 1, and is read later',
  ]);
  // Without systemd, procps reads this one behind all others.
  const old = { '/etc/sysctl.conf': 'net.ipv4.conf.all.arp_ignore = 0\n' };
  assert.match(written(old).lost.join(), /\/etc\/sysctl\.conf sets/);
  assert.deepEqual(written({ ...SYSTEMD, ...old }).lost, []);
});

test('K16: the same value later on, a comment, a pattern, and another key take nothing away', () => {
  for (const line of [
    'net.ipv4.conf.all.arp_ignore = 1',
    '# net.ipv4.conf.all.arp_ignore = 0',
    '; net.ipv4.conf.all.arp_ignore = 0',
    'net.ipv4.conf.*.arp_ignore = 0',
    '-net.ipv4.conf.all.arp_ignore',
    'net.ipv4.conf.eth0.arp_ignore = 0',
  ]) {
    const told = written({ ...SYSTEMD, '/etc/sysctl.d/99-sysctl.conf': `${line}\n` });
    assert.deepEqual([told.path, told.notes, told.lost], ['90-arpist-vip.conf', [], []], line);
  }
  const minus = written({ ...SYSTEMD, '/etc/sysctl.d/99-x.conf': '-net.ipv4.conf.all.arp_ignore=0\n' });
  assert.equal(minus.path, '99-zz-arpist-vip.conf');
});

test('K16: one thing by two names: ip_forward, seconds beside milliseconds', () => {
  const theirs = { ...SYSTEMD, '/usr/lib/sysctl.d/99-router.conf': 'net.ipv4.ip_forward = 0\n' };
  assert.match(written(theirs, [FORWARD]).notes.join(), /conf\.all\.forwarding = 0, not 1/);
  assert.deepEqual(
    [...sysctlValues('net.ipv4.neigh.eth0.base_reachable_time = 30\nnet/ipv4/neigh/eth0/retrans_time=100')],
    [
      ['net/ipv4/neigh/eth0/base_reachable_time_ms', '30000'],
      ['net/ipv4/neigh/eth0/retrans_time_ms', '1000'],
    ],
  );
  assert.deepEqual(
    [...sysctlValues('net.ipv4.conf.eth1/10.proxy_arp=1\nnet/ipv4/conf/eth1.10/proxy_arp = 1').keys()],
    ['net/ipv4/conf/eth1.10/proxy_arp'],
  );
});

test('K16: of two files of one name the one in /etc is read, and one that leads nowhere says nothing', () => {
  const order = sysctlOrder(
    paperConfig({
      ...SYSTEMD,
      '/usr/lib/sysctl.d/99-a.conf': 'net.ipv4.conf.all.arp_ignore = 0\n',
      '/etc/sysctl.d/99-a.conf': '',
      '/lib/sysctl.d/50-b.conf': '',
      '/etc/sysctl.d/README': 'net.ipv4.conf.all.arp_ignore = 0\n',
    }),
  );
  assert.deepEqual(
    order.map(({ path }) => path),
    ['/lib/sysctl.d/50-b.conf', '/etc/sysctl.d/99-a.conf'],
  );
});

test('K16: what a file has for all counts for each interface, too', () => {
  const own: readonly SystemChange[] = [{ do: 'set-conf', link: 'eth0', setting: 'rp_filter', value: 0 }];
  const loose = { ...SYSTEMD, '/etc/sysctl.d/10-net.conf': 'net.ipv4.conf.all.rp_filter = 2\n' };
  assert.match(
    written(loose, own).lost.join(),
    /10-net\.conf sets net\.ipv4\.conf\.all\.rp_filter = 2, not 0 as for eth0/,
  );
  assert.deepEqual(
    written({ ...loose, '/etc/sysctl.d/20.conf': 'net.ipv4.conf.all.rp_filter=0\n' }, own).lost,
    [],
  );
  const strict: readonly SystemChange[] = [{ do: 'set-conf', link: 'eth0', setting: 'arp_ignore', value: 1 }];
  assert.deepEqual(
    written({ ...SYSTEMD, '/etc/sysctl.d/99-x.conf': 'net.ipv4.conf.all.arp_ignore = 0\n' }, strict).lost,
    [],
  );
});

test('of two assignments the last counts, and one with a pattern none', () => {
  const values = sysctlValues(
    'net.ipv4.conf.all.arp_ignore = 1\nnet.ipv4.conf.*.arp_ignore = 2\nnet.ipv4.conf.all.arp_ignore = 3',
  );
  assert.deepEqual([...values], [['net/ipv4/conf/all/arp_ignore', '3']]);
});

test('only a file that is read later has another word', () => {
  const file = (path: string, value: string) => ({
    path,
    values: sysctlValues(`net.ipv4.conf.all.arp_ignore=${value}`),
  });
  const order = [file('/etc/sysctl.d/10-a.conf', '1'), file('/etc/sysctl.d/20-b.conf', '2')];
  assert.deepEqual(beatenIn(order, '/etc/sysctl.d/20-b.conf'), []);
  assert.deepEqual(
    beatenIn(order, '/etc/sysctl.d/10-a.conf').map(({ theirs }) => theirs),
    ['2'],
  );
});
