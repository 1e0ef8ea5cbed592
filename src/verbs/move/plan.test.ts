import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ip, mac } from '../../../test/cli/stations.ts';
import { nic } from '../../../test/cli/paper-table.ts';
import { planAnnouncement } from '../announce/plan.ts';
import type { MoveOptions } from './options.ts';
import { planMove, tellingOf } from './plan.ts';

const GATEWAY = { ip: ip('10.0.0.254'), mac: mac('02:00:00:00:00:fe') };

function wishes(more: Partial<MoveOptions> = {}): MoveOptions {
  return {
    command: 'move 10.0.0.50',
    facts: nic('eth0', 2, '10.0.0.1/24'),
    address: ip('10.0.0.50'),
    prefixLength: 24,
    wait: 0,
    keep: false,
    via: [GATEWAY],
    takeover: false,
    count: 3,
    interval: 1000,
    rate: 100,
    patience: 10_000,
    frames: {},
    ...more,
  } as MoveOptions;
}

test('without a wait it looks three times; a wait of a second asks every 30 ms, and three times more until it is sure', () => {
  assert.equal(planMove(wishes()).looks, 3);
  assert.equal(planMove(wishes({ wait: 1000 })).looks, 3 + 34 + 3);
  assert.equal(planMove(wishes({ wait: 1 })).looks, 3 + 1 + 3);
});

test('at most it sends its looks and what the announcement may', () => {
  const plan = planMove(wishes({ wait: 1000 }));
  assert.deepEqual(plan.announcing, planAnnouncement(tellingOf(wishes())));
  assert.equal(plan.most, plan.looks + plan.announcing.most);
});

test('the address alone is announced, in both forms, untagged, and once: nothing is looked for again', () => {
  const telling = tellingOf(wishes());
  assert.deepEqual([telling.addresses.size, telling.addresses.has(ip('10.0.0.50'))], [1, true]);
  const { forms, vlan, check, before, force, takeover, refresh } = telling;
  assert.deepEqual(
    { forms, vlan, check, before, force, takeover, refresh },
    {
      forms: ['request', 'reply'],
      vlan: null,
      check: false,
      before: false,
      force: true,
      takeover: true,
      refresh: null,
    },
  );
});

test('proof is asked of whoever is named; of nobody, nothing is proven', () => {
  assert.deepEqual([tellingOf(wishes()).verify, tellingOf(wishes({ via: [] })).verify], [true, false]);
  assert.equal(planMove(wishes({ via: [] })).announcing.questions, 0);
});
