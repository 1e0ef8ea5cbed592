import assert from 'node:assert/strict';
import { test } from 'node:test';
import { paperIo, type PaperIo } from '../../../test/cli/paper-io.ts';
import { faultsOf, schemaNamed } from '../../../test/records/schema.ts';
import { seededDice } from '../../base/dice.ts';
import { UsageFault } from '../../base/fault.ts';
import { parseIpv4 } from '../../base/ipv4.ts';
import { openResponder } from '../../sim/responder.ts';
import { openWorld, type World } from '../../sim/world.ts';
import type { NetworkHands } from '../hands.ts';
import { pingOver } from './ping.ts';
import { runRead } from '../read/read.ts';
import { whoOver } from './who.ts';

interface Peer {
  readonly mac: number;
  readonly ips: readonly string[];
  readonly delay?: number;
  readonly ignores?: readonly number[];
}

const PI: Peer = { mac: 0xb827eb000011, ips: ['10.77.0.11'] };
const TWINS: readonly Peer[] = [
  { mac: 0x02aa00000001, ips: ['10.77.0.50', '10.77.0.51'] },
  { mac: 0x02aa00000002, ips: ['10.77.0.50'] },
];

interface Ran {
  readonly code: number;
  readonly out: readonly string[];
  readonly err: readonly string[];
}

async function run(
  line: string,
  peers: readonly Peer[] = [PI],
  during?: (world: World, io: PaperIo, segment: ReturnType<World['segment']>) => void,
): Promise<Ran> {
  const world = openWorld({ seed: 3 });
  const segment = world.segment('s0');
  const other = world.segment('s1');
  for (const { mac, ips, delay = 0, ignores = [] } of peers) {
    const own = ips.map((ip) => parseIpv4(ip));
    openResponder(world, segment, { mac, delay, ignores, answersFor: (ip) => own.includes(ip) });
  }
  const host = world.host(
    { name: 'eth0', mac: 0x020000000001, addresses: ['10.77.0.1/24'], segment },
    { name: 'eth1', mac: 0x020000000002, addresses: ['10.78.0.1/24'], segment: other },
  );
  const hands: NetworkHands = {
    host,
    clock: world.clock,
    dice: seededDice(1),
    vendors: { vendorOf: () => null },
  };
  const io = paperIo();
  during?.(world, io, segment);
  const [command, ...args] = line.split(' ');
  const over = command === 'who' ? whoOver : pingOver;
  const code = await over(() => Promise.resolve(hands), args, io);
  const linesOf = (text: string): readonly string[] => text.split('\n').filter(Boolean);
  return { code, out: linesOf(io.out()), err: linesOf(io.err()) };
}

test('--save writes the frames of both directions, of ping and of who', async () => {
  for (const line of ['ping -c 2 --save a.pcapng 10.77.0.11', 'who --save a.pcapng 10.77.0.11']) {
    let bytes = (): Uint8Array | undefined => undefined;
    const { code } = await run(line, [PI], (_, io) => {
      bytes = () => io.saved.get('a.pcapng');
    });
    assert.equal(code, 0);
    const io = paperIo({ files: { 'a.pcapng': bytes() ?? assert.fail('no file') } });
    await runRead(['--plain', 'a.pcapng'], io);
    assert.equal(io.out().split('\n').filter(Boolean).length, 4, line);
  }
});

test('a line for each answer, the sums on stderr', async () => {
  const { code, out, err } = await run('ping -c 2 10.77.0.11');
  assert.deepEqual(out, [
    '10.77.0.11 is at b8:27:eb:00:00:11  #1  0.060 ms',
    '10.77.0.11 is at b8:27:eb:00:00:11  #2  0.060 ms',
  ]);
  assert.match(err[1] ?? '', /^10\.77\.0\.11: 2 asked, 2 answered, 0 % lost, in 1\.00 s$/);
  assert.equal(err[2], 'rtt min/avg/max/mdev 0.060/0.060/0.060/0.000 ms');
  assert.equal(code, 0);
});

test('late answers are named, and quiet leaves only the sums', async () => {
  const slow = await run('ping -c 2 10.77.0.11', [{ ...PI, delay: 1200 }]);
  assert.deepEqual(slow.out, [
    '10.77.0.11 no answer  #1',
    '10.77.0.11 is at b8:27:eb:00:00:11  #1  1.20 s  late',
    '10.77.0.11 is at b8:27:eb:00:00:11  #2  1.20 s',
  ]);
  assert.ok(slow.err.includes('1 answer came late, after the next question'));
  const quiet = await run('ping -q -c 2 10.77.0.11');
  assert.deepEqual([quiet.out.length, quiet.err.length], [0, 2]);
});

const CODES: Readonly<Record<string, number>> = {
  'ping -c 1 10.77.0.11': 0,
  'ping -f 10.77.0.11': 0,
  'ping -c 1 10.77.0.99': 1,
  'ping -c 1 10.77.0.50': 4,
  'ping -D 10.77.0.99': 0,
  'ping -D 10.77.0.50': 1,
  'ping -c 1 --unicast b8:27:eb:00:00:11 10.77.0.11': 0,
  'ping -c 1 --unicast b8:27:eb:00:00:12 10.77.0.11': 1,
  'ping -w 0.5 10.77.0.11': 0,
  'who 10.77.0.11': 0,
  'who 10.77.0.99': 1,
  'who -q 10.77.0.50': 4,
};
for (const [line, expected] of Object.entries(CODES))
  test(`${line}: exit code ${expected}`, async () => {
    assert.equal((await run(line, [PI, ...TWINS])).code, expected);
  });

test('Ctrl-C ends it with what was found', async () => {
  const { code, out, err } = await run('ping 10.77.0.11', [PI], (world, io) =>
    world.at(2500, () => io.stop('interrupted')),
  );
  assert.deepEqual([code, out.length], [130, 3]);
  assert.match(err[1] ?? '', /^interrupted: 10\.77\.0\.11: 3 asked, 3 answered/);
});

/** What is told before the start, or by --dry-run. */
const PLANS: Readonly<Record<string, string>> = {
  'who 10.77.0.50':
    '10.77.0.50 on eth0: at most 2 packets, one every 400ms until the first answer, and only where needed, at most 288 as evidence of conflicts (--evidence); 1,000 a second',
  'who --evidence 5 --rate 15 10.77.0.50':
    '10.77.0.50 on eth0: at most 2 packets, one every 400ms until the first answer, and only where needed, at most 5 as evidence of conflicts (--evidence); 15 a second',
  'ping -c 3 10.77.0.50':
    '10.77.0.50 on eth0: at most 3 packets, one every 1s, and only where needed, at most 288 as evidence of conflicts (--evidence); 1,000 a second',
  'ping -w 2 --interval 0.3 10.77.0.50 --evidence 0':
    '10.77.0.50 on eth0: at most 7 packets, one every 300ms; 1,000 a second',
  'ping -D 10.77.0.50':
    '10.77.0.50 on eth0: at most 3 packets, one every 1s until the first answer; 1,000 a second',
  'ping -U -c 2 10.77.0.1': '10.77.0.1 on eth0: everybody is told, at most 2 packets, one every 1s',
};

test('8.3: who and ping tell before the start what they send at most, and never pass it', async () => {
  for (const [line, told] of Object.entries(PLANS)) {
    let frames = 0;
    const count = (_world: World, _io: PaperIo, segment: ReturnType<World['segment']>): void => {
      const port = segment.plug({ mac: 0x02dd00000001, promiscuous: true });
      port.listen({ hear: (bytes) => void (bytes[7] === 0 ? frames++ : 0) });
    };
    const dry = await run(`${line} --dry-run`, TWINS, count);
    assert.deepEqual([dry.code, dry.out, dry.err, frames], [0, [told], [], 0], line);
    const record = JSON.parse((await run(`${line} --dry-run --json`, TWINS)).out[0] ?? '') as {
      readonly most: number;
    };
    assert.deepEqual(faultsOf(record, schemaNamed('ping-plan.v1')), [], line);
    const { err, out } = await run(`${line} --json`, TWINS, count);
    assert.equal(err[0], told);
    assert.ok(frames > 0 && frames <= record.most, `${line}: ${frames} of ${record.most}`);
    if (line.includes('-U')) continue;
    const sum = JSON.parse(out.at(-1) ?? '') as { readonly sent: number; readonly evidence: number };
    assert.equal(sum.sent, frames, line);
    assert.ok(sum.evidence <= record.most && sum.evidence < sum.sent, line);
  }
});

test('8.3: a ping without an end tells its pace', async () => {
  const { out } = await run('ping --dry-run --evidence 0 10.77.0.11');
  assert.deepEqual(out, ['10.77.0.11 on eth0: a packet every 1s until Ctrl-C; 1,000 a second']);
  const record = JSON.parse((await run('ping --dry-run --json 10.77.0.11')).out[0] ?? '') as object;
  assert.deepEqual({ questions: null, most: null, evidence: 288, ...record }, record);
  await assert.rejects(run('ping --dry-run -s 10.77.0.9 10.77.0.11'), UsageFault);
  await assert.rejects(run('ping --dry-run -U 10.77.0.11'), UsageFault);
});

test('records are as their schemas say', async () => {
  const lines = [
    ...(await run('ping -c 2 --json 10.77.0.50', TWINS)).out,
    ...(await run('ping -c 1 --json 10.77.0.99')).out,
    ...(await run('who --json 10.77.0.50', TWINS)).out,
  ];
  const records = lines.map((line) => JSON.parse(line) as { readonly type: string });
  const types = records.map(({ type }) => type);
  assert.equal(
    types.join(' '),
    'ping ping ping ping ping-summary ping ping-summary station station ping-summary',
  );
  for (const record of records) assert.deepEqual(faultsOf(record, schemaNamed(`${record.type}.v1`)), []);
});

test('who: a line for each MAC, and the conflict named', async () => {
  const { out, err } = await run('who 10.77.0.50', TWINS);
  assert.equal(out.length, 2);
  for (const line of out) assert.match(line, /^10\.77\.0\.50\t02:aa:00:00:00:0[12]\t.*\t\(conflict\)$/);
  assert.ok(err.includes('conflict: 02:aa:00:00:00:01, 02:aa:00:00:00:02'), err.join('\n'));
});

test('the interface is that of the subnet, and an address of no local network needs a name', async () => {
  assert.match((await run('ping -c 1 --json 10.78.0.9')).out[0] ?? '', /"interface":"eth1"/);
  await assert.rejects(run('ping -c 1 10.99.0.1'), UsageFault);
  const { err } = await run('ping -c 1 -I eth0 10.99.0.1');
  assert.match(
    err[0] ?? '',
    /10\.99\.0\.1 is on none of the local networks .*; it is asked for on eth0 all the same/,
  );
});

test('a source that is not ours needs --force', async () => {
  await assert.rejects(run('ping -c 1 -s 10.77.0.9 10.77.0.11'), UsageFault);
  assert.equal((await run('ping -c 1 -s 10.77.0.9 --force 10.77.0.11')).code, 0);
});

test('iputils: its lines and exit codes', async () => {
  const twice = await run('ping --compat iputils -c 2 10.77.0.11');
  assert.deepEqual(twice.out, [
    'ARPING 10.77.0.11 from 10.77.0.1 eth0',
    'Unicast reply from 10.77.0.11 [B8:27:EB:00:00:11]  0.060ms',
    'Unicast reply from 10.77.0.11 [B8:27:EB:00:00:11]  0.060ms',
    'Sent 2 probes (1 broadcast(s))',
    'Received 2 response(s)',
  ]);
  assert.deepEqual([twice.code, twice.err], [0, []]);
  const timed = await run('ping --compat=iputils -w 2 -I eth0 10.77.0.11');
  assert.deepEqual(timed.out.slice(-2), ['Sent 3 probes (1 broadcast(s))', 'Received 2 response(s)']);
  assert.equal(timed.code, 0);
  assert.equal((await run('ping --compat iputils -w 2 -c 5 10.77.0.11')).code, 1);
  const used = await run('ping --compat iputils -D -c 3 10.77.0.11');
  assert.equal(used.out[0], 'ARPING 10.77.0.11 from 0.0.0.0 eth0');
  assert.equal(used.code, 1);
  assert.equal((await run('ping --compat iputils -D -c 1 10.77.0.99')).code, 0);
  assert.deepEqual((await run('ping --compat iputils -q -c 1 10.77.0.99')).out, []);
  const refused = await run('ping --compat iputils -I nope 10.77.0.11');
  assert.deepEqual([refused.code, refused.out], [2, []]);
});

/** What arping of Thomas Habets 2.23 prints beside a live machine; the round trips are those of paper. */
const HABETS: readonly (readonly [line: string, out: readonly string[], code: number])[] = [
  [
    '-c 2 10.77.0.11',
    [
      'ARPING 10.77.0.11',
      '42 bytes from b8:27:eb:00:00:11 (10.77.0.11): index=0 time=60.000 usec',
      '42 bytes from b8:27:eb:00:00:11 (10.77.0.11): index=1 time=60.000 usec',
      '--- 10.77.0.11 statistics ---',
      '2 packets transmitted, 2 packets received,   0% unanswered (0 extra)',
      'rtt min/avg/max/std-dev = 0.060/0.060/0.060/0.000 ms',
    ],
    0,
  ],
  [
    '-c 1 10.77.0.99',
    [
      'ARPING 10.77.0.99',
      'Timeout',
      '--- 10.77.0.99 statistics ---',
      '1 packets transmitted, 0 packets received, 100% unanswered (0 extra)',
    ],
    1,
  ],
  ['-D -c 3 10.77.0.11', ['!!!\t  0% packet loss (0 extra)'], 0],
  ['-D -c 2 10.77.0.99', ['..\t100% packet loss (0 extra)'], 1],
  ['-r -c 2 10.77.0.11', ['b8:27:eb:00:00:11', 'b8:27:eb:00:00:11'], 0],
  ['-rR -C 1 10.77.0.11', ['b8:27:eb:00:00:11 10.77.0.11'], 0],
  ['-r -C 2 10.77.0.11', ['b8:27:eb:00:00:11', 'b8:27:eb:00:00:11'], 0],
  ['-a -D -c 1 10.77.0.11', ['\u0007!\t  0% packet loss (0 extra)'], 0],
  ['-q -c 1 10.77.0.11', [], 0],
  ['-U -D -c 1 10.77.0.1', ['.\t100% packet loss (0 extra)'], 1],
  ['-i nope -c 1 10.77.0.11', [], 1],
  ['-c x 10.77.0.11', [], 1],
];

test('--compat habets says what that arping says, and ends as it does', async () => {
  for (const [line, expected, ends] of HABETS) {
    const { code, out } = await run(`ping --compat habets ${line}`);
    const said = out.map((each) => each.replace(/time=60\.0\d\d usec/, 'time=60.000 usec'));
    assert.deepEqual([said, code], [expected, ends], line);
  }
  const twins = await run('ping --compat habets -q -d -c 1 10.77.0.50', TWINS);
  assert.equal(twins.code, 1, 'two MACs answered');
});

test('-U and -A tell what is ours, and refuse what is not', async () => {
  const frames: number[][] = [];
  const listen = (segment: ReturnType<World['segment']>): void => {
    const port = segment.plug({ mac: 0x02dd00000001, promiscuous: true });
    port.listen({ hear: (bytes) => void frames.push([bytes[21]!, bytes[31]!, bytes[41]!]) });
  };
  for (const line of ['ping -U -c 2 10.77.0.1', 'ping -A -c 2 10.77.0.1']) {
    const { code, out } = await run(line, [], (_world, _io, segment) => listen(segment));
    assert.equal(code, 0);
    assert.equal(out[0], '10.77.0.1 is at 02:00:00:00:00:01  #1  told to all');
  }
  const compat = await run('ping --compat iputils -U -c 1 10.77.0.1');
  assert.deepEqual(compat.out, [
    'ARPING 10.77.0.1 from 10.77.0.1 eth0',
    'Sent 1 probes (1 broadcast(s))',
    'Received 0 response(s)',
  ]);
  assert.equal(compat.code, 0);
  // The second one of each still travels when the command ends.
  assert.deepEqual(frames, [
    [1, 1, 1],
    [2, 1, 1],
  ]);
  await assert.rejects(run('ping -U 10.77.0.11'), (fault) => {
    return fault instanceof UsageFault && fault.remedy.includes('announce --force');
  });
  assert.equal((await run('ping --compat iputils -U -c 1 10.77.0.11')).code, 2);
});

test('answers as CSV and in a form of one’s own, and those alone that fit', async () => {
  const { out } = await run('ping -c 2 --csv 10.77.0.50 --where mac=02:aa:00:00:00:02', TWINS);
  assert.match(out[0] ?? '', /^question,answered,ip,mac,interface,/);
  assert.ok(
    out.length > 1 && out.slice(1).every((line) => line.includes('02:aa:00:00:00:02')),
    out.join('\n'),
  );
  const who = await run('who --csv 10.77.0.11');
  assert.deepEqual(
    who.out.map((line) => line.trim().split(',').slice(0, 2)),
    [
      ['ip', 'mac'],
      ['10.77.0.11', 'b8:27:eb:00:00:11'],
    ],
  );
  assert.deepEqual((await run('who --format ${mac} 10.77.0.11')).out, ['b8:27:eb:00:00:11']);
});

test('K3: who answers probes alone is told so, on its line and on stderr', async () => {
  const { code, out, err } = await run('who 10.77.0.11', [{ ...PI, ignores: [parseIpv4('10.77.0.1')!] }]);
  assert.equal(code, 0);
  assert.match(out[0] ?? '', /\(probes only\)/);
  assert.match(err.join('\n'), /none with our address as sender/);
});
