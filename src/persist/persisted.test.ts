import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Declaration } from '../declare/declaration.ts';
import { planFor } from '../declare/plan.ts';
import { readDeclaration } from '../declare/read.ts';
import { after } from '../change/after.ts';
import type { SystemChange } from '../change/change.ts';
import { hostWith } from '../kernel/build-host.ts';
import { paperConfig } from '../sim/paper-config.ts';
import { OWN_MARK } from '../change/own-file.ts';
import { allSteps } from './all-steps.ts';
import { filesOf, PERSIST_KINDS, persisted } from './persisted.ts';

const HOST = hostWith({
  links: {
    lo: { addresses: ['127.0.0.1/8'] },
    eth0: { addresses: ['10.0.0.1/24'] },
    eth1: { addresses: ['10.0.0.2/24'] },
  },
  routes: ['default via 10.0.0.254 dev eth0'],
});

/** A machine whose ifupdown reads its folder, and nothing else. */
const NOWHERE = {
  host: HOST,
  config: paperConfig({
    '/etc/network/interfaces': 'source /etc/network/interfaces.d/*\n',
    '/run/systemd/netif/state': '',
  }),
  networkFileOf: (): string | null => null,
};

function declared(value: object): Declaration {
  const read = readDeclaration(value, () => null);
  assert.ok(read.ok, JSON.stringify(read));
  return read.value;
}

const WISHES: Readonly<Record<string, Declaration>> = {
  vip: declared({ vip: { role: 'real-server', addresses: ['10.0.0.100', '10.0.0.101'] } }),
  flux: declared({ flux: { interfaces: ['eth0', 'eth1'] } }),
  vlan: declared({
    'vlan-router': [
      {
        parent: 'eth1',
        vlans: [10],
        address: '10.10.0.1/24',
        'public-side': 'eth0',
        machines: ['10.0.0.77'],
      },
    ],
  }),
  route: declared({ route: [{ to: '10.90.0.0/16', via: '10.0.0.253' }] }),
};

test('what lasts is all that was declared, whether or not it is so already', () => {
  for (const [name, declaration] of Object.entries(WISHES)) {
    const changes = planFor(declaration, HOST).steps.map(({ change }) => change);
    const done = after(HOST, changes);
    assert.deepEqual(planFor(declaration, done).steps, [], name);
    const lasting = allSteps(declaration, done);
    for (const change of changes)
      assert.ok(
        lasting.some((one) => JSON.stringify(one) === JSON.stringify(change)),
        `${name}: ${JSON.stringify(change)}`,
      );
    assert.deepEqual(allSteps(declaration, HOST), lasting, `${name}: before and after`);
  }
});

test('every file says from what it is, in its first lines', () => {
  for (const declaration of Object.values(WISHES))
    for (const kind of PERSIST_KINDS) {
      const { files } = persisted(kind, {
        ...NOWHERE,
        declaration,
        host: HOST,
        file: '/etc/it.toml',
      });
      for (const { text, path } of files) {
        assert.ok(text.split('\n').slice(0, 3).join('\n').includes(`${OWN_MARK} from /etc/it.toml`), path);
        assert.ok(text.endsWith('\n') && !text.endsWith('\n\n'), path);
      }
    }
});

const CHANGES: readonly SystemChange[] = [
  { do: 'set-conf', link: 'all', setting: 'arp_ignore', value: 1 },
  { do: 'add-vlan', link: 'eth1.10', parent: 'eth1', protocol: 0x88a8, id: 10 },
  { do: 'set-up', link: 'eth1.10', up: true },
  { do: 'set-conf', link: 'eth1.10', setting: 'proxy_arp', value: 1 },
  {
    do: 'add-address',
    link: 'lo',
    local: '10.0.0.100',
    prefixLength: 32,
    peer: null,
    scope: 'host',
    label: 'lo:1',
  },
  {
    do: 'add-route',
    table: 101,
    destination: '0.0.0.0/0',
    link: 'eth1',
    via: '10.0.0.254',
    source: '10.0.0.2',
  },
  { do: 'add-rule', priority: 1000, from: '10.0.0.2', table: 101 },
  { do: 'set-neighbour', link: 'eth0', ip: '10.0.0.9', mac: '02:00:00:00:00:09' },
  { do: 'publish', ip: '10.0.0.60', link: 'eth0' },
];

/** The text of each file without its header. */
function texts(kind: (typeof PERSIST_KINDS)[number], theirs: string | null = null): Record<string, string> {
  const { files } = filesOf(kind, CHANGES, {
    file: '/etc/arpist/it.toml',
    ...NOWHERE,
    networkFileOf: () => theirs,
  });
  return Object.fromEntries(
    files.map(({ path, text }) => [
      path,
      text
        .split('\n')
        .filter((line) => !line.startsWith('#'))
        .join('\n')
        .trim(),
    ]),
  );
}

test('sysctl.d: with slashes, because names may hold dots; the rest is told', () => {
  assert.deepEqual(texts('sysctl.d'), {
    '/etc/sysctl.d/90-arpist-it.conf':
      'net/ipv4/conf/all/arp_ignore = 1\nnet/ipv4/conf/eth1.10/proxy_arp = 1',
  });
  const { notes } = filesOf('sysctl.d', CHANGES, { file: 'it.toml', ...NOWHERE });
  assert.equal(notes.length, 7);
  assert.match(notes[0]!, /^sysctl\.d cannot hold, .*: ip link add link eth1 name eth1\.10/);
});

test('systemd-networkd: a file for each link, or a drop-in beside that of others', () => {
  const files = texts('systemd-networkd');
  assert.equal(
    files['/etc/systemd/network/70-arpist-eth1.10.netdev'],
    '[NetDev]\nName=eth1.10\nKind=vlan\n\n[VLAN]\nId=10\nProtocol=802.1ad',
  );
  assert.equal(
    files['/etc/systemd/network/70-arpist-it-eth1.network'],
    '[Match]\nName=eth1\n\n[Network]\nKeepConfiguration=yes\n\n[Network]\nVLAN=eth1.10\n\n[Route]\nDestination=0.0.0.0/0\nGateway=10.0.0.254\nPreferredSource=10.0.0.2\nTable=101\n\n[RoutingPolicyRule]\nFrom=10.0.0.2\nTable=101\nPriority=1000',
  );
  assert.equal(
    files['/etc/systemd/network/70-arpist-it-lo.network'],
    '[Match]\nName=lo\n\n[Address]\nAddress=10.0.0.100/32\nScope=host\nLabel=lo:1',
  );
  const about = { file: '/etc/arpist/it.toml' };
  const lan = '/etc/systemd/network/10-lan.network';
  const beside = filesOf('systemd-networkd', CHANGES, {
    ...about,
    ...NOWHERE,
    networkFileOf: (link) => (link === 'eth1' ? lan : null),
  });
  assert.ok(
    beside.files.some(({ path }) => path === '/etc/systemd/network/10-lan.network.d/90-arpist-it.conf'),
  );
  const shared = filesOf('systemd-networkd', CHANGES, { ...about, ...NOWHERE, networkFileOf: () => lan });
  assert.equal(shared.files.filter(({ path }) => path.includes('10-lan')).length, 0, 'it is of many links');
  assert.ok(shared.notes.some((note) => note.includes('ip address add 10.0.0.100/32')));
  const { notes } = filesOf('systemd-networkd', CHANGES, { ...about, ...NOWHERE });
  const [proxy, ...taken] = notes;
  assert.equal(
    proxy,
    'systemd-networkd cannot hold, and it is lost at the next start: ip neigh add proxy 10.0.0.60 dev eth0',
  );
  assert.deepEqual(
    taken.map((note) => note.split(',')[0]),
    ['eth1', 'eth0'].map((link) => `${link} is not in the hands of systemd-networkd by now`),
  );
  const own = '/etc/systemd/network/70-arpist-it-eth1.network';
  const again = filesOf('systemd-networkd', CHANGES, {
    ...about,
    ...NOWHERE,
    networkFileOf: (link) => (link === 'eth1' ? own : null),
  });
  assert.ok(
    again.files.some(({ path }) => path === own),
    'its own file is written anew, not added to',
  );
  const kept = again.files.find(({ path }) => path === own)?.text ?? '';
  assert.match(kept, /\nKeepConfiguration=yes\n/);
});

test('ifupdown: what belongs to no link comes first, a VLAN is made before it is up', () => {
  const lines = Object.values(texts('ifupdown'))[0]!.split('\n');
  assert.deepEqual(lines.slice(0, 2), [
    'iface lo inet manual',
    '    up sysctl -qw net.ipv4.conf.all.arp_ignore=1',
  ]);
  assert.ok(lines.includes('auto eth1.10'));
  assert.ok(
    lines.some((line) => /^ {4}pre-up ip link show dev eth1\.10 .* \|\| ip link add link eth1/.test(line)),
  );
});
