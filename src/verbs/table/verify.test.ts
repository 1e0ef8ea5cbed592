import assert from 'node:assert/strict';
import { test } from 'node:test';
import { entry, nic } from '../../../test/cli/paper-table.ts';
import type { AskingHands } from '../../asking/hands.ts';
import type { InterfaceFacts } from '../../ports/host.ts';
import type { NeighbourEntry } from '../../ports/neighbours.ts';
import { verify } from './verify.ts';

/** Of an entry that is not asked for: why. Whoever opened a link here would fail. */
async function whyUnasked(one: NeighbourEntry, facts: Partial<InterfaceFacts> = {}): Promise<string> {
  const host = { interfaces: () => [{ ...nic('eth0', 2, '10.0.0.1/24'), ...facts }] };
  const hands = { host } as unknown as AskingHands;
  for await (const event of verify(hands, { entries: [one], wishes: { rate: 100, tries: 1, patience: 10 } }))
    if (event.type === 'checked' && event.checked.word === 'unasked') return event.checked.why;
  return 'asked';
}

test('a group of hosts is not asked for, whether its address says so or its MAC', async () => {
  const why = /a group of hosts/;
  assert.match(await whyUnasked(entry('224.0.0.5', '02:00:00:00:00:01', {})), why);
  assert.match(await whyUnasked(entry('10.0.0.7', '03:bf:0a:00:00:07', { state: 'permanent' })), why);
});

test('nothing is asked where there is no carrier', async () => {
  assert.equal(
    await whyUnasked(entry('10.0.0.7', '02:00:00:00:00:01', {}), { carrier: false }),
    'eth0 has no carrier',
  );
});
