import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SystemFault, UsageFault } from '../../base/fault.ts';
import type { VlanLink } from '../../ports/vlans.ts';
import { type PaperTraits, paperIo } from '../../../test/cli/paper-io.ts';
import { paperNic, paperVlan, paperVlans } from '../../../test/cli/paper-vlans.ts';
import { faultsOf, schemaNamed } from '../../../test/records/schema.ts';
import { vlanOver } from './vlan.ts';

const NONE = { frames: 0, bytes: 0, errors: 0, dropped: 0 };
const NICS = ['lo', 'eth1', 'eth2'].map((name) =>
  paperNic(name, { altnames: name === 'eth1' ? ['enp3s0'] : [] }),
);

const vlan = (id: number, more: Parameters<typeof paperVlan>[1] = {}): VlanLink =>
  paperVlan(`eth1.${id}`, more);

const SILENT = { received: { ...NONE, multicast: 0 } };
const LINKS: readonly VlanLink[] = [
  vlan(1300, { name: 'guests', protocol: 0x88a8, up: false, egress: [[1, 5]] }),
  vlan(1234),
  vlan(20, SILENT),
  vlan(1234, { name: 'eth2.1234', parent: 'eth2', parentUp: false, mac: null }),
  vlan(7, { name: 'away', parent: null, parentUp: null, carrier: false }),
  vlan(8, { addresses: [] }),
];

async function shown(
  args: readonly string[],
  traits: PaperTraits = {},
  links = LINKS,
): Promise<{ code: number; out: string; err: string }> {
  const io = paperIo(traits);
  const code = await vlanOver(() => Promise.resolve(paperVlans(links, NICS)), args, io);
  return { code, out: io.out(), err: io.err() };
}

test('lines for pipes: columns that are always there, by parent and id', async () => {
  const { code, out, err } = await shown(['1234']);
  assert.deepEqual([code, err], [0, '']);
  assert.deepEqual(out.split('\n'), [
    'eth1.1234\teth1\t1234\t802.1Q\tup\t10.200.34.1/24\t14\t672\t9\t6\t420\treorder_hdr\t',
    'eth2.1234\teth2\t1234\t802.1Q\tparent-down\t10.200.34.1/24\t14\t672\t9\t6\t420\treorder_hdr\tits parent eth2 is down: no frame passes',
    '',
  ]);
});

test('a table on a terminal: what should be looked at stands below', async () => {
  const { out } = await shown(['-I', 'eth1'], { tty: true, columns: 130 });
  assert.deepEqual(out.split('\n'), [
    '        VLAN  ON    INTERFACE  STATE  ADDRESSES       FRAMES IN  MULTICAST  BYTES IN  FRAMES OUT  BYTES OUT',
    '           8  eth1  eth1.8     up                            14          9       672           6        420',
    '    it has no address, is in no bridge, and nothing is routed out of it',
    '          20  eth1  eth1.20    up     10.200.34.1/24          0          0         0           6        420',
    '    frames leave and none ever came: does the other end of eth1 carry VLAN 20, tagged?',
    '        1234  eth1  eth1.1234  up     10.200.34.1/24         14          9       672           6        420',
    '1300 802.1ad  eth1  guests     down   10.200.34.1/24         14          9       672           6        420',
    '    it is down: no frame passes',
    '',
  ]);
});

test('for programs: by the schema, and CSV', async () => {
  const { out } = await shown(['--json']);
  const records = out
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  assert.equal(records.length, LINKS.length);
  for (const record of records) assert.deepEqual(faultsOf(record, schemaNamed('vlan.v1')), []);
  assert.deepEqual(
    records.map(({ state }) => state),
    ['no-carrier', 'up', 'up', 'up', 'down', 'parent-down'],
  );
  const csv = await shown(['guests', '--csv']);
  assert.match(
    csv.out,
    /^interface,parent,id,.*\r\nguests,eth1,1300,802\.1ad,down,10\.200\.34\.1\/24,14,672,9,6,420,/,
  );
});

test('nothing there, and words that name nothing', async () => {
  assert.deepEqual(await shown([], {}, []), {
    code: 1,
    out: '',
    err: 'arpist: this host has no VLAN interface\n',
  });
  assert.deepEqual(await shown(['99']), { code: 1, out: '', err: 'arpist: no VLAN interface fits\n' });
  for (const args of [['4095'], ['0'], ['--json', '--csv'], ['--wat']])
    await assert.rejects(shown(args), UsageFault);
});

test('D26: a parent that is not there is exit code 3, and one without VLANs is 1', async () => {
  await assert.rejects(
    shown(['-I', 'eth9']),
    (fault) =>
      fault instanceof SystemFault &&
      fault.kind === 'interface' &&
      /there is no interface eth9/.test(fault.message),
  );
  assert.equal((await shown(['-I', 'eth2', '20'])).code, 1);
});

test('K1: a parent is found by another name of it', async () => {
  assert.equal((await shown(['-I', 'enp3s0'])).out, (await shown(['-I', 'eth1'])).out);
});

test('D20: a VLAN without an address that is there for something is not remarked on', async () => {
  const uses = ['routes', 'links', 'proxy_arp', 'proxy_arp_pvlan', 'ipv6'] as const;
  const public_ = uses.map((use, at) => vlan(100 + at, { addresses: [], uses: [use] }));
  const bridged = vlan(200, { addresses: [], master: 'br0' });
  const idle = vlan(300, { addresses: [] });
  const { out } = await shown([], {}, [...public_, bridged, idle]);
  const remarks = out
    .trimEnd()
    .split('\n')
    .map((line) => line.split('\t').at(-1));
  assert.deepEqual(remarks, [
    '',
    '',
    '',
    '',
    '',
    '',
    'it has no address, is in no bridge, and nothing is routed out of it',
  ]);
  const records = (await shown(['--json'], {}, public_)).out.trimEnd().split('\n');
  assert.deepEqual(
    records.map((line) => (JSON.parse(line) as { uses: string[] }).uses),
    uses.map((use) => [use]),
  );
  for (const line of records) assert.deepEqual(faultsOf(JSON.parse(line), schemaNamed('vlan.v1')), []);
});
