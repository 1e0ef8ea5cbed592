import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ip, mac, openWorld, puppet, ROUTER_MAC } from '../../../test/paper/proxy-place.ts';
import { STATE } from './book.ts';
import { Ground } from './ground.ts';
import { ProxyLane } from './lane.ts';
import { planLane } from './plan.ts';
import { advanceSweep, startSweep } from './sweep.ts';

const FIRST = ip('10.9.0.0');
const OWNER = mac('02:0f:00:00:00:01');

/** A lane that answers for so many addresses, and what is heard of it on the link. */
function lane(size: number, { rate = 1e6, source = ip('10.77.0.254') } = {}) {
  const world = openWorld({ seed: 1 });
  const segment = world.segment('s0');
  const host = world.host({ name: 'eth1', mac: mac(ROUTER_MAC), addresses: ['10.77.0.254/24'], segment });
  const facts = host.interfaces()[1] ?? assert.fail();
  const wishes = {
    interfaces: [facts],
    nets: [],
    excepted: [],
    mac: null,
    any: false,
    delay: 0,
    limit: 100,
    rate,
    giveBack: 1e6,
    dryRun: false,
  };
  const parts =
    size === 0 ? [] : [{ first: FIRST, last: FIRST + size - 1, standing: 'ours', via: 'eth2' } as const];
  const one = new ProxyLane(host.openLink(facts), wishes, { ground: new Ground(parts), dice: () => 0.5 });
  one.source = source;
  const { heard } = puppet(world, segment, '02:aa:00:00:00:01');
  return { lane: one, world, heard };
}

const readyOf = (one: ProxyLane) => one.events.filter((event) => event.type === 'ready');

test('a net of 65,536 addresses is gone through, a larger one and none are not, and that is planned so', () => {
  for (const [size, swept] of [
    [0, false],
    [1, true],
    [65_536, true],
    [65_537, false],
  ] as const) {
    const { lane: one } = lane(size);
    startSweep(one);
    assert.equal(one.sweep !== undefined, swept, `${size}`);
    assert.deepEqual(
      readyOf(one).map((event) => event.swept),
      swept ? [] : [false],
    );
    const plan = planLane({ rate: 1000, mac: null }, { name: 'eth1', mac: 7 }, one.bench.ground);
    assert.deepEqual(
      [plan.swept, plan.packets, plan.seconds, plan.mac],
      [swept, swept ? 2 * size : 0, swept ? size / 500 + 0.5 : 0, 7],
    );
    assert.equal(planLane({ rate: 1, mac: 9 }, { name: 'eth1', mac: 7 }, one.bench.ground).mac, 9);
    if (!swept) assert.equal(advanceSweep(one, 0), Number.POSITIVE_INFINITY);
  }
});

test('each address by a probe, then as ourselves; half a second behind the last question what is silent is free', async () => {
  const { lane: one, world, heard } = lane(4);
  startSweep(one);
  let now = 0;
  for (let turns = 0; one.sweep?.settledAt === undefined && turns < 20; turns++) now = advanceSweep(one, now);
  const settledAt = one.sweep?.settledAt ?? assert.fail();
  await world.clock.wait(5);
  assert.deepEqual(
    heard.map(({ spa, tpa }) => `${spa} ${tpa}`),
    ['0.0.0.0', '10.77.0.254'].flatMap((spa) => [0, 1, 2, 3].map((at) => `${spa} 10.9.0.${at}`)),
  );
  one.bench.book.hold(FIRST + 2, STATE.owned, { mac: OWNER, since: 0 } as never);
  assert.equal(advanceSweep(one, settledAt - 1), settledAt);
  assert.equal(readyOf(one).length, 0);
  one.probers.add(OWNER);
  advanceSweep(one, settledAt);
  assert.deepEqual(readyOf(one), [
    { type: 'ready', interface: 'eth1', mac: mac(ROUTER_MAC), free: 3, held: 1, swept: true },
  ]);
  assert.deepEqual([one.sweep, one.probers.size], [undefined, 0]);
  assert.deepEqual(
    [0, 1, 2, 3].map((at) => one.bench.book.stateOf(FIRST + at) === STATE.free),
    [true, true, false, true],
  );
  assert.ok(settledAt >= 500 && settledAt <= 510, `${settledAt}`);
});

test('who showed by then is not asked again, and the pace is kept', async () => {
  const { lane: one, world, heard } = lane(6, { rate: 2 });
  startSweep(one);
  const nextAt = advanceSweep(one, 0);
  assert.ok(nextAt >= 500, `one at a time, two a second: ${nextAt}`);
  one.bench.book.hold(FIRST + 1, STATE.owned, { mac: OWNER, since: 0 } as never);
  let now = nextAt;
  for (let turns = 0; one.sweep?.settledAt === undefined && turns < 50; turns++) now = advanceSweep(one, now);
  await world.clock.wait(5);
  assert.deepEqual(
    heard.map(({ tpa }) => Number(tpa.split('.').at(-1))),
    [0, 2, 3, 4, 5, 0, 2, 3, 4, 5],
  );
});
