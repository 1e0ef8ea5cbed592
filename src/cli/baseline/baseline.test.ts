import assert from 'node:assert/strict';
import { test } from 'node:test';
import { paperIo, type PaperIo, type PaperTraits } from '../../../test/cli/paper-io.ts';
import { faultsOf, schemaNamed } from '../../../test/records/schema.ts';
import { UsageFault } from '../../base/fault.ts';
import { type ArpFrameFields, writeArpFrame } from '../../wire/arp-frame.ts';
import { openPcapngWriter } from '../../wire/pcapng-writer.ts';
import { paperStage, steelVendors } from '../compose.ts';
import type { NetworkHands } from '../hands.ts';
import { baselineOver } from './baseline.ts';
import { diffOver } from './diff.ts';

const SECONDS = 1_790_000_000;

interface Spoken extends Partial<ArpFrameFields> {
  readonly at?: number;
}

/** A capture of frames; each a reply of `sha` for `spa` unless it says otherwise. */
function capture(...frames: readonly Spoken[]): Uint8Array {
  const parts: number[] = [];
  const writer = openPcapngWriter((bytes) => parts.push(...bytes));
  writer.addInterface('eth0');
  for (const [index, { at = index, ...fields }] of frames.entries()) {
    const sha = fields.sha ?? 0x001b21000001;
    const bytes = new Uint8Array(42 + 4 * (fields.tags?.length ?? 0));
    const frame = {
      dst: 0x020000000001,
      src: sha,
      op: 2,
      spa: 0x0a000001,
      tha: 0x020000000001,
      tpa: 0x0a0000fe,
    };
    writeArpFrame(bytes, 0, { ...frame, ...fields, sha });
    writer.frame({
      bytes,
      wireLength: bytes.length,
      seconds: SECONDS + at,
      nanoseconds: 0,
      interfaceIndex: 0,
      outgoing: false,
    });
  }
  return Uint8Array.from(parts);
}

const ONE = { spa: 0x0a000001, sha: 0x001b21000001 };
const TWO = { spa: 0x0a00000a, sha: 0xb827eb000002 };
const TAGGED = { ...TWO, sha: 0x001b21000003, tags: [{ tpid: 0x8100, tci: 20 }] };
const QUARREL = [0, 1, 2, 3].flatMap((at) => [
  { spa: 0x0a000032, sha: 0x001b21000050, at },
  { spa: 0x0a000032, sha: 0x3cd92b000050, at },
]);

function noNetwork(): Promise<NetworkHands> {
  return assert.fail('the network is not asked');
}

interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
  readonly io: PaperIo;
}

async function run(
  command: 'baseline' | 'diff',
  line: string,
  traits: PaperTraits = {},
  open: () => Promise<NetworkHands> = noNetwork,
): Promise<Ran> {
  const io = paperIo(traits);
  const args = line.split(' ').filter(Boolean);
  const code =
    command === 'baseline'
      ? await baselineOver(open, args, io)
      : await diffOver({ hands: open, vendors: steelVendors }, args, io);
  return { code, out: io.out(), err: io.err(), io };
}

function lines(text: string): readonly string[] {
  return text.split('\n').filter((line) => line.startsWith('  '));
}

test('a capture as a baseline: one line a pair, in one order, and diff of the same says nothing', async () => {
  const files = { cap: capture(TAGGED, TWO, ONE, TWO) };
  const { code, out, err } = await run('baseline', '--read cap', { files });
  assert.deepEqual(lines(out), [
    '  { address = "10.0.0.1", mac = "00:1b:21:00:00:01" },',
    '  { address = "10.0.0.10", mac = "b8:27:eb:00:00:02" },',
    '  { address = "10.0.0.10", mac = "00:1b:21:00:00:03", vlan = 20 },',
  ]);
  assert.equal(err, '3 pairs\n');
  assert.equal(code, 0);
  const same = await run('diff', 'known cap', { files: { ...files, known: out } });
  assert.deepEqual([same.code, same.out], [0, '']);
  assert.equal(same.err, 'known: no difference; 3 pairs as known, of 3 known and 3 heard\n');
});

test('pairs in a conflict are for a person to judge: comments in TOML, left out elsewhere, exit 4', async () => {
  const files = { cap: capture(ONE, ...QUARREL) };
  const { code, out, err } = await run('baseline', '--read cap', { files });
  assert.equal(code, 4);
  assert.match(out, /\n {2}# \{ address = "10\.0\.0\.50", mac = "00:1b:21:00:00:50" \}, # conflict: .+\n/);
  assert.match(err, /1 pair, 2 pairs in doubt not taken as known/);
  for (const form of ['ethers', 'arp.dat', 'dnsmasq']) {
    const other = await run('baseline', `--read cap --form ${form}`, { files });
    assert.equal(other.out.split('\n').length, 2, form);
    assert.doesNotMatch(other.out, /10\.0\.0\.50/, form);
  }
  const known = await run('diff', 'known cap --where kind=new', { files: { ...files, known: out } });
  assert.equal(known.code, 1, 'what is a comment is not known');
  assert.equal(known.out.match(/^new 10\.0\.0\.50: /gm)?.length, 2);
});

test('the forms of others', async () => {
  const files = { cap: capture({ ...ONE, at: 5 }, { ...TWO, at: 7 }) };
  const of = async (form: string): Promise<string> =>
    (await run('baseline', `-x --read cap --form ${form}`, { files })).out;
  assert.equal(await of('ethers'), '00:1b:21:00:00:01 10.0.0.1\nb8:27:eb:00:00:02 10.0.0.10\n');
  assert.equal(
    await of('arp.dat'),
    `0:1b:21:0:0:1\t10.0.0.1\t${SECONDS + 5}\nb8:27:eb:0:0:2\t10.0.0.10\t${SECONDS + 7}\n`,
  );
  assert.equal(
    await of('dnsmasq'),
    'dhcp-host=00:1b:21:00:00:01,10.0.0.1\ndhcp-host=b8:27:eb:00:00:02,10.0.0.10\n',
  );
});

test('of an address that moved, the MAC it moved to', async () => {
  const files = { cap: capture({ ...ONE, at: 0 }, { ...ONE, sha: 0x3cd92b000001, at: 600 }) };
  assert.deepEqual(lines((await run('baseline', '--read cap', { files })).out), [
    '  { address = "10.0.0.1", mac = "3c:d9:2b:00:00:01" },',
  ]);
});

test('--onto keeps notes and ends, adds who is new, and writes the file it was read from', async () => {
  const known = `known = [
  { address = "10.0.0.1", mac = "00:1b:21:00:00:01", note = "gateway", expires = 2030-01-01 },
  { address = "10.0.0.9", mac = "00:1b:21:00:00:09" },
  { address = "10.0.0.20-21" },
]`;
  const files = { known, cap: capture(ONE, TWO, { spa: 0x0a000014, sha: 0x020000000014 }) };
  const { io, out } = await run('baseline', '--read cap --onto known -o known', { files });
  assert.equal(out, '');
  assert.deepEqual(lines(new TextDecoder().decode(io.saved.get('known'))), [
    '  { address = "10.0.0.1", mac = "00:1b:21:00:00:01", note = "gateway", expires = 2030-01-01 },',
    '  { address = "10.0.0.9", mac = "00:1b:21:00:00:09" },',
    '  { address = "10.0.0.10", mac = "b8:27:eb:00:00:02" },',
    '  { address = "10.0.0.20" },',
    '  { address = "10.0.0.21" },',
  ]);
});

test('new, changed, gone and expired, with note, place and vendor', async () => {
  const known = `known = [
  { address = "10.0.0.1", mac = "3c:d9:2b:00:00:01", note = "gateway" },
  { address = "10.0.0.9", mac = "00:1b:21:00:00:09" },
  { address = "10.0.0.10", mac = "b8:27:eb:00:00:02", expires = 2025-12-31 },
  { address = "10.0.0.11", mac = "b8:27:eb:00:00:0b", expires = 2025-12-31 },
  { address = "10.0.0.12", mac = "b8:27:eb:00:00:0c", vlan = 30 },
]`;
  const files = { known, cap: capture(ONE, TWO, { spa: 0x0a000014, sha: 0x020000000014 }) };
  const { code, out, err } = await run('diff', 'known cap', { files });
  assert.equal(code, 1);
  assert.deepEqual(out.trimEnd().split('\n'), [
    'changed 10.0.0.1: 00:1b:21:00:00:01 (Intel Corporate) has it, known is 3c:d9:2b:00:00:01 (Hewlett Packard) (gateway) [known:2]',
    'gone 10.0.0.9: 00:1b:21:00:00:09 (Intel Corporate) was not heard [known:3]',
    'expired 10.0.0.10: b8:27:eb:00:00:02 (Raspberry Pi Foundation) has it still, after its line expired on 2026-01-01T00:00:00Z [known:4]',
    'new 10.0.0.20: 02:00:00:00:00:14 has it, and nobody is known there',
  ]);
  assert.deepEqual(err.trimEnd().split('\n'), [
    'known: 4 differences; 0 pairs as known, of 5 known and 3 heard',
    '1 known pair where nothing was listened to or asked: nothing is said of them',
    '1 line expired and silent: they may go (known:5)',
  ]);
});

test('JSON Lines keep to their schemas, the summary last; CSV, format, where and sort as everywhere', async () => {
  const files = {
    known: 'known = [{ address = "10.0.0.9", mac = ["00:1b:21:00:00:09", "00:1b:21:00:00:19"] }]',
    cap: capture(ONE, TAGGED, { spa: 0x0a000009, sha: 0x020000000014 }),
  };
  const { out } = await run('diff', 'known cap --json', { files });
  const records = out
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  assert.deepEqual(
    records.map(({ type }) => type),
    ['difference', 'difference', 'difference', 'diff-summary'],
  );
  for (const record of records)
    assert.deepEqual(faultsOf(record, schemaNamed(`${String(record['type'])}.v1`)), []);
  const told = await run('diff', 'known cap --where kind=new --sort -ip --format ${ip}|${vlan}', { files });
  assert.equal(told.out, '10.0.0.10|20\n10.0.0.1|\n');
  const csv = await run('diff', 'known cap --csv --where kind=changed', { files });
  assert.match(csv.out.split('\r\n')[1]!, /^changed,10\.0\.0\.9,.*00:1b:21:00:00:09 00:1b:21:00:00:19/);
  assert.deepEqual((await run('diff', 'known cap --where kind=gone', { files })).code, 0);
});

test('ethers and arp.dat are baselines too; of an arp.dat the MAC heard last counts', async () => {
  const cap = capture(ONE, TWO);
  const ethers = '# static\n00:1b:21:00:00:01 10.0.0.1\n10.0.0.10 b8:27:eb:00:00:02\n';
  assert.equal((await run('diff', 'known cap', { files: { cap, known: ethers } })).code, 0);
  const dat = '0:1b:21:0:0:99\t10.0.0.1\t5\n0:1b:21:0:0:1\t10.0.0.1\t9\tgw\nb8:27:eb:0:0:2\t10.0.0.10\t7\n';
  assert.equal((await run('diff', 'known cap', { files: { cap, known: dat } })).code, 0);
});

for (const [name, known, told] of [
  ['TOML', 'known = [\n { address = "10.0.0.1", mac = "xx" } ]', /known:2: 'mac' should be a MAC address/],
  ['TOML', 'known = [', /known:1: this is not TOML/],
  ['ethers', '00:1b:21:00:00:01 10.0.0.1\n00:1b:21:00:00:02 printer\n', /known:2: 'printer' is a name/],
  ['arp.dat', '0:1b:21:0:0:1\t10.0.0.1\t1\nx\ty\tz\n', /known:2: 'x' is no MAC address/],
  ['nothing', '', /known: the file knows nobody/],
] as const)
  test(`a baseline with a bad line is not used: ${name} ${JSON.stringify(known.slice(0, 20))}`, async () => {
    await assert.rejects(run('diff', 'known cap', { files: { known, cap: capture(ONE) } }), (cause) => {
      assert.ok(cause instanceof UsageFault);
      assert.match(`${cause.where}: ${cause.message}`, told);
      return true;
    });
  });

for (const [line, told] of [
  ['', /nothing says what to hear/],
  ['--read cap --scan', /a capture and --scan contradict/],
  ['--scan --for 5s', /--scan and --for contradict/],
  ['10.0.0.0/24', /'10\.0\.0\.0\/24' is a target, and nothing is asked without --scan/],
  ['--read cap --form nmap', /'nmap' is no form of a baseline/],
] as const)
  test(`refused with a word of what to do: arpist baseline ${line}`, async () => {
    await assert.rejects(run('baseline', line, { files: { cap: capture(ONE) } }), told);
  });

test('a capture that is cut is told, what was heard is kept, exit 5; nothing heard writes nothing', async () => {
  const whole = capture(ONE, TWO);
  const files = { cut: whole.subarray(0, whole.length - 5), none: capture() };
  const cut = await run('baseline', '--read cut', { files });
  assert.deepEqual([cut.code, lines(cut.out).length], [5, 1]);
  assert.match(cut.err, /^arpist: cut: /);
  const none = await run('baseline', '--read none -o x', { files });
  assert.deepEqual([none.code, none.io.saved.size], [1, 0]);
});

test('a scan: who answers and this machine itself, without what a proxy answers for; diff asks again', async () => {
  const stage = await paperStage();
  const open = (): Promise<NetworkHands> => stage.open();
  const first = await run('baseline', '--scan --fast', {}, open);
  const written = lines(first.out);
  assert.equal(first.code, 4, 'two hosts own .50');
  assert.ok(written.some((line) => line.includes('"10.77.0.1"')));
  assert.ok(written.some((line) => line.startsWith('  # { address = "10.77.0.50"')));
  assert.ok(written.some((line) => line.includes('"10.77.0.254"')));
  assert.doesNotMatch(first.out, /"10\.77\.0\.1(3|4|5)\d"/, 'what the proxy answers for');
  const again = await run(
    'diff',
    'known --scan --fast',
    { files: { known: first.out.replaceAll('  # {', '  {') } },
    open,
  );
  assert.deepEqual([again.code, again.out], [0, '']);
  const part = await run(
    'diff',
    'known --scan 10.77.0.11-12',
    {
      files: {
        known:
          'known = [{ address = "10.77.0.11", mac = "02:00:00:00:00:01" }, { address = "10.77.0.99", mac = "02:00:00:00:00:02" }]',
      },
    },
    open,
  );
  assert.match(part.out, /^changed 10\.77\.0\.11: [^\n]+\nnew 10\.77\.0\.12: [^\n]+\n/m);
  assert.match(part.err, /1 known pair where nothing was listened to or asked/);
});
