import assert from 'node:assert/strict';
import { test } from 'node:test';
import { paperIo, type PaperIo } from '../../../test/cli/paper-io.ts';
import { savedFrames, sourceOf, tapOn } from '../../../test/cli/saved-frames.ts';
import type { Segment } from '../../sim/segment.ts';
import { faultsOf, schemaNamed } from '../../../test/records/schema.ts';
import { seededDice } from '../../base/dice.ts';
import { SystemFault, UsageFault } from '../../base/fault.ts';
import { parseIpv4 } from '../../base/ipv4.ts';
import type { SelfAnswer } from '../../kernel/self-answer.ts';
import type { Host } from '../../ports/host.ts';
import type { OwnHost } from '../../sim/own-host.ts';
import { openResponder } from '../../sim/responder.ts';
import { openWorld, type World } from '../../sim/world.ts';
import type { NetworkHands } from '../hands.ts';
import { checkOver } from './check.ts';

interface Peer {
  readonly mac: number;
  readonly ips: readonly string[];
}

const PEERS: readonly Peer[] = [
  { mac: 0xb827eb000011, ips: ['10.77.0.11'] },
  { mac: 0x02aa00000001, ips: ['10.77.0.50', '10.77.0.51'] },
  { mac: 0x02aa00000002, ips: ['10.77.0.50'] },
];

interface Ran {
  readonly code: number;
  readonly out: readonly string[];
  readonly err: readonly string[];
  readonly io: PaperIo;
}

async function run(
  line: string,
  during?: (world: World, io: PaperIo, host: OwnHost, segment: Segment) => void,
  selfAnswer?: SelfAnswer,
): Promise<Ran> {
  const world = openWorld({ seed: 3 });
  const segment = world.segment('s0');
  for (const { mac, ips } of PEERS) {
    const own = ips.map((ip) => parseIpv4(ip));
    openResponder(world, segment, { mac, answersFor: (ip) => own.includes(ip) });
  }
  const host = world.host({ name: 'eth0', mac: 0x020000000001, addresses: ['10.77.0.1/24'], segment });
  const vendors = { vendorOf: (mac: number) => (mac === 0xb827eb000011 ? 'Raspberry Pi Foundation' : null) };
  const hands: NetworkHands = {
    host: selfAnswer === undefined ? host : answeringItself(host, selfAnswer),
    clock: world.clock,
    dice: seededDice(1),
    vendors,
  };
  const io = paperIo();
  during?.(world, io, host, segment);
  const code = await checkOver(() => Promise.resolve(hands), line.split(' '), io);
  const linesOf = (text: string): readonly string[] => text.split('\n').filter(Boolean);
  return { code, out: linesOf(io.out()), err: linesOf(io.err()), io };
}

function answeringItself(host: Host, selfAnswer: SelfAnswer): Host {
  return {
    interfaces: () => host.interfaces().map((one) => (one.name === 'eth0' ? { ...one, selfAnswer } : one)),
    openLink: (wanted, options) => host.openLink(wanted, options),
  };
}

test('K9: behind a vxlan with proxy neither an answer nor silence shows who has an address: 5', async () => {
  const vxlan = { link: 'eth0', because: 'vxlan-proxy' } as const;
  const { code, out } = await run('--fast --why 10.77.0.11 10.77.0.77', undefined, vxlan);
  assert.equal(code, 5);
  assert.ok(
    out.includes('10.77.0.77\tunknown') && out.some((line) => line.startsWith('10.77.0.11\tunknown\t')),
  );
  assert.ok(out.some((line) => /lets no question out: that nobody answers shows nothing/.test(line)));
  const bridge = { link: 'port', because: 'neigh-suppress' } as const;
  assert.deepEqual((await run('--fast 10.77.0.77', undefined, bridge)).code, 0);
});

test('free, in use and conflict in lines for grep, with the exit code', async () => {
  assert.deepEqual((({ code, out, err }) => ({ code, out, err }))(await run('10.77.0.77')), {
    code: 0,
    out: ['10.77.0.77\tfree'],
    err: [],
  });
  const used = await run('10.77.0.11');
  assert.deepEqual(
    [used.code, used.out],
    [1, ['10.77.0.11\tin use\tb8:27:eb:00:00:11\tRaspberry Pi Foundation']],
  );
  const clash = await run('10.77.0.50');
  assert.equal(clash.code, 4);
  assert.deepEqual(
    clash.out.toSorted(),
    [1, 2].map(
      (nth) => `10.77.0.50\tconflict\t02:aa:00:00:00:0${nth}\t(Unknown: locally administered)\t(conflict)`,
    ),
  );
});

test('several at once: one word each, and the sums; one that is not free makes it a no', async () => {
  const { code, out, err } = await run('10.77.0.10-12 10.77.0.1');
  assert.equal(code, 1);
  assert.deepEqual(out.toSorted(), [
    '10.77.0.1\town address',
    '10.77.0.10\tfree',
    '10.77.0.11\tin use\tb8:27:eb:00:00:11\tRaspberry Pi Foundation',
    '10.77.0.12\tfree',
  ]);
  assert.match(
    err.at(-1) ?? '',
    /^4 asked: 2 free, 1 in use, 1 own address; \d+ packets sent in [4-7]\.\d s$/,
  );
});

test('a network goes without the addresses no host can have', async () => {
  const { out } = await run('--fast 10.77.0.0/24 --exclude 10.77.0.3-254 -q');
  assert.deepEqual(out, []);
  const lines = (await run('--fast 10.77.0.0/24 --exclude 10.77.0.3-254')).out;
  assert.deepEqual(lines.toSorted(), ['10.77.0.1\town address', '10.77.0.2\tfree']);
});

test('records are as their schemas say', async () => {
  const { out } = await run('--json 10.77.0.11 10.77.0.50 10.77.0.1 10.77.0.60');
  const records = out.map((line) => JSON.parse(line) as { readonly type: string });
  assert.deepEqual(
    records.map(({ type }) => type),
    ['check', 'check', 'check', 'check', 'check-summary'],
  );
  const plan = JSON.parse((await run('--json --dry-run 10.77.0.77')).out[0]!) as { type: string };
  for (const record of [...records, plan])
    assert.deepEqual(faultsOf(record, schemaNamed(`${record.type}.v1`)), []);
});

test('--why tells what it is founded on', async () => {
  const { out } = await run('--why 10.77.0.77 10.77.0.50');
  assert.ok(out.includes('  nobody contradicted 3 probes and the silence after them'));
  assert.ok(out.some((line) => line.includes('stays silent for 10.77.0.51')));
});

test('--dry-run sends nothing', async () => {
  const { code, out, io } = await run('--dry-run --save x.pcapng 10.77.0.0/24');
  assert.equal(code, 0);
  assert.match(out[0] ?? '', /^eth0 \(02:00:00:00:00:01, 10\.77\.0\.1\): 254 addresses$/);
  assert.equal(io.saved.size, 0);
});

test('--save writes what was sent and heard: all that passed on the segment', async () => {
  let passed: readonly string[] = [];
  const { io } = await run('--save x.pcapng 10.77.0.11', (_world, _io, _host, segment) => {
    passed = tapOn(segment);
  });
  const saved = savedFrames(io.saved.get('x.pcapng'));
  assert.deepEqual(
    saved.map(({ bytes }) => bytes),
    passed,
  );
  for (const { bytes, outgoing } of saved) assert.equal(outgoing, sourceOf(bytes) === '020000000001');
  assert.deepEqual(new Set(saved.map(({ outgoing }) => outgoing)), new Set([true, false]));
});

for (const [line, wrong] of Object.entries({
  '10.77.0.0': /network address of 10\.77\.0\.0\/24/,
  '10.77.0.255': /broadcast address of 10\.77\.0\.0\/24/,
  '224.0.0.5': /multicast/,
  '127.0.0.1': /loopback/,
  '0.0.0.0': /reserved/,
}))
  test(`${line} is refused in a sentence`, async () => {
    await assert.rejects(run(line), (cause) => cause instanceof UsageFault && wrong.test(cause.message));
  });

test('D27: an address of no local network is asked for on a named interface alone, and that is said', async () => {
  await assert.rejects(run('10.99.0.1'), (cause) => cause instanceof UsageFault && /-I/.test(cause.remedy));
  const { out, err } = await run('--fast -I eth0 10.99.0.1');
  assert.deepEqual(out, ['10.99.0.1\tfree']);
  assert.match(err[0] ?? '', /10\.99\.0\.1 is on none of the local networks/);
  assert.match(err[1] ?? '', /^arpist: --fast: the waits are shorter than RFC 5227 asks for/);
});

test('without rights it says so, before anything else', async () => {
  await assert.rejects(
    run('10.77.0.77', (_world, _io, host) => host.dropRights()),
    (cause) => cause instanceof SystemFault && cause.kind === 'rights',
  );
});

test('a conflict that was found before the link went down stays one: 4', async () => {
  const { code, out } = await run('10.77.0.50 10.77.0.77', (world, _io, host) =>
    world.at(3500, () => host.takeDown('eth0')),
  );
  assert.equal(code, 4);
  assert.deepEqual(
    [out.filter((line) => line.includes('\tconflict\t')).length, out.at(-1)],
    [2, '10.77.0.77\tunknown'],
  );
});

test('Ctrl-C is 130, a link that goes down is 5; what was found is printed', async () => {
  const stopped = await run('10.77.0.77 10.77.0.11', (world, io) =>
    world.at(3000, () => io.stop('interrupted')),
  );
  assert.deepEqual([stopped.code, stopped.out.length], [130, 2]);
  const down = await run('10.77.0.77', (world, _io, host) => world.at(3000, () => host.takeDown('eth0')));
  assert.deepEqual([down.code, down.out], [5, ['10.77.0.77\tunknown']]);
  assert.match(down.err[0] ?? '', /went down/);
});

test('D1: who has it could not be told: in use, and 5', async () => {
  const { code, out } = await run('10.77.0.77', (world, _, __, segment) => {
    for (const mac of [0x02ee00000001, 0x02ee00000002])
      openResponder(world, segment, { mac, answersFor: (ip) => ip !== parseIpv4('10.77.0.1') });
  });
  assert.equal(code, 5);
  assert.ok(
    out.every((line) => line.startsWith('10.77.0.77\tin use\t02:ee:00:00:00:0')),
    out.join(),
  );
});

test('as CSV, sorted and those alone that fit; the exit code is that of all', async () => {
  const { code, out } = await run('--csv --sort -ip --where free=no 10.77.0.11,10.77.0.77,10.77.0.50');
  assert.deepEqual(
    out.map((line) => line.trim().split(',').slice(0, 5)),
    [
      ['ip', 'interface', 'vlan', 'state', 'free'],
      ['10.77.0.50', 'eth0', '', 'conflict', 'false'],
      ['10.77.0.11', 'eth0', '', 'used', 'false'],
    ],
  );
  assert.equal(code, 4);
});
