import assert from 'node:assert/strict';
import { test } from 'node:test';
import { paperIo, type PaperIo } from '../../../test/cli/paper-io.ts';
import { faultsOf, schemaNamed } from '../../../test/records/schema.ts';
import { seededDice } from '../../base/dice.ts';
import { SystemFault, UsageFault } from '../../base/fault.ts';
import { parseIpv4 } from '../../base/ipv4.ts';
import type { OwnHost } from '../../sim/own-host.ts';
import { openResponder } from '../../sim/responder.ts';
import { openWorld, type World } from '../../sim/world.ts';
import type { NetworkHands } from '../hands.ts';
import { freeOver } from './free.ts';

const GATEWAY = parseIpv4('10.77.0.3') ?? assert.fail();

async function run(line: string, during?: (world: World, io: PaperIo, host: OwnHost) => void) {
  const world = openWorld({ seed: 3 });
  const segment = world.segment('s0');
  const used = parseIpv4('10.77.0.2');
  openResponder(world, segment, { mac: 0xb827eb000011, answersFor: (ip) => ip === used });
  const host = world.host({ name: 'eth0', mac: 0x020000000001, addresses: ['10.77.0.1/24'], segment });
  const hands: NetworkHands = {
    host,
    clock: world.clock,
    dice: seededDice(1),
    vendors: { vendorOf: () => null },
  };
  const io = paperIo();
  during?.(world, io, host);
  const doors = { open: () => Promise.resolve(hands), spokenFor: () => Promise.resolve([GATEWAY]) };
  const code = await freeOver(doors, line.split(' '), io);
  const linesOf = (text: string): readonly string[] => text.split('\n').filter(Boolean);
  return { code, out: linesOf(io.out()), err: linesOf(io.err()) };
}

test('free addresses, without our own, the gateway and the edges; the sum on stderr', async () => {
  const { code, out, err } = await run('10.77.0.0/24 --count 2');
  assert.deepEqual([code, out], [0, ['10.77.0.4\tfree', '10.77.0.5\tfree']]);
  assert.match(
    err[0] ?? '',
    /^2 of 2 found; 252 candidates, 1 answered, 2 checked; \d+ packets sent in [678]\.\d s$/,
  );
});

test('one is looked for by default, in the local subnets when none is named', async () => {
  assert.deepEqual((await run('-q')).code, 0);
  assert.deepEqual((await run('--fast -I eth0')).out, ['10.77.0.4\tfree']);
});

test('fewer than wanted is 1, Ctrl-C 130, a lost link 5', async () => {
  const few = await run('10.77.0.2-4 -c 2');
  assert.deepEqual([few.code, few.out], [1, ['10.77.0.4\tfree']]);
  const stopped = await run('10.77.0.0/24', (world, io) => world.at(3000, () => io.stop('interrupted')));
  assert.equal(stopped.code, 130);
  const lost = await run('10.77.0.0/24', (world, _io, host) => world.at(3000, () => host.takeDown('eth0')));
  assert.equal(lost.code, 5);
});

test('records are as their schemas say', async () => {
  const { out } = await run('--json -c 2 10.77.0.0/24');
  const records = out.map((line) => JSON.parse(line) as { readonly type: string });
  assert.deepEqual(
    records.map(({ type }) => type),
    ['check', 'check', 'free'],
  );
  for (const record of records) assert.deepEqual(faultsOf(record, schemaNamed(`${record.type}.v1`)), []);
});

test('nothing that could be free, and no rights, are told in a sentence', async () => {
  await assert.rejects(run('10.77.0.3'), UsageFault);
  await assert.rejects(run('10.77.0.0/24 --count 0'), UsageFault);
  await assert.rejects(
    run('10.77.0.0/24', (_world, _io, host) => host.dropRights()),
    (cause) => cause instanceof SystemFault && cause.kind === 'rights',
  );
});
