import assert from 'node:assert/strict';
import { test } from 'node:test';
import { VENDORS } from '../../test/cli/stations.ts';
import { UsageFault } from '../base/fault.ts';
import { formatIpv4 } from '../base/ipv4.ts';
import { smallOffice } from '../sim/scenarios.ts';
import { find, type FindWishes } from './find.ts';

async function found(what: string, aim?: string | FindWishes): Promise<readonly string[]> {
  const { hands } = smallOffice({ seed: 7 });
  const told: string[] = [];
  for await (const event of find({ ...hands, vendors: VENDORS }, what, aim)) {
    if (event.type === 'station') told.push(formatIpv4(event.station.ip));
    if (event.type === 'report') told.push(`${event.report.found} found`);
  }
  return [...new Set(told)];
}

test('only what fits is told: by vendor, by MAC, by address, which is then all that is asked for', async () => {
  assert.deepEqual(await found('raspberry', '10.77.0.8-20'), ['10.77.0.11', '10.77.0.17', '2 found']);
  assert.deepEqual(await found('001b.213a.100c', '10.77.0.8-20'), ['10.77.0.12', '1 found']);
  assert.deepEqual(await found('10.77.0.13'), ['10.77.0.13', '1 found']);
});

test('the first one is enough, a name is where it resolves to, and words that are nothing are refused', async () => {
  assert.equal((await found('raspberry', { targets: '10.77.0.8-20', first: true })).at(-1), '1 found');
  assert.deepEqual(await found('printer', { targets: '10.77.0.8-20', named: ['10.77.0.14'] }), [
    '10.77.0.14',
    '1 found',
  ]);
  assert.deepEqual(await found('nobody', '10.77.0.8-20'), ['0 found']);
  await assert.rejects(found(''), UsageFault);
});
