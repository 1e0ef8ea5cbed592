import assert from 'node:assert/strict';
import { test } from 'node:test';
import { paperIo, type PaperIo } from '../../../test/cli/paper-io.ts';
import { faultsOf, schemaNamed } from '../../../test/records/schema.ts';
import { seededDice } from '../../base/dice.ts';
import { UsageFault } from '../../base/fault.ts';
import { parseIpv4 } from '../../base/ipv4.ts';
import type { OwnHost } from '../../sim/own-host.ts';
import { openResponder } from '../../sim/responder.ts';
import type { Segment } from '../../sim/segment.ts';
import { arpFrame } from '../../sim/who-has.ts';
import { openWorld, type World } from '../../sim/world.ts';
import { notedHere } from '../../../test/cli/noted-here.ts';
import type { NetworkHands } from '../hands.ts';
import { claimOver } from './claim.ts';

interface Scene {
  readonly world: World;
  readonly segment: Segment;
  readonly host: OwnHost;
  readonly io: PaperIo;
}

async function run(line: string, during?: (scene: Scene) => void) {
  const world = openWorld({ seed: 3 });
  const segment = world.segment('s0');
  const used = parseIpv4('10.77.0.11');
  openResponder(world, segment, { mac: 0xb827eb000011, answersFor: (ip) => ip === used });
  const host = world.host(
    { name: 'eth0', mac: 0x020000000001, addresses: ['10.77.0.1/24'], segment },
    { name: 'eth1', mac: 0x020000000002, addresses: ['10.78.0.1/24'], segment: world.segment('s1') },
  );
  const hands: NetworkHands = {
    host,
    clock: world.clock,
    dice: seededDice(1),
    vendors: { vendorOf: () => null },
  };
  const io = paperIo();
  const noted = notedHere();
  during?.({ world, segment, host, io });
  const code = await claimOver(
    { hands: () => Promise.resolve(hands), expected: () => Promise.resolve(noted) },
    line.split(' '),
    io,
  );
  const linesOf = (text: string): readonly string[] => text.split('\n').filter(Boolean);
  return { code, out: linesOf(io.out()), err: linesOf(io.err()), noted: noted.kept };
}

test('what it claims is written down for whoever watches from here, as long as it is held; not of a dry run', async () => {
  const { noted } = await run('10.77.0.77 --for 10');
  assert.deepEqual(
    noted.map(({ ip, mac, from, until, by }) => [ip, mac, until - from, by]),
    [[parseIpv4('10.77.0.77'), 0x020000000001, 610_000, 'claim 10.77.0.77 --for 10']],
  );
  assert.deepEqual((await run('10.77.0.77 --for 10 --dry-run')).noted, []);
});

/** Somebody announces 10.77.0.77 at these moments. */
function usurp({ world, segment }: Scene, moments: readonly number[]): void {
  const nic = segment.plug({ mac: 0x02aa00000001 });
  const ip = parseIpv4('10.77.0.77') ?? assert.fail();
  const fields = { dst: 0xffffffffffff, src: nic.mac, op: 1, sha: nic.mac, spa: ip, tha: 0, tpa: ip };
  for (const at of moments) world.at(at, () => void nic.send(arpFrame(fields)));
}

test('held and given back: its lines, the sum on stderr, exit code 0', async () => {
  const { code, out, err } = await run('10.77.0.77 --for 10');
  assert.deepEqual([code, out], [0, ['10.77.0.77\tprobing', '10.77.0.77\theld', '10.77.0.77\treleased']]);
  assert.deepEqual(err, ['10.77.0.77: held for 10 s']);
});

test('not to be had is 1; lost, or defended, is 4; Ctrl-C is 130', async () => {
  const used = await run('10.77.0.11');
  assert.equal(used.code, 1);
  assert.equal(used.out.at(-1), '10.77.0.11\tin use\tb8:27:eb:00:00:11\t(Unknown)');
  const lost = await run('10.77.0.77', (scene) => usurp(scene, [12_000, 13_000]));
  assert.equal(lost.code, 4);
  assert.equal(
    lost.out.at(-1),
    '10.77.0.77\tlost to\t02:aa:00:00:00:01\t(Unknown: locally administered)\t(speaks)',
  );
  const kept = await run('10.77.0.77 --for 20 --defend always', (scene) => usurp(scene, [12_000]));
  assert.equal(kept.code, 4);
  const stopped = await run('10.77.0.77', ({ world, io }) => world.at(12_000, () => io.stop('interrupted')));
  assert.deepEqual([stopped.code, stopped.out.at(-1)], [130, '10.77.0.77\treleased']);
  assert.match(stopped.err.at(-1) ?? '', /^interrupted: 10\.77\.0\.77: held for \d/);
});

test('records are as their schemas say', async () => {
  const lines = [
    ...(await run('10.77.0.77 --json', (scene) => usurp(scene, [12_000, 13_000]))).out,
    ...(await run('10.77.0.11 --json')).out,
    ...(await run('10.77.0.77 --json --dry-run')).out,
  ];
  const records = lines.map((line) => JSON.parse(line) as { readonly type: string; readonly state?: string });
  assert.deepEqual(
    records.map(({ type, state }) => `${type} ${state ?? ''}`.trim()),
    [
      ...['probing', 'held', 'defended', 'lost'].map((state) => `claim ${state}`),
      'claim-summary lost',
      'claim probing',
      'claim used',
      'claim-summary used',
      'plan',
    ],
  );
  for (const record of records) assert.deepEqual(faultsOf(record, schemaNamed(`${record.type}.v1`)), []);
});

test('--dry-run says what would be sent, and quiet nothing', async () => {
  const { code, out } = await run('10.77.0.77 --dry-run');
  assert.equal(code, 0);
  assert.match(out[1] ?? '', /^at most 7 packets/);
  const quiet = await run('10.77.0.77 -q --fast --for 0');
  assert.deepEqual([quiet.code, quiet.out], [0, []]);
});

test('one address, a known way to defend, a time that is one', async () => {
  for (const line of ['10.77.0.0/24', '10.77.0.3,4', '10.77.0.77 --defend perhaps', '10.77.0.77 --for ever'])
    await assert.rejects(run(line), UsageFault, line);
});
