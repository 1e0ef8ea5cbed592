import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatIpv4 } from '../../base/ipv4.ts';
import { TargetSet } from '../../base/target-set.ts';
import { smallOffice } from '../../sim/scenarios.ts';
import { VENDORS } from '../../../test/cli/stations.ts';
import { find, type FindOptions, type FindReport } from './find.ts';
import { parseWhat } from './what.ts';

interface Found {
  /** `10.77.0.50 found`, each once, with the last word on it. */
  readonly told: readonly string[];
  readonly report: FindReport;
}

async function found(word: string, more: Partial<Omit<FindOptions, 'what'>> = {}): Promise<Found> {
  const { hands } = smallOffice({ seed: 7 });
  const facts = hands.host.interfaces().find(({ name }) => name === 'eth0') ?? assert.fail();
  const first = facts.addresses[0]!.ip & 0xffffff00;
  const targets = TargetSet.of([{ first: (first >>> 0) + 40, last: (first >>> 0) + 70 }]);
  const scan = { interfaces: [{ facts, targets, vlans: [] }], rate: 100, capture: false, dryRun: false };
  const wishes = { scan, what: parseWhat(word), named: [], first: false, ...more } as FindOptions;
  const run = find({ ...hands, vendors: VENDORS }, wishes);
  const told = new Map<string, boolean>();
  for (;;) {
    const step = await run.next();
    if (step.done)
      return {
        told: [...told].map(([ip, isIt]) => `${ip}${isIt ? ' found' : ''}`),
        report: step.value,
      };
    if (step.value.type === 'station') {
      const { ip } = step.value.station;
      told.set(formatIpv4(ip), (told.get(formatIpv4(ip)) ?? false) || step.value.found);
    }
  }
}

test('what is looked for is marked among all that answered, and counted', async () => {
  const { told, report } = await found('10.77.0.50');
  assert.ok(told.includes('10.77.0.50 found'));
  assert.ok(told.includes('10.77.0.60'), 'the others are told too');
  assert.equal(report.found, 2, 'two MACs have it');
  assert.equal((await found('nobody at all')).report.found, 0);
});

test('the first one ends it, and no other is found', async () => {
  const all = await found('10.77.0.40-70');
  assert.ok(all.report.found > 2);
  const first = await found('10.77.0.40-70', { first: true });
  assert.equal(first.report.found, 1);
  assert.ok(first.report.sent < all.report.sent / 2, `${first.report.sent} of ${all.report.sent}`);
});

test('a name is found by the addresses it resolves to', async () => {
  const ip = 0x0a4d003c;
  const { told } = await found('printer', { named: [ip] });
  assert.deepEqual(
    told.filter((line) => line.endsWith('found')),
    ['10.77.0.60 found'],
  );
});
