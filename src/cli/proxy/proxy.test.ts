import assert from 'node:assert/strict';
import { test } from 'node:test';
import { paperIo, type PaperIo } from '../../../test/cli/paper-io.ts';
import { mac, paperView, puppet, ROUTER, ROUTER_MAC } from '../../../test/paper/proxy-place.ts';
import { notedHere } from '../../../test/cli/noted-here.ts';
import { savedFrames, sourceOf, tapOn } from '../../../test/cli/saved-frames.ts';
import { faultsOf, schemaNamed } from '../../../test/records/schema.ts';
import { seededDice } from '../../base/dice.ts';
import { UsageFault } from '../../base/fault.ts';
import type { Segment } from '../../sim/segment.ts';
import { openWorld, type World } from '../../sim/world.ts';
import { proxyOver } from './proxy.ts';

async function run(line: string, during?: (world: World, io: PaperIo, segment: Segment) => void) {
  const world = openWorld({ seed: 3 });
  const segment = world.segment('s0');
  const asker = puppet(world, segment, '02:aa:00:00:00:01');
  world.at(3000, () => asker.say({ spa: '10.77.0.1', tpa: '10.9.0.5' }));
  world.at(3500, () => asker.say({ spa: '10.9.0.6', tpa: '10.9.0.6' }));
  const host = world.host({ name: 'eth1', mac: mac(ROUTER_MAC), addresses: ['10.77.0.254/24'], segment });
  const hands = {
    host,
    clock: world.clock,
    dice: seededDice(1),
    vendors: { vendorOf: () => null },
    view: paperView(ROUTER),
  };
  const io = paperIo();
  const noted = notedHere();
  world.at(5000, () => io.stop('interrupted'));
  during?.(world, io, segment);
  const code = await proxyOver(
    { hands: () => Promise.resolve(hands), expected: () => Promise.resolve(noted) },
    line.split(' '),
    io,
  );
  const linesOf = (text: string): readonly string[] => text.split('\n').filter(Boolean);
  return { code, io, out: linesOf(io.out()), err: linesOf(io.err()), noted: noted.kept };
}

test('what it answers for is written down for whoever watches from here; not of a dry run', async () => {
  const { noted } = await run('10.9.0.0/24 -I eth1');
  assert.equal(noted.length, 256);
  assert.ok(noted.every((one) => one.mac === mac(ROUTER_MAC) && one.until > one.from));
  const large = (await run('10.8.0.0/16 -I eth1')).noted;
  assert.equal(large.length, 1024);
  assert.deepEqual((await run('10.9.0.0/24 -I eth1 --dry-run')).noted, []);
});

test('what it does is said as it happens, the counts at the end by reason', async () => {
  const { code, out, err } = await run('10.9.0.0/24 -I eth1');
  assert.deepEqual(out, [
    `eth1: answering for 254 addresses with ${ROUTER_MAC}`,
    '10.9.0.6 (eth1): stepped back for 02:aa:00:00:00:01: it spoke with the address as its own',
  ]);
  assert.deepEqual(err, [
    'eth1: 2 questions in 5.0 s, 1 answered; 253 addresses answered for, 1 left to owners; 512 questions of its own',
    '  1 about the asker itself',
  ]);
  assert.equal(code, 130);
});

test('records are as their schemas say, and a dry run sends nothing', async () => {
  const lines = [
    ...(await run('10.9.0.0/24 -I eth1 --json')).out,
    ...(await run('10.9.0.0/24 -I eth1 --json --dry-run --except 10.9.0.8/29')).out,
  ];
  const records = lines.map((line) => JSON.parse(line) as { readonly type: string });
  assert.deepEqual(
    records.map(({ type }) => type),
    ['proxy', 'proxy', 'proxy-summary', 'proxy-plan'],
  );
  for (const record of records) assert.deepEqual(faultsOf(record, schemaNamed(`${record.type}.v1`)), []);
});

test('a dry run says for what it would answer, and why not for the rest', async () => {
  const { code, out } = await run('10.9.0.0/24 -I eth1 --dry-run --except 10.9.0.128/25');
  assert.deepEqual(out.slice(0, 3), [
    `eth1: would answer for 127 addresses with ${ROUTER_MAC}, gone through by at most 254 packets in about 0.8 s first`,
    '  10.9.0.0  answered, routed by eth2',
    '  10.9.0.1  not answered: an address of this machine',
  ]);
  assert.equal(out.at(-1), '  10.9.0.128/25  not answered: excepted');
  assert.equal(code, 0);
  const nothing = await run('10.77.0.0/24 -I eth1 --dry-run');
  assert.equal(nothing.code, 1);
  assert.match(nothing.err[0] ?? '', /nothing to answer for .*same-link.*--any/);
});

test('every frame of both directions is saved: what passed on the segment, in its order, and whose it was', async () => {
  let passed: readonly string[] = [];
  const { io } = await run('10.9.0.0/30 -I eth1 --save all.pcapng', (_world, _io, segment) => {
    passed = tapOn(segment);
  });
  const saved = savedFrames(io.saved.get('all.pcapng'));
  assert.deepEqual(
    saved.map(({ bytes }) => bytes),
    passed,
  );
  const ours = ROUTER_MAC.replaceAll(':', '');
  for (const { bytes, outgoing } of saved) assert.equal(outgoing, sourceOf(bytes) === ours);
  assert.equal(saved.filter(({ outgoing }) => outgoing === false).length, 2, 'the asker spoke twice');
});

const WRONG: Readonly<Record<string, RegExp>> = {
  '-I eth1': /no net is named/,
  '10.9.0.0/24': /no interface is named/,
  '224.0.0.0/4 -I eth1': /multicast/,
  '127.0.0.0/8 -I eth1': /loopback/,
  '0.0.0.0 -I eth1': /no network/,
  '255.255.255.255 -I eth1': /broadcast/,
  '10.9.0.0/24 -I eth1 --except 10.0.0.0/8': /nothing is left/,
  '10.9.0.0/24 -I eth1 --mac 01:00:5e:00:00:01': /multicast MAC/,
  '10.9.0.0/24 -I eth1 --mac 00:00:5e:00:01:07': /VRRP/,
  '10.9.0.0/24 -I eth1 --limit 0': /no number of answers/,
  '10.9.0.0/24 -I eth1 --give-back 1s': /too short a time/,
};
for (const [line, sentence] of Object.entries(WRONG))
  test(`refused: ${line}`, async () => {
    await assert.rejects(
      run(line),
      (fault) => fault instanceof UsageFault && sentence.test(`${fault.where} ${fault.message}`),
    );
  });

test('events as CSV and in a form of one’s own, those alone that fit', async () => {
  const { out } = await run('10.9.0.0/24 -I eth1 --csv --where event=stepped-back');
  assert.match(out[0] ?? '', /^at,event,interface,ip,mac,/);
  assert.deepEqual(
    out.slice(1).map((line) => line.split(',').slice(1, 4)),
    [['stepped-back', 'eth1', '10.9.0.6']],
  );
  assert.deepEqual((await run('10.9.0.0/24 -I eth1 --format ${event}')).out, ['ready', 'stepped-back']);
});
