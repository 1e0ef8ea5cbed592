import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { SystemChange } from '../change/change.ts';
import { hostWith } from '../kernel/build-host.ts';
import { paperConfig } from '../sim/paper-config.ts';
import { networkdFiles } from './networkd.ts';
import { fileFor, networkFiles } from './network-files.ts';

const HOST = hostWith({
  links: {
    lo: { addresses: ['127.0.0.1/8'] },
    eth0: { mac: '02:00:00:00:00:01', addresses: ['10.0.0.1/24'] },
    eth1: { mac: '02:00:00:00:00:02', addresses: ['10.0.0.2/24'] },
  },
});
const VLAN: readonly SystemChange[] = [
  { do: 'add-vlan', link: 'eth1.10', parent: 'eth1', protocol: 0x8100, id: 10 },
];
const ENABLED = { '/run/systemd/netif/state': '' };

function written(files: Readonly<Record<string, string>>, changes = VLAN) {
  const ground = { host: HOST, config: paperConfig({ ...ENABLED, ...files }), networkFileOf: () => null };
  const made = networkdFiles(changes, 'router.toml', ground);
  return { ...made, paths: made.files.map(({ path }) => path.replace('/etc/systemd/network/', '')) };
}

test('D12: a file that has the link already gets a drop-in, whether systemd-networkd runs or not', () => {
  const eth1 = '[Match]\nName=eth1\n[Network]\nAddress=10.0.0.2/24\n';
  for (const folder of ['/etc', '/run', '/usr/lib', '/usr/local/lib', '/lib'])
    for (const name of ['80-eth1.network', '10-eth1.network']) {
      const { paths, taken } = written({ [`${folder}/systemd/network/${name}`]: eth1 });
      assert.deepEqual(paths, [
        '70-arpist-eth1.10.netdev',
        `${name}.d/90-arpist-router.conf`,
        '70-arpist-router-eth1.10.network',
      ]);
      assert.deepEqual(taken, []);
    }
});

test('D12: a link is matched by name, pattern, MAC, type and kind, or by what is not', () => {
  for (const [match, found] of [
    ['Name=eth1', true],
    ['Name=en* eth[1-3]', true],
    ['Name=!eth0 lo eth1.10', true],
    ['Name=!eth1', false],
    ['MACAddress=02:00:00:00:00:02', true],
    ['MACAddress=02-00-00-00-00-02', true],
    ['MACAddress=02:00:00:00:00:0A', false],
    ['Name=eth1\nType=ether', true],
    ['Name=eth1\nType=wlan', false],
    ['Name=eth1\nKind=vlan', false],
    ['Name=eth1\nDriver=virtio*', true],
  ] as const) {
    const { paths } = written({ '/etc/systemd/network/80-x.network': `[Match]\n${match}\n` });
    assert.equal(paths.includes('80-x.network.d/90-arpist-router.conf'), found, match);
  }
});

test('D12: a masked file is none, and the first of several is the one', () => {
  const [eth1, any] = ['[Match]\nName=eth1\n', '[Match]\nName=*\n'];
  const masked = paperConfig({
    '/etc/systemd/network/10-a.network': '',
    '/usr/lib/systemd/network/10-a.network': eth1,
    '/etc/systemd/network/50-b.network': eth1,
    '/etc/systemd/network/90-c.network': any,
  });
  const link = HOST.links.find(({ name }) => name === 'eth1')!;
  assert.equal(fileFor(networkFiles(masked), link)?.file.name, '50-b.network');
});

test('D12: a file of many links gets no drop-in that would speak of the others; of a link we make, ours comes first', () => {
  const all = { '/etc/systemd/network/50-all.network': '[Match]\nName=eth*\n[Network]\nDHCP=yes\n' };
  const { paths, lost } = written(all);
  assert.deepEqual(paths, ['70-arpist-eth1.10.netdev', '10-arpist-router-eth1.10.network']);
  assert.match(lost.join(), /50-all\.network has other links than eth1, too/);
  // A VLAN begins with the MAC of its parent.
  const mac = { '/etc/systemd/network/10-eth1.network': '[Match]\nMACAddress=02:00:00:00:00:02\n' };
  assert.deepEqual(written(mac).paths, [
    '70-arpist-eth1.10.netdev',
    '10-eth1.network.d/90-arpist-router.conf',
    '10-arpist-router-eth1.10.network',
  ]);
});

test('D12: what was written before is written anew, not added to', () => {
  const first = written({});
  const again = written(Object.fromEntries(first.files.map(({ path, text }) => [path, text])));
  assert.deepEqual(again.paths, first.paths);
});

test('D12: that systemd-networkd is not enabled is told', () => {
  const ground = { host: HOST, config: paperConfig(), networkFileOf: () => null };
  assert.match(networkdFiles(VLAN, 'router.toml', ground).notes.join(), /systemd-networkd is not enabled/);
  assert.doesNotMatch(written({}).notes.join(), /not enabled/);
});

const ETH1 = { name: 'eth1', mac: '02:00:00:00:00:02', kind: null, loopback: false };
const folder = '/etc/systemd/network';

/** Whether a file with these lines has the link: surely, perhaps, or not. */
function hit(text: string, link: Parameters<typeof fileFor>[1] = ETH1): string {
  const found = fileFor(networkFiles(paperConfig({ [`${folder}/50-x.network`]: text })), link);
  return found === null ? 'no' : found.sure ? 'yes' : 'maybe';
}

test('of two files of one name the first folder has the word: /etc, /run, /usr/local/lib, /usr/lib, /lib', () => {
  const folders = ['/etc', '/run', '/usr/local/lib', '/usr/lib', '/lib'].map(
    (root) => `${root}/systemd/network`,
  );
  for (const [at, first] of folders.entries()) {
    const files = Object.fromEntries(
      folders.slice(at).map((one) => [`${one}/10-a.network`, `[Match]\nName=${at}\n`]),
    );
    const others = { [`${first}/10-a.netdev`]: '[Match]\n', [`${first}/05-b.network`]: '[Match]\nName=b\n' };
    assert.deepEqual(
      networkFiles(paperConfig({ ...others, ...files })).map(({ path }) => path),
      [`${first}/05-b.network`, `${first}/10-a.network`],
    );
  }
});

test('a file that is empty, or nothing but blanks, masks those of its name', () => {
  for (const text of ['', ' \n\n\t']) {
    const config = paperConfig({
      [`${folder}/10-a.network`]: text,
      '/usr/lib/systemd/network/10-a.network': '[Match]\nName=eth1\n',
    });
    assert.deepEqual(networkFiles(config), [], JSON.stringify(text));
  }
});

test('all keys of [Match] have to hold, each by one of its words', () => {
  for (const [match, is] of [
    ['Name=eth1', 'yes'],
    ['Name=eth0\nName=eth1', 'yes'],
    ['Name=eth1\nMACAddress=02:00:00:00:00:03', 'no'],
    ['Name=eth1\nMACAddress=02:00:00:00:00:03 02:00:00:00:00:02', 'yes'],
    ['MACAddress=0200.0000.0002', 'yes'],
    ['MACAddress=02-00-00-00-00-02', 'yes'],
    ['MACAddress=0200.0000.00022', 'no'],
    ['Name=!eth0 eth1', 'no'],
    ['Name=!eth0 eth2', 'yes'],
    ['Name=eth0 !eth1', 'no'],
    ['Name=eth1\nDriver=virtio', 'maybe'],
    ['Driver=virtio\nName=eth0', 'no'],
    ['Driver=virtio', 'maybe'],
    ['Name=', 'yes'],
    ['  Name = eth1  ', 'yes'],
    ['Name=eth0 \\\n eth1', 'yes'],
    ['#Name=eth0', 'yes'],
    [';Name=eth0', 'yes'],
    ['Name=eth1\n[Network]\nName=eth0', 'yes'],
    ['Name=eth1\n[Link]\nMACAddress=02:00:00:00:00:09\n[Match]\nType=wlan', 'no'],
  ] as const)
    assert.equal(hit(`[Match]\n${match}\n`), is, match);
  assert.equal(hit('[Network]\nName=eth0\n[Match]\nName=eth1\n'), 'yes');
  assert.equal(hit('[Network]\nDHCP=yes\n'), 'yes');
});

test('the type of a link is its kind where udev knows one, loopback, or ether', () => {
  const kinds = { vlan: 'vlan', bridge: 'bridge', bond: 'bond', vxlan: 'vxlan', wlan: 'wlan', wwan: 'wwan' };
  for (const [kind, type] of Object.entries({
    ...kinds,
    macvlan: 'macvlan',
    veth: 'ether',
    dummy: 'ether',
  })) {
    const link = { ...ETH1, kind };
    assert.equal(hit(`[Match]\nType=${type}\n`, link), 'yes', kind);
    assert.equal(hit(`[Match]\nType=${type === 'ether' ? kind : 'ether'}\n`, link), 'no', kind);
    assert.equal(hit(`[Match]\nKind=${kind}\n`, link), 'yes', kind);
  }
  assert.equal(hit('[Match]\nType=ether\n'), 'yes');
  assert.equal(hit('[Match]\nKind=\nType=ether\n'), 'yes');
  const lo = { name: 'lo', mac: null, kind: null, loopback: true };
  assert.equal(hit('[Match]\nType=loopback\n', lo), 'yes');
  assert.equal(hit('[Match]\nType=ether\n', lo), 'no');
  assert.equal(hit('[Match]\nMACAddress=02:00:00:00:00:02\n', lo), 'no');
  assert.equal(hit('[Match]\nMACAddress=02:00:00:00:00:02\n', { ...ETH1, mac: '02:00:00:00:00:02' }), 'yes');
});

test('the first file that may have the link is the one, surely or not', () => {
  const two = (first: string, second: string) =>
    fileFor(
      networkFiles(paperConfig({ [`${folder}/10-a.network`]: first, [`${folder}/20-b.network`]: second })),
      ETH1,
    );
  const [own, driver, other] = ['[Match]\nName=eth1\n', '[Match]\nDriver=x\n', '[Match]\nName=eth0\n'];
  assert.deepEqual([two(driver, own)?.file.name, two(driver, own)?.sure], ['10-a.network', false]);
  assert.deepEqual([two(other, own)?.file.name, two(other, own)?.sure], ['20-b.network', true]);
  assert.equal(two(other, other), null);
});
