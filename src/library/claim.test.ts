import assert from 'node:assert/strict';
import { test } from 'node:test';
import { UsageFault } from '../base/fault.ts';
import { paperNetwork } from '../sim/scenarios.ts';
import { claim, type ClaimWishes } from './claim.ts';

async function statesOf(address: string, wishes: ClaimWishes): Promise<readonly string[]> {
  const { hands } = paperNetwork({
    ours: '10.0.0.1/29',
    hosts: [{ mac: '02:00:00:00:00:02', addresses: ['10.0.0.2'] }],
  });
  const states: string[] = [];
  for await (const event of claim(hands, address, wishes)) {
    if (event.type === 'claim') states.push(event.state);
    if (event.type === 'report') states.push(`at last ${event.report.state}`);
  }
  return states;
}

test('an address nobody has is held as long as wished, and one in use is not taken', async () => {
  assert.deepEqual(await statesOf('10.0.0.3', { fast: true, hold: 1000 }), [
    'probing',
    'held',
    'released',
    'at last released',
  ]);
  assert.deepEqual((await statesOf('10.0.0.2', { fast: true })).at(-1), 'at last used');
});

test('no address, and one of no network here, are refused', async () => {
  await assert.rejects(statesOf('10.0.0', {}), UsageFault);
  await assert.rejects(statesOf('10.0.0.0', {}), UsageFault);
});
