import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { formatIpv4 } from '../../src/base/ipv4.ts';
import { formatMac } from '../../src/base/mac.ts';
import { openCaptureReader } from '../../src/wire/capture.ts';
import { type WireEvidence, evidenceOf } from '../../src/wire/evidence.ts';
import { VECTORS } from '../../src/wire/evidence-fixtures.test.ts';
import { openPcapWriter } from '../../src/wire/pcap-writer.ts';
import { needs } from '../programs.ts';

type Row = Readonly<Record<string, string>>;
type Kind = WireEvidence['kind'];

/** What tshark calls each protocol in `frame.protocols`. */
const PROTOCOL_NAMES = ['vrrp', 'hsrp', 'glbp', 'dhcp', 'lldp', 'igmp'];

const MESSAGES = { discover: 1, offer: 2, request: 3, decline: 4, ack: 5, nak: 6, release: 7, inform: 8 };
const HSRP_OPS = { hello: '0', coup: '1', resign: '2', other: '' };

/** The fields of tshark that a kind is held against, and what they must be; undefined is not compared. */
const EXPECTED: {
  readonly [K in Kind]: (
    of: Extract<WireEvidence, { kind: K }>,
  ) => Readonly<Record<string, string | undefined>>;
} = {
  vrrp: (of) => ({
    'vrrp.version': String(of.version),
    'vrrp.virt_rtr_id': String(of.vrid),
    'vrrp.prio': String(of.priority),
    'vrrp.ip_addr': of.addresses.map(formatIpv4).join(),
    'vrrp.adver_int': of.version === 2 ? String(of.interval / 1000) : undefined,
    'vrrp.short_adver_int': of.version === 3 ? String(of.interval / 10) : undefined,
  }),
  carp: (of) => ({
    'carp.vhid': String(of.vhid),
    'carp.advskew': String(of.skew),
    'carp.demotion': String(of.demotion),
    'carp.adver_int': String(of.base),
  }),
  hsrp: (of) =>
    of.version === 1
      ? {
          'hsrp.version': '0',
          'hsrp.opcode': HSRP_OPS[of.op],
          'hsrp.group': String(of.group),
          'hsrp.priority': String(of.priority),
          'hsrp.hellotime': String(of.interval / 1000),
          'hsrp.holdtime': String(of.hold / 1000),
          'hsrp.virt_ip': formatIpv4(of.address ?? 0),
          'hsrp.state': of.state === 'active' ? '16' : of.state === 'standby' ? '8' : undefined,
        }
      : {
          'hsrp2.opcode': HSRP_OPS[of.op],
          'hsrp2.group': String(of.group),
          'hsrp2.priority': String(of.priority),
          'hsrp2.hellotime': String(of.interval),
          'hsrp2.holdtime': String(of.hold),
          'hsrp2.virt_ip': of.address === null ? undefined : formatIpv4(of.address),
          'hsrp2.state': of.state === 'active' ? '6' : of.state === 'standby' ? '5' : undefined,
        },
  glbp: (of) => ({
    'glbp.group': String(of.group),
    'glbp.hello.vgstate': of.state === 'active' ? '32' : of.state === 'standby' ? '16' : undefined,
    'glbp.hello.priority': of.state === null ? '' : String(of.priority),
    'glbp.hello.helloint': of.state === null ? '' : String(of.interval),
    'glbp.hello.holdint': of.state === null ? '' : String(of.hold),
    'glbp.hello.virtualipv4': of.address === null ? undefined : formatIpv4(of.address),
    'glbp.reqresp.virtualmac': of.forwarders.map(formatMac).join(),
  }),
  dhcp: (of) => ({
    'dhcp.option.dhcp': of.message === 'other' ? undefined : String(MESSAGES[of.message]),
    'dhcp.hw.mac_addr': formatMac(of.client),
    'dhcp.option.router': of.routers.map(formatIpv4).join(),
    'dhcp.option.dhcp_server_id': of.server === null ? '' : formatIpv4(of.server),
    'dhcp.option.ip_address_lease_time': of.seconds === null ? '' : String(of.seconds),
    // Bytes that are no printable ASCII are one `?` each here.
    'dhcp.option.hostname': of.name?.includes('?') ? undefined : (of.name ?? ''),
  }),
  lldp: (of) => ({ 'lldp.time_to_live': String(of.ttl), 'lldp.tlv.system.name': of.name ?? '' }),
  igmp: (of) => ({ 'igmp.maddr': of.groups.map(formatIpv4).join() || undefined }),
};

/** Fields that stand in other options too. */
const FIRST_OF = new Set(['dhcp.hw.mac_addr']);

const COMMON = ['frame.protocols', 'eth.src', 'ip.src', 'vlan.id', '_ws.malformed'];
const FIELDS = [
  ...COMMON,
  'vrrp.version',
  'vrrp.virt_rtr_id',
  'vrrp.prio',
  'vrrp.ip_addr',
  'vrrp.adver_int',
  'vrrp.short_adver_int',
  'carp.vhid',
  'carp.advskew',
  'carp.demotion',
  'carp.adver_int',
  ...['version', 'opcode', 'group', 'priority', 'hellotime', 'holdtime', 'virt_ip', 'state'].map(
    (one) => `hsrp.${one}`,
  ),
  ...['opcode', 'group', 'priority', 'hellotime', 'holdtime', 'virt_ip', 'state'].map(
    (one) => `hsrp2.${one}`,
  ),
  ...['group', 'hello.vgstate', 'hello.priority', 'hello.helloint', 'hello.holdint', 'hello.virtualipv4'].map(
    (one) => `glbp.${one}`,
  ),
  'glbp.reqresp.virtualmac',
  ...['dhcp', 'router', 'dhcp_server_id', 'ip_address_lease_time', 'hostname'].map(
    (one) => `dhcp.option.${one}`,
  ),
  'dhcp.hw.mac_addr',
  'dhcp.ip.your',
  'dhcp.ip.client',
  'dhcp.option.requested_ip_address',
  'lldp.time_to_live',
  'lldp.tlv.system.name',
  'igmp.maddr',
];

function tsharkRows(file: string, more: readonly string[] = []): readonly Row[] {
  const told = spawnSync(
    'tshark',
    [
      '-r',
      file,
      '-T',
      'fields',
      '-E',
      'separator=/t',
      '-o',
      'ip.defragment:FALSE',
      ...more,
      ...FIELDS.flatMap((one) => ['-e', one]),
    ],
    { encoding: 'utf8', maxBuffer: 1 << 27 },
  );
  return told.stdout
    .split('\n')
    .slice(0, -1)
    .map((line) => Object.fromEntries(line.split('\t').map((value, at) => [FIELDS[at]!, value])));
}

/** Compares every frame of a capture; returns how many of each kind there were. */
function compare(file: string): Map<Kind, number> {
  const rows = tsharkRows(file);
  // CARP has the protocol number of VRRP: tshark takes all of it for VRRP until it is told otherwise.
  let carpRows: readonly Row[] | undefined;
  const counts = new Map<Kind, number>();
  let at = 0;
  const reader = openCaptureReader((frame) => {
    let row = rows[at++];
    if (row === undefined) return;
    const what = `${file}, frame ${at}`;
    const evidence = evidenceOf(frame.bytes, frame.from, frame.to);
    const protocols = row['frame.protocols']!.split(':').slice(0, 8);
    if (evidence === undefined) {
      const known = protocols.find((one) => PROTOCOL_NAMES.includes(one));
      if (row['_ws.malformed'] !== '' || known === undefined || mayBePassedOver(row, known)) return;
      assert.fail(`${what}: tshark reads ${known} where nothing was read: ${JSON.stringify(row)}`);
    }
    if (evidence.kind === 'carp') {
      carpRows ??= tsharkRows(file, ['-d', 'ip.proto==112,carp']);
      row = carpRows[at - 1]!;
    }
    counts.set(evidence.kind, (counts.get(evidence.kind) ?? 0) + 1);
    assert.equal(formatMac(evidence.src), row['eth.src'], what);
    // An outer tag of 802.1ad has a field of its own there.
    if (evidence.tags < 2)
      assert.equal(evidence.vid === -1 ? '' : String(evidence.vid), row['vlan.id'], what);
    if (evidence.kind !== 'lldp') assert.equal(formatIpv4(evidence.from), row['ip.src'], what);
    const expected = EXPECTED[evidence.kind](evidence as never);
    for (const [field, value] of Object.entries(expected))
      if (value !== undefined)
        assert.equal(
          FIRST_OF.has(field) ? row[field]!.split(',')[0] : row[field],
          value,
          `${what}: ${field} of ${JSON.stringify(evidence)}`,
        );
    if (evidence.kind === 'dhcp') assert.equal(formatIpv4(evidence.address ?? 0), addressOf(row), what);
  });
  reader.push(readFileSync(file));
  return counts;
}

function addressOf(row: Row): string {
  const [yours, client] = [row['dhcp.ip.your'], row['dhcp.ip.client']];
  if (yours !== '0.0.0.0') return yours!;
  return row['dhcp.option.requested_ip_address'] || client!;
}

/** What tshark names and no evidence is in. */
function mayBePassedOver(row: Row, protocol: string): boolean {
  if (row['frame.protocols']!.includes('ipv6')) return true;
  // An interface's state, which speaks of no group.
  if (protocol === 'hsrp') return row['hsrp.opcode'] === '3';
  if (protocol === 'dhcp') return row['dhcp.hw.mac_addr'] === '';
  return false;
}

let folder = '';
before(() => {
  folder = mkdtempSync(join(tmpdir(), 'arpist-evidence-'));
});
after(() => rmSync(folder, { recursive: true, force: true }));

test('every vector is read as tshark reads it', { skip: needs('tshark') }, () => {
  const chunks: Uint8Array[] = [];
  const write = openPcapWriter((bytes) => void chunks.push(bytes.slice()));
  for (const { frame, expected } of VECTORS)
    if (expected !== undefined) write({ bytes: frame, seconds: 1_700_000_000, nanoseconds: 0 });
  const file = join(folder, 'vectors.pcap');
  writeFileSync(file, Buffer.concat(chunks));
  const counts = compare(file);
  for (const kind of Object.keys(EXPECTED) as Kind[])
    assert.equal(counts.get(kind) ?? 0, VECTORS.filter((one) => one.expected?.kind === kind).length, kind);
});

/** More captures to be compared: a folder of pcap and pcapng files. */
const MORE = process.env['ARPIST_CAPTURES'];

if (MORE !== undefined)
  test('and so is every capture in ARPIST_CAPTURES', { skip: needs('tshark') }, (t) => {
    const counts = new Map<Kind, number>();
    const files = readdirSync(MORE).filter((one) => /\.pcap(ng)?$/.test(one));
    for (const name of files)
      for (const [kind, count] of compare(join(MORE, name)))
        counts.set(kind, (counts.get(kind) ?? 0) + count);
    t.diagnostic(`${files.length} captures: ${JSON.stringify([...counts])}`);
  });
