import assert from 'node:assert/strict';
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { between, seededDice } from '../../src/base/dice.ts';
import { frameRecord, type FrameRecord } from '../../src/records/frame.ts';
import { read } from '../../src/verbs/read/read.ts';
import { type ArpFrameFields, writeArpFrame } from '../../src/wire/arp-frame.ts';
import type { WrittenFrame } from '../../src/wire/capture-frame.ts';
import { Fields } from '../../src/wire/capture-fixtures.test.ts';
import { openPcapWriter } from '../../src/wire/pcap-writer.ts';
import { openPcapngWriter } from '../../src/wire/pcapng-writer.ts';
import { openLab, whyNoLab } from '../live/lab.ts';
import { needs } from '../programs.ts';

const noTshark = needs('tshark', 'editcap', 'mergecap');
const noTcpdump = needs('tcpdump');

let folder = '';
before(() => {
  folder = mkdtempSync(join(tmpdir(), 'arpist-captures-'));
});
after(() => rmSync(folder, { recursive: true, force: true }));

function run(program: string, args: readonly string[]): string {
  const done = spawnSync(program, args, { encoding: 'utf8', maxBuffer: 1 << 26 });
  assert.equal(done.status, 0, `${program} ${args.join(' ')}\n${done.stderr}`);
  return done.stdout;
}

/** Frames of all kinds, with and without tags, LLC/SNAP, RARP, and operations nobody knows. */
function frames(count: number): readonly WrittenFrame[] {
  const dice = seededDice(20);
  const mac = (): number => between(dice, 0, 2 ** 24) * 2 ** 24 + between(dice, 0, 2 ** 24 - 1);
  return Array.from({ length: count }, (_, at): WrittenFrame => {
    const ip = 0x0a000000 + between(dice, 0, 5);
    const snap = dice() < 0.2;
    const tags = Array.from({ length: between(dice, 0, 2) }, (_tag, depth) => ({
      tpid: depth === 0 && dice() < 0.3 ? 0x88a8 : 0x8100,
      // Before a length, tshark takes the drop-eligible bit for that of old token rings, with routes behind it.
      tci: between(dice, 0, 0xffff) & (snap ? 0xefff : 0xffff),
    }));
    const rarp = dice() < 0.2;
    const fields: ArpFrameFields = {
      dst: dice() < 0.5 ? 0xffffffffffff : mac() % 2 ** 48,
      src: mac() % 2 ** 48,
      tags,
      etherType: rarp ? 0x8035 : 0x0806,
      // Not 7: tshark reads a number of an error where the others have the target address.
      op: rarp ? between(dice, 3, 4) : [1, 1, 2, 2, 3, 8, 9, 11, 99][between(dice, 0, 8)]!,
      sha: mac() % 2 ** 48,
      spa: dice() < 0.2 ? 0 : ip,
      tha: dice() < 0.5 ? 0 : mac() % 2 ** 48,
      tpa: dice() < 0.3 ? ip : 0xc0a80001,
    };
    const bytes = new Uint8Array(80);
    const size = writeArpFrame(bytes, 0, fields);
    const whole =
      dice() < 0.2 ? snapped(bytes.subarray(0, size)) : bytes.slice(0, Math.max(size, between(dice, 0, 64)));
    return {
      bytes: whole,
      seconds: 1_700_000_000 + at,
      nanoseconds: between(dice, 0, 999_999_999),
      outgoing: dice() < 0.3 ? null : dice() < 0.5,
      interfaceIndex: at % 2,
    };
  });
}

function snapped(frame: Uint8Array): Uint8Array {
  const typeAt = frame.length - 30;
  return Uint8Array.from([
    ...frame.subarray(0, typeAt),
    0,
    36,
    0xaa,
    0xaa,
    3,
    0,
    0,
    0,
    ...frame.subarray(typeAt),
  ]);
}

function pcap(all: readonly WrittenFrame[]): Uint8Array {
  const parts: Buffer[] = [];
  const write = openPcapWriter((bytes) => parts.push(Buffer.from(bytes)));
  for (const frame of all) write(frame);
  return Buffer.concat(parts);
}

function pcapng(all: readonly WrittenFrame[]): Uint8Array {
  const parts: Buffer[] = [];
  const writer = openPcapngWriter((bytes) => parts.push(Buffer.from(bytes)));
  writer.addInterface('eth0');
  writer.addInterface('eth1.20');
  for (const frame of all) writer.frame(frame);
  return Buffer.concat(parts);
}

/** Every field of both byte orders by hand: nobody writes big endian any more. */
function bigEndian(all: readonly WrittenFrame[]): { readonly pcap: Uint8Array; readonly pcapng: Uint8Array } {
  const old = new Fields(false).u32(0xa1b23c4d).u16(2, 4).u32(0, 0, 262144, 1);
  const blocks = new Fields(false).section().block(1, (body) => body.u16(1, 0).u32(0).option(9, [9]).u32(0));
  for (const { bytes, seconds, nanoseconds } of all) {
    old.u32(seconds, nanoseconds, bytes.length, bytes.length).raw(...bytes);
    const ticks = BigInt(seconds) * 1_000_000_000n + BigInt(nanoseconds);
    const halves = [Number(ticks >> 32n), Number(ticks & 0xffffffffn)] as const;
    blocks.block(6, (body) => body.u32(0, ...halves, bytes.length, bytes.length).raw(...bytes));
  }
  return { pcap: old.whole, pcapng: blocks.whole };
}

function save(name: string, bytes: Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  return path;
}

async function ours(path: string): Promise<FrameRecord[]> {
  async function* whole(): AsyncGenerator<Uint8Array> {
    yield readFileSync(path);
  }
  const events = read(whole());
  const records: FrameRecord[] = [];
  for (;;) {
    const next = await events.next();
    if (next.done === true) {
      assert.equal(next.value.broken, null);
      return records;
    }
    records.push(frameRecord(next.value.frame));
  }
}

const FIELDS = [
  'frame.number',
  'frame.time_epoch',
  'eth.dst',
  'eth.src',
  'ieee8021ad.id',
  'vlan.id',
  'arp.hw.type',
  'arp.proto.type',
  'arp.hw.size',
  'arp.proto.size',
  'arp.opcode',
  'arp.src.hw_mac',
  'arp.src.proto_ipv4',
  'arp.dst.hw_mac',
  'arp.dst.proto_ipv4',
] as const;

/** What tshark makes of a capture, by frame number, in the words of our records. */
function theirs(path: string): ReadonlyMap<number, Readonly<Record<string, unknown>>> {
  const fields = FIELDS.flatMap((field) => ['-e', field]);
  const out = run('tshark', ['-n', '-r', path, '-T', 'fields', '-E', 'occurrence=a', ...fields]);
  const found = new Map<number, Readonly<Record<string, unknown>>>();
  for (const line of out.split('\n').slice(0, -1)) {
    const [n, ts, dst, src, outer, inner, ...arp] = line.split('\t');
    const [hrd, pro, hln, pln, op, sha, spa, tha, tpa] = arp;
    const vids = `${outer},${inner}`.split(',').filter(Boolean).map(Number);
    found.set(Number(n), {
      ts,
      eth: [dst, src],
      vids: vids.toSorted((a, b) => a - b),
      arp: [...[hrd, pro, hln, pln, op].map(Number), sha, spa, tha, tpa],
    });
  }
  return found;
}

function asTheirs(record: FrameRecord): Readonly<Record<string, unknown>> {
  const { ts, eth, vlans, arp } = record;
  assert.ok(arp);
  return {
    ts,
    eth: [eth.dst, eth.src],
    vids: vlans.map(({ vid }) => vid).toSorted((a, b) => a - b),
    arp: [arp.hrd, arp.pro, arp.hln, arp.pln, arp.op, arp.sha, arp.spa, arp.tha, arp.tpa],
  };
}

async function assertSame(path: string, count: number): Promise<void> {
  const records = await ours(path);
  const wanted = theirs(path);
  assert.equal(records.length, count);
  assert.equal(wanted.size, count);
  for (const record of records) assert.deepEqual(asTheirs(record), wanted.get(record.n), `frame ${record.n}`);
}

const COUNT = 300;

test('tshark reads in our pcap and pcapng what we read', { skip: noTshark }, async () => {
  const all = frames(COUNT);
  await assertSame(save('ours.pcap', pcap(all)), COUNT);
  await assertSame(save('ours.pcapng', pcapng(all)), COUNT);
});

test('both read big-endian captures the same', { skip: noTshark }, async () => {
  const big = bigEndian(frames(COUNT));
  await assertSame(save('big.pcap', big.pcap), COUNT);
  await assertSame(save('big.pcapng', big.pcapng), COUNT);
});

test('tshark finds our interfaces, directions and application', { skip: noTshark }, async () => {
  const all = frames(40);
  const path = save('facts.pcapng', pcapng(all));
  const out = run('tshark', [
    '-n',
    '-r',
    path,
    '-T',
    'fields',
    '-e',
    'frame.interface_name',
    '-e',
    'frame.packet_flags_direction',
  ]);
  const direction = { true: '0x00000002', false: '0x00000001', null: '' } as const;
  assert.deepEqual(
    out.split('\n').slice(0, -1),
    all.map(
      ({ interfaceIndex, outgoing }) =>
        `${['eth0', 'eth1.20'][interfaceIndex!]}\t${direction[`${outgoing ?? null}`]}`,
    ),
  );
  assert.match(run('capinfos', [path]), /Capture application: +arpist/);
});

test('we read what editcap and mergecap write', { skip: noTshark }, async () => {
  const path = save('source.pcapng', pcapng(frames(COUNT)));
  for (const format of ['pcap', 'nsecpcap', 'modpcap', 'pcapng']) {
    const converted = join(folder, `edited.${format}`);
    run('editcap', ['-F', format, path, converted]);
    await assertSame(converted, COUNT);
  }
  const merged = join(folder, 'merged.pcapng');
  run('mergecap', ['-w', merged, path, save('second.pcap', pcap(frames(COUNT)))]);
  await assertSame(merged, 2 * COUNT);
});

test('we read what tshark and tcpdump write, and tcpdump reads ours', {
  skip: noTshark || noTcpdump,
}, async () => {
  const path = save('rewrite.pcap', pcap(frames(COUNT)));
  const byTshark = join(folder, 'by-tshark.pcapng');
  run('tshark', ['-n', '-r', path, '-w', byTshark]);
  await assertSame(byTshark, COUNT);
  const byTcpdump = join(folder, 'by-tcpdump.pcap');
  run('tcpdump', ['--nano', '-r', path, '-w', byTcpdump]);
  await assertSame(byTcpdump, COUNT);
});

test("tcpdump's own lines agree with our records", { skip: noTcpdump }, async () => {
  const all = frames(COUNT);
  const path = save('lines.pcapng', pcapng(all));
  // An operation tcpdump does not know is followed by a dump in lines that begin with a tab.
  const lines = run('tcpdump', ['-nn', '-e', '-tt', '--nano', '-r', path])
    .split('\n')
    .filter((line) => /^\d/.test(line));
  const records = await ours(path);
  assert.equal(lines.length, records.length);
  let asked = 0;
  for (const [at, { ts, eth, arp, kind }] of records.entries()) {
    const line = lines[at]!;
    assert.ok(line.startsWith(`${ts} ${eth.src} > ${eth.dst}`), line);
    if (kind !== 'request' && kind !== 'probe') continue;
    asked++;
    assert.ok(line.includes(`who-has ${arp!.tpa} `) && line.includes(`tell ${arp!.spa}`), line);
  }
  assert.ok(asked > 5);
});

/** Writes while it captures, until it says so: a process that can be stopped by its own id. */
async function capturing(namespace: string, args: readonly string[]): Promise<ChildProcess> {
  const child = spawn('ip', ['netns', 'exec', namespace, 'tcpdump', ...args], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  await new Promise<void>((resolve, reject) => {
    let said = '';
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      said += text;
      if (said.includes('listening on')) resolve();
    });
    child.on('exit', () => reject(new Error(said)));
  });
  return child;
}

for (const [linkType, name] of [
  [1, 'EN10MB'],
  [113, 'LINUX_SLL'],
  [276, 'LINUX_SLL2'],
] as const)
  test(`we read a live capture of tcpdump as ${name}`, { skip: whyNoLab || noTcpdump }, async () => {
    const lab = openLab();
    try {
      const nic = (mac: string, address: string) => ({ nics: [{ name: 'eth0', mac, addresses: [address] }] });
      const one = lab.host('one', nic('02:00:00:00:00:01', '10.9.0.1/24'));
      lab.host('two', nic('02:00:00:00:00:02', '10.9.0.2/24'));
      const path = join(folder, `live-${linkType}.pcap`);
      // A file header, and a request and its reply with theirs.
      const header = { 1: 14, 113: 16, 276: 20 }[linkType];
      const whole = 24 + 2 * (16 + header + 28);
      const from = linkType === 1 ? 'eth0' : 'any';
      const child = await capturing(one.namespace, [
        '-Z',
        'root',
        '-U',
        '-i',
        from,
        '-y',
        name,
        '-w',
        path,
        'arp',
      ]);
      const ended = new Promise((resolve) => child.on('exit', resolve));
      try {
        // A datagram makes the kernel ask; the port is a moment without carrier at first.
        for (
          let tries = 0;
          tries < 50 && (statSync(path, { throwIfNoEntry: false })?.size ?? 0) < whole;
          tries++
        ) {
          one.run('bash', '-c', 'echo hello >/dev/udp/10.9.0.2/9');
          await new Promise((resolve) => setTimeout(resolve, 100));
        }
      } finally {
        child.kill('SIGINT');
        await ended;
      }
      const records = await ours(path);
      const said = records.map(({ linktype, kind, arp, eth }) => [
        linktype,
        kind,
        arp?.spa,
        arp?.tpa,
        eth.src,
      ]);
      const expected = [
        [linkType, 'request', '10.9.0.1', '10.9.0.2', '02:00:00:00:00:01'],
        [linkType, 'reply', '10.9.0.2', '10.9.0.1', '02:00:00:00:00:02'],
      ];
      for (const wanted of expected)
        assert.ok(
          said.some((found) => JSON.stringify(found) === JSON.stringify(wanted)),
          JSON.stringify({ said, wanted }),
        );
    } finally {
      lab.close();
    }
  });
