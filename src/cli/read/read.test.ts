import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import fc from 'fast-check';
import { type PaperIo, paperIo, type PaperTraits } from '../../../test/cli/paper-io.ts';
import { faultsOf, schemaNamed } from '../../../test/records/schema.ts';
import { type ArpFrameFields, writeArpFrame } from '../../wire/arp-frame.ts';
import type { WrittenFrame } from '../../wire/capture-frame.ts';
import { openPcapWriter } from '../../wire/pcap-writer.ts';
import { openPcapngWriter } from '../../wire/pcapng-writer.ts';
import { tellFault } from '../faults.ts';
import { readOver } from './read.ts';

const BASE: ArpFrameFields = {
  dst: 0xffffffffffff,
  src: 0x020000000002,
  op: 1,
  sha: 0x020000000002,
  spa: 0x0a000002,
  tha: 0,
  tpa: 0x0a000001,
};

function arp(fields: Partial<ArpFrameFields> = {}): Uint8Array {
  const bytes = new Uint8Array(42 + 4 * (fields.tags?.length ?? 0));
  writeArpFrame(bytes, 0, { ...BASE, ...fields, src: fields.src ?? fields.sha ?? BASE.src });
  return bytes;
}

const TAGGED = arp({ op: 2, tags: [{ tpid: 0x8100, tci: 0x2007 }] });
const OFFICE = [
  arp(),
  arp({ op: 2, sha: 0xb827eb000001, spa: 0x0a000001, tha: BASE.sha, tpa: BASE.spa }),
  new Uint8Array(60).fill(8),
  arp({ op: 2, sha: 0x001b21000002, spa: 0x0a000001, tha: BASE.sha, tpa: BASE.spa }),
  TAGGED,
  arp().subarray(0, 30),
];

function written(frames: readonly Uint8Array[]): readonly WrittenFrame[] {
  return frames.map((bytes, at) => ({
    bytes,
    wireLength: Math.max(bytes.length, 42),
    seconds: 1_700_000_000,
    nanoseconds: at * 1_000_001,
  }));
}

function pcap(frames: readonly Uint8Array[], linkType = 1): Uint8Array {
  const parts: number[] = [];
  const write = openPcapWriter((bytes) => parts.push(...bytes), linkType);
  for (const frame of written(frames)) write(frame);
  return Uint8Array.from(parts);
}

function pcapng(frames: readonly Uint8Array[]): Uint8Array {
  const parts: number[] = [];
  const writer = openPcapngWriter((bytes) => parts.push(...bytes));
  writer.addInterface('eth0');
  for (const frame of written(frames)) writer.frame({ ...frame, outgoing: false });
  return Uint8Array.from(parts);
}

const VENDORS = {
  vendorOf: (mac: number) => (mac > 0xb827eb000000 && mac < 0xb827ec000000 ? 'Raspberry Pi' : null),
};

interface Done {
  readonly code: number;
  readonly out: readonly string[];
  readonly err: readonly string[];
}

function lines(text: string): string[] {
  return text.split('\n').slice(0, -1);
}

async function run(words: string, file: Uint8Array | string, traits: PaperTraits = {}): Promise<Done> {
  return await runOn(words, paperIo({ ...traits, files: { f: file, '-': file } }));
}

/** As main.ts runs it: a fault becomes a sentence and a code. */
async function runOn(words: string, io: PaperIo): Promise<Done> {
  let code: number;
  try {
    code = await readOver(() => Promise.resolve(VENDORS), words.split(' ').filter(Boolean), io);
  } catch (cause) {
    const told = tellFault(cause);
    io.stderr.write(`${told.sentence}\n`);
    code = told.code;
  }
  return { code, out: lines(io.out()), err: lines(io.err()) };
}

test('one line for each ARP frame, malformed ones with their reason, all else on stderr', async () => {
  const { code, out, err } = await run('f --time epoch', pcap(OFFICE));
  assert.deepEqual(out, [
    '1700000000.000000000 02:00:00:00:00:02 > ff:ff:ff:ff:ff:ff who-has 10.0.0.1 tell 10.0.0.2',
    '1700000000.001000001 b8:27:eb:00:00:01 > ff:ff:ff:ff:ff:ff 10.0.0.1 is-at b8:27:eb:00:00:01',
    '1700000000.003000003 00:1b:21:00:00:02 > ff:ff:ff:ff:ff:ff 10.0.0.1 is-at 00:1b:21:00:00:02',
    '1700000000.004000004 02:00:00:00:00:02 > ff:ff:ff:ff:ff:ff vlan 7 p 1, 10.0.0.2 is-at 02:00:00:00:00:02',
    "1700000000.005000005 02:00:00:00:00:02 > ff:ff:ff:ff:ff:ff malformed ARP: The ARP packet needs 28 bytes by hln 6 and pln 4, but there are only 16; the capture kept 30 of the frame's 42 bytes.",
  ]);
  assert.deepEqual(err, ['5 ARP frames of 6 in the pcap, 1 of them malformed']);
  assert.equal(code, 0);
});

test('the clock and the date are those of the machine, with microseconds', async () => {
  const at = new Date(1_700_000_000_000);
  const two = (value: number): string => String(value).padStart(2, '0');
  const clock = `${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}.000000`;
  const date = `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())} ${clock}`;
  const file = pcap([arp()]);
  assert.ok((await run('f', file)).out[0]!.startsWith(`${clock} 02:`));
  assert.ok((await run('f --time date', file)).out[0]!.startsWith(`${date} 02:`));
  assert.ok((await run('f --time none', file)).out[0]!.startsWith('02:'));
  const refused = await run('f --time noon', file);
  assert.deepEqual([refused.code, refused.out.length], [2, 0]);
});

test('stdin is read when it is named and when nothing is', async () => {
  for (const words of ['-', '', '-x']) assert.equal((await run(words, pcap([arp()]))).out.length, 1);
});

test('a pcapng names its interface', async () => {
  const { out } = await run('f --time none -x', pcapng([arp()]));
  assert.deepEqual(out, ['eth0 02:00:00:00:00:02 > ff:ff:ff:ff:ff:ff who-has 10.0.0.1 tell 10.0.0.2']);
});

test('JSON records have the fields that were promised, by their names', async () => {
  const { out } = await run('f --json', pcap([TAGGED]));
  assert.deepEqual(JSON.parse(out[0]!), {
    v: 1,
    type: 'frame',
    n: 1,
    ts: '1700000000.000000000',
    linktype: 1,
    interface: null,
    eth: { dst: 'ff:ff:ff:ff:ff:ff', src: '02:00:00:00:00:02', type: 0x0806 },
    vlans: [{ tpid: 0x8100, pcp: 1, dei: false, vid: 7 }],
    llc: false,
    arp: {
      hrd: 1,
      pro: 2048,
      hln: 6,
      pln: 4,
      op: 2,
      sha: '02:00:00:00:00:02',
      spa: '10.0.0.2',
      tha: '00:00:00:00:00:00',
      tpa: '10.0.0.1',
    },
    kind: 'reply',
    trailer: '',
    error: null,
  });
});

test('addresses of unusual sizes are hex, and the trailer too', async () => {
  const infiniband = arp();
  infiniband.set([0, 32, 8, 0, 3, 2, 0, 1], 14);
  const { out } = await run('f --json', pcap([infiniband]));
  const record = JSON.parse(out[0]!) as { arp: unknown; trailer: string };
  assert.deepEqual(record.arp, {
    hrd: 32,
    pro: 2048,
    hln: 3,
    pln: 2,
    op: 1,
    sha: '020000',
    spa: '0000',
    tha: '020a00',
    tpa: '0002',
  });
  assert.equal(record.trailer, '0000000000000a000001');
});

test('whatever is in a capture, every record fits its schema', async () => {
  const frame = schemaNamed('frame.v1');
  const sighting = schemaNamed('sighting.v1');
  const capture = schemaNamed('capture.v1');
  const changed = fc
    .tuple(fc.constantFrom(...OFFICE), fc.nat(49), fc.nat(255), fc.nat(60))
    .map(([bytes, at, value, length]) =>
      (at < bytes.length ? bytes.with(at, value) : bytes).subarray(0, length),
    );
  const bytes = fc.array(fc.oneof(changed, fc.uint8Array({ maxLength: 70 })), { maxLength: 8 });
  await fc.assert(
    fc.asyncProperty(bytes, fc.constantFrom(1, 113, 276, 127), async (frames, linkType) => {
      const file = pcap(frames, linkType);
      for (const line of (await run('f --json', file)).out)
        assert.deepEqual(faultsOf(JSON.parse(line), frame), []);
      const summary = (await run('f --json --summary', file)).out;
      for (const line of summary.slice(0, -1)) assert.deepEqual(faultsOf(JSON.parse(line), sighting), []);
      assert.deepEqual(faultsOf(JSON.parse(summary.at(-1)!), capture), []);
    }),
    { numRuns: 200 },
  );
});

test('--where picks frames by what they say, -c ends after so many', async () => {
  const file = pcap(OFFICE);
  const picked = async (words: string): Promise<unknown[]> => {
    const { out } = await run(`f --json ${words}`, file);
    return out.map((line) => (JSON.parse(line) as { n: number }).n);
  };
  assert.deepEqual(await picked('--where kind=reply'), [2, 4, 5]);
  assert.deepEqual(await picked('--where kind=reply -c 2'), [2, 4]);
  assert.deepEqual(await picked('--where mac^=b8:27:eb'), [2]);
  assert.deepEqual(await picked('--where ip=10.0.0.0/31'), [2, 4]);
  assert.deepEqual(await picked('--where vlan=7'), [5]);
  assert.deepEqual(await picked('--where tpa=10.0.0.1 --where op=1'), [1]);
  assert.deepEqual(await picked('--where error~cut'), [6]);
  assert.deepEqual(await picked('--where n>=5'), [5, 6]);
  const none = await run('f --where vlan=9', file);
  assert.deepEqual([none.code, none.out], [1, []]);
  assert.equal((await run('f --where wibble=1', file)).code, 2);
  assert.equal((await run('f -c 0', file)).code, 2);
});

test('a summary names the conflict, with exit code 4', async () => {
  const { code, out, err } = await run('f --summary', pcap(OFFICE));
  assert.deepEqual(out, [
    '10.0.0.1\t00:1b:21:00:00:02\t(Unknown)\t1 frame\t(conflict)',
    '10.0.0.1\tb8:27:eb:00:00:01\tRaspberry Pi\t1 frame\t(conflict)',
    '10.0.0.2\t02:00:00:00:00:02\t(Unknown: locally administered)\t1 frame',
    '10.0.0.2\t02:00:00:00:00:02\t(Unknown: locally administered)\tVLAN=7\t1 frame',
  ]);
  assert.equal(code, 4);
  assert.deepEqual(err.slice(0, 3), [
    '5 ARP frames of 6 in the pcap, 1 of them malformed',
    'kinds: request 1, reply 3',
    'malformed: arp-addresses-cut 1',
  ]);
  assert.match(err[3]!, /\(0\.0 s\): 1,000 ARP frames a second, at most 5 in one second$/);
  assert.equal(err[4], '3 addresses claimed by 4 stations');
});

test('evidence, filters and limits of a summary', async () => {
  const file = pcap(OFFICE);
  const why = await run('f --summary --why --where verdict=conflict -c 1 -x', file);
  assert.deepEqual(why.err, []);
  assert.equal(why.out.length, 1);
  assert.match(
    why.out[0]!,
    /\(conflict\)\tb8:27:eb:00:00:01, 00:1b:21:00:00:02 claim 10\.0\.0\.1 in turns, with 1 change$/,
  );
  assert.equal((await run('f --summary --where vendor~raspberry', file)).code, 4);
  assert.equal((await run('f --summary --where vlan=7', file)).code, 0);
  assert.equal((await run('f --summary --where vlan=8', file)).code, 1);
});

/** 10.0.0.1 of one, of another a second and a half later, and of the first again at once. */
const HANDS = [
  [0xb827eb000001, 0],
  [0x001b21000002, 1500],
  [0xb827eb000001, 1501],
] as const;

function moving(): Uint8Array {
  const parts: number[] = [];
  const write = openPcapWriter((bytes) => parts.push(...bytes));
  for (const [sha, at] of HANDS)
    write({
      bytes: arp({ op: 2, sha, spa: 0x0a000001, tha: BASE.sha, tpa: BASE.spa }),
      wireLength: 42,
      seconds: 1_700_000_000 + Math.floor(at / 1000),
      nanoseconds: (at % 1000) * 1e6,
    });
  return Uint8Array.from(parts);
}

test('who had an address from when to when, how it began and ended', async () => {
  const { code, out, err } = await run('f --bindings --time epoch', moving());
  assert.equal(code, 0, 'nobody is judged');
  assert.deepEqual(out, [
    '10.0.0.1\tb8:27:eb:00:00:01\tRaspberry Pi\t1700000000.000000000\t1700000000.000000000\tfirst\tquiet',
    '10.0.0.1\t00:1b:21:00:00:02\t(Unknown)\t1700000001.500000000\t1700000001.500000000\theard\tcut',
    '10.0.0.1\tb8:27:eb:00:00:01\tRaspberry Pi\t1700000001.501000000\t1700000001.501000000\theard\topen\t(returned)',
  ]);
  assert.match(err.at(-1) ?? '', /1 address claimed by 2 stations/);
  const table = await run('f --bindings', moving(), { tty: true, columns: 140 });
  assert.match(table.out[0]!, /^ADDRESS +VLAN +MAC +FROM +LAST +BEGAN +ENDED +VENDOR$/);
  assert.match(table.out[3]!, /heard again +open +Raspberry Pi$/);
});

test('holders in the forms of a list, by the schema, and the capture last', async () => {
  const { out } = await run('f --bindings --json', moving());
  for (const line of out.slice(0, -1))
    assert.deepEqual(faultsOf(JSON.parse(line), schemaNamed('binding.v1')), []);
  assert.deepEqual(faultsOf(JSON.parse(out.at(-1)!), schemaNamed('capture.v1')), []);
  assert.deepEqual(
    out.slice(0, -1).map((line) => (JSON.parse(line) as { from: string }).from),
    ['1700000000.000000', '1700000001.500000', '1700000001.501000'],
  );
  const csv = await run('f --bindings --csv --sort -from -c 1', moving());
  assert.deepEqual(
    csv.out.map((line) => line.trimEnd()),
    [
      'ip,vlan,mac,vendor,from,last,began,ended,returned,missing',
      '10.0.0.1,,b8:27:eb:00:00:01,Raspberry Pi,1700000001.501000,1700000001.501000,heard,open,true,0',
    ],
  );
  const cut = await run('f --bindings --where ended=cut -F ${mac}|${from}', moving());
  assert.deepEqual(cut.out, ['00:1b:21:00:00:02|1700000001.500000']);
  assert.equal((await run('f --bindings --where ip=10.9.9.9', moving())).code, 1);
  assert.equal((await run('f --bindings --summary', moving())).code, 2);
});

test('on a terminal a summary is a table', async () => {
  const { out } = await run('f --summary --why', pcap(OFFICE), { tty: true, columns: 140 });
  assert.match(out[0]!, /^ADDRESS +MAC +VLAN +FRAMES +FIRST +LAST +VERDICT +VENDOR$/);
  assert.match(
    out[1]!,
    /^10\.0\.0\.1 +00:1b:21:00:00:02 +1 +\d\d:\d\d:\d\d\.003000 +\d\d:\d\d:\d\d\.003000 +conflict +\(Unknown\)$/,
  );
  assert.match(out[2]!, /^ {4}\S+, \S+ claim 10\.0\.0\.1 in turns/);
});

const MALFORMED: readonly [string, Uint8Array | string, number, RegExp][] = [
  [
    'what is no capture',
    'hello, world',
    2,
    /^arpist: f is neither pcap nor pcapng: it starts with the bytes 68656c6c; name a pcap or pcapng/,
  ],
  ['an empty file', '', 2, /^arpist: f is empty; /],
  ['one byte', 'x', 2, /f is neither pcap nor pcapng: it starts with the bytes 78;/],
  [
    'a capture cut in the middle',
    pcap(OFFICE).subarray(0, 150),
    5,
    /^arpist: f: The capture is cut at byte 150, in the middle of frame 3; everything before that was read\.$/,
  ],
  ['one cut in its header', pcap([]).subarray(0, 20), 5, /cut at byte 20, in the middle of the file header/],
  [
    'a damaged one',
    Uint8Array.from([...pcap([arp()]), ...Array.from({ length: 16 }, () => 255)]),
    5,
    /cannot be read on from byte 82: frame 2 claims to be 4294967295 bytes long/,
  ],
  [
    'one packed otherwise',
    zstdCompressSync(pcap(OFFICE)),
    2,
    /f is packed with zstd; unpack it on the way: zstd -dc f \| arpist read -/,
  ],
  [
    'a gzip cut in the middle',
    gzipSync(pcap(OFFICE)).subarray(0, 60),
    5,
    /f is cut: its gzip data end in the middle/,
  ],
];
for (const [what, file, code, sentence] of MALFORMED)
  for (const form of ['', ' --summary', ' --json', ' --summary --json'])
    test(`${what}${form}: one sentence and exit code ${code}`, async () => {
      const done = await run(`f${form}`, file);
      assert.equal(done.code, code);
      assert.equal(done.err.filter((line) => sentence.test(line)).length, 1, done.err.join('\n'));
      assert.equal(done.err.filter((line) => line.startsWith('arpist:')).length, 1);
    });

test('what was read before a cut is shown', async () => {
  const cut = pcap(OFFICE).subarray(0, 150);
  assert.equal((await run('f', cut)).out.length, 2);
  const record = (await run('f --summary --json', cut)).out.at(-1)!;
  assert.equal((JSON.parse(record) as { error: { code: string } }).error.code, 'capture-cut');
});

test('gzip is unpacked on the way', async () => {
  const { code, out } = await run('f --time none', gzipSync(pcap([arp()])));
  assert.deepEqual([code, out.length], [0, 1]);
});

for (const words of ['f', 'f --json', 'f --summary', 'f --summary --json', 'f --plain'])
  test(`K12: frames of a link type that is not read are nothing found, and one line on stderr: read ${words}`, async () => {
    const { code, out, err } = await run(words, pcap([arp(), arp(), arp()], 101));
    assert.equal(code, 1);
    assert.equal(out.filter((line) => !line.includes('"capture"')).length, 0);
    assert.deepEqual(
      err.filter((line) => line.startsWith('arpist:')),
      [
        'arpist: f: 3 frames of link type 101 (raw IP) not read; what can be read is Ethernet (1), Linux cooked (113, 276) and IEEE 802.11 (105, 119, 127, 163, 192).',
      ],
    );
  });

test('R6: a frame too short to show its type is not counted as ARP', async () => {
  const { code, out, err } = await run('f', pcap([arp().subarray(0, 10)]));
  assert.deepEqual([code, out], [1, []]);
  assert.deepEqual(err, [
    '0 ARP frames of 1 in the pcap; 1 frame not read',
    'arpist: f: 1 frame of link type 1 not read: too short to show what it is.',
  ]);
});

test('R3: the record of a cut packet has what is whole of its header, and the addresses that are whole', async () => {
  const long = arp();
  long[19] = 6;
  const cutAt = (bytes: Uint8Array): Promise<unknown> =>
    run('f --json', pcap([bytes])).then(({ out }) => (JSON.parse(out[0]!) as { arp: unknown }).arp);
  const head = { hrd: 1, pro: 2048, hln: 6, pln: 6, op: 1, sha: '02:00:00:00:00:02', spa: '0a0000020000' };
  assert.deepEqual(await cutAt(long), { ...head, tha: '00:00:00:00:0a:00' });
  assert.deepEqual(await cutAt(arp().subarray(0, 40)), {
    ...head,
    pln: 4,
    spa: '10.0.0.2',
    tha: '00:00:00:00:00:00',
  });
  assert.deepEqual(await cutAt(arp().subarray(0, 22)), { hrd: 1, pro: 2048, hln: 6, pln: 4, op: 1 });
  // Of a header that is cut itself, what of it is whole.
  const readable = { hrd: 1, pro: 2048, hln: 6, pln: 4 };
  assert.deepEqual(await cutAt(arp().subarray(0, 21)), readable);
  assert.deepEqual(await cutAt(arp().subarray(0, 20)), readable);
  assert.deepEqual(await cutAt(arp().subarray(0, 19)), { hrd: 1, pro: 2048, hln: 6 });
  assert.deepEqual(await cutAt(arp().subarray(0, 18)), { hrd: 1, pro: 2048 });
  assert.deepEqual(await cutAt(arp().subarray(0, 17)), { hrd: 1 });
  assert.equal(await cutAt(arp().subarray(0, 15)), null);
  const short = await run('f --json', pcap([arp().subarray(0, 21)]));
  assert.deepEqual(faultsOf(JSON.parse(short.out[0]!), schemaNamed('frame.v1')), []);
  const { out } = await run('f --where op=1 --where ip=10.0.0.2 --json', pcap([arp().subarray(0, 35)]));
  assert.equal(out.length, 1);
  assert.deepEqual(faultsOf(JSON.parse(out[0]!), schemaNamed('frame.v1')), []);
});

/** RFC 4391 9.1.1 in a Linux cooked header: hardware 32, addresses of 20 bytes. */
function infiniband(op: number): Uint8Array {
  const bytes = new Uint8Array(16 + 56);
  bytes.set([0, 4, 0, 32, 0, 20]);
  bytes.set([8, 6], 14);
  bytes.set([0, 32, 8, 0, 20, 4, 0, op, 0x80, 0, 0, 0x48, 0xfe, 0x80], 16);
  bytes.set([10, 0, 0, 1], 16 + 28);
  bytes.set([10, 0, 0, 2], 16 + 52);
  return bytes;
}

test('K14: ARP over InfiniBand is understood', async () => {
  const { out } = await run('f --time none', pcap([infiniband(1), infiniband(2)], 113));
  assert.equal(out[0], '? > ? who-has 10.0.0.2 tell 10.0.0.1');
  assert.match(out[1]!, /10\.0\.0\.1 is-at 80:00:00:48:fe:80(:00){14}$/);
  const one = await run('f --json --where ip=10.0.0.1 --where kind=request', pcap([infiniband(1)], 113));
  assert.equal((JSON.parse(one.out[0]!) as { kind: string }).kind, 'request');
  assert.equal((await run('f --summary', pcap([infiniband(1)], 113))).err[1], 'kinds: request 1');
});

test('a capture without ARP finds nothing', async () => {
  for (const words of ['f', 'f --summary'])
    assert.equal((await run(words, pcap([new Uint8Array(60).fill(8)]))).code, 1);
});

test('a file that cannot be opened is a sentence', async () => {
  const done = await runOn('nowhere', paperIo());
  assert.deepEqual([done.code, done.out, done.err.length], [2, [], 1]);
});

test('Ctrl-C ends the reading of a pipe that waits, with what was there', async () => {
  for (const words of ['-', '- --summary']) {
    const io = paperIo();
    const waiting: AsyncIterable<Uint8Array> = {
      async *[Symbol.asyncIterator]() {
        yield pcap(OFFICE);
        setImmediate(() => io.stop('interrupted'));
        await new Promise(() => {});
      },
    };
    const done = await runOn(words, { ...io, openInput: () => waiting });
    assert.equal(done.code, 130);
    assert.ok(done.out.length >= 4);
  }
});

test('A1: who asks for the end of a summary of many stations waits for few of them, also where a filter shows none', async () => {
  const many = pcap(
    Array.from({ length: 12_000 }, (_, at) => arp({ sha: 0x02bb00000000 + at, spa: 0x0a000000 + at })),
  );
  for (const filter of ['', ' --where ip=192.0.2.1']) {
    const io = paperIo({ files: { f: many } });
    // Before the first line of the judged: while the vendors are looked up.
    let asked = 0;
    const vendors = {
      vendorOf: () => {
        if (++asked === 1000) setImmediate(() => io.stop('interrupted'));
        return null;
      },
    };
    const code = await readOver(() => Promise.resolve(vendors), `--summary f${filter}`.split(' '), io);
    assert.equal(code, 130);
    assert.ok(asked >= 1000 && asked < 1000 + 4096 + 2 * 512, `${asked} looked at`);
    assert.match(io.err(), /^interrupted: \d,\d{3} stations more not shown$/m);
  }
});

test('frames and stations as CSV, in a form of one’s own, and stations sorted', async () => {
  const csv = await run('f --csv', pcap([TAGGED]));
  assert.equal(csv.out[0], 'n,ts,interface,kind,op,sha,spa,tha,tpa,src,dst,vlan,trailer,error\r');
  assert.match(csv.out[1] ?? '', /^1,.*,02:00:00:00:00:02,10\.0\.0\.2,.*,7,/);
  assert.deepEqual((await run('f --format ${ip}', pcap([TAGGED]))).out, ['10.0.0.2']);
  const summary = await run('f --summary --csv --sort -ip', pcap([TAGGED, arp()]));
  assert.match(summary.out[0] ?? '', /^ip,mac,vendor,localMac,vlan,/);
  const refused = await run('f --sort ip', pcap([TAGGED]));
  assert.deepEqual([refused.code, refused.out], [2, []]);
  assert.match(refused.err.join(' '), /--sort goes with --summary/);
});
