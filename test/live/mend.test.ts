import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { test } from 'node:test';
import { SystemFault } from '../../src/base/fault.ts';
import { declarationOf } from '../../src/cli/mend/file.ts';
import { hinders } from '../../src/verbs/mend/hinders.ts';
import { planFor } from '../../src/declare/plan.ts';
import type { SystemChange } from '../../src/change/change.ts';
import { apply } from '../../src/verbs/mend/apply.ts';
import { undo } from '../../src/verbs/mend/undo.ts';
import { whyNoGuard } from './guard-scene.ts';
import { whyNoLab } from './lab.ts';
import {
  address,
  applied,
  FLUX,
  killedAt,
  killEverywhere,
  killUndoEverywhere,
  ROUTER,
  thereAndBack,
  VIP,
  withHost,
} from './mend-scene.ts';

const skip = whyNoLab;

const GUARD: readonly SystemChange[] = [
  {
    do: 'set-guard',
    guard: { links: ['eth0'], mode: 'drop', guarded: [{ ip: '10.77.0.9', macs: ['02:00:00:00:00:09'] }] },
  },
];

const FLUX_FILE = declarationOf('[flux]\ninterfaces = ["eth0", "eth1", "eth2"]\n', 'flux.toml');

const REMOVALS: readonly (readonly [string, readonly SystemChange[]])[] = [
  ['a primary with its secondary', [{ do: 'remove-address', ...address('eth0', '10.77.0.1') }]],
  ['the last address of a link', [{ do: 'remove-address', ...address('eth1', '10.77.0.3') }]],
  ['a link down', [{ do: 'set-up', link: 'eth1', up: false }]],
  [
    'a link down and up',
    [
      { do: 'set-up', link: 'eth0', up: false },
      { do: 'set-up', link: 'eth0', up: true },
    ],
  ],
  ['a new MAC', [{ do: 'set-mac', link: 'eth0', mac: '02:00:00:00:77:77' }]],
  [
    'a route and a rule',
    [
      { do: 'remove-route', table: 254, destination: '10.77.0.0/24', link: 'eth0', via: null, source: null },
      { do: 'remove-rule', priority: 500, from: '10.88.0.0/16', table: 77 },
    ],
  ],
  [
    'a neighbour and a published address',
    [
      { do: 'remove-neighbour', link: 'eth0', ip: '10.77.0.9' },
      { do: 'set-neighbour', link: 'eth1', ip: '10.77.0.10', mac: '02:00:00:00:55:55' },
      { do: 'unpublish', link: 'eth1', ip: '10.77.0.60' },
    ],
  ],
];

for (const [what, changes] of [['flux', FLUX], ['a VIP', VIP], ['a router', ROUTER], ...REMOVALS] as const)
  test(`${what}: applied, undone, exactly as before`, { skip }, async () => {
    await withHost((scene) => thereAndBack(scene, changes));
  });

for (const [what, changes] of [
  ['flux', FLUX],
  ['a VIP', VIP],
  ['a router', ROUTER],
] as const)
  test(`${what}: killed at every step, before and behind the change, undone exactly`, { skip }, async () => {
    await withHost((scene) => {
      assert.equal(killEverywhere(scene, changes), changes.length * 2 + 1, 'every point was tried');
    });
  });

/** What takes most along. */
const MIXED: readonly SystemChange[] = [
  { do: 'remove-address', ...address('eth0', '10.77.0.1') },
  { do: 'remove-rule', priority: 500, from: '10.88.0.0/16', table: 77 },
  { do: 'remove-neighbour', link: 'eth0', ip: '10.77.0.9' },
  { do: 'set-up', link: 'eth1', up: false },
  { do: 'add-address', ...address('eth2', '10.77.0.1') },
];

test('the undo itself killed, wherever it changes something: the next one comes to the end', {
  skip,
}, async () => {
  for (const changes of [ROUTER, MIXED])
    await withHost(async (scene) => {
      const points = await killUndoEverywhere(scene, changes);
      assert.ok(points > 6, `${points} points`);
    });
});

test('a plan cut short must be taken back before another one', { skip }, async () => {
  await withHost(async (scene) => {
    const { hands, look } = scene;
    const start = look();
    killedAt(scene, VIP, 3);
    await assert.rejects(applied(hands, FLUX), /was cut short/);
    undo(hands, null);
    assert.deepEqual(look(), start);
    assert.equal((await applied(hands, FLUX)).ending, 'done');
  });
});

test('two at once: the second changes nothing', { skip }, async () => {
  await withHost(async ({ hands, look }) => {
    const start = look();
    const lock = hands.history.lock();
    await assert.rejects(applied(hands, FLUX), /Another arpist is changing this machine \(process \d+\)/);
    assert.deepEqual(look(), start);
    lock.release();
    assert.equal((await applied(hands, FLUX)).ending, 'done');
  });
});

test('what the kernel refuses takes back all before it', { skip }, async () => {
  await withHost(async ({ hands, look }) => {
    const start = look();
    const wrong: SystemChange = {
      do: 'add-route',
      table: 254,
      destination: '10.96.0.0/16',
      link: 'eth1',
      via: '172.16.0.1',
      source: null,
    };
    const report = await applied(hands, [...FLUX, wrong, ...VIP]);
    assert.deepEqual([report.ending, report.made, report.left], ['taken-back', FLUX.length, []]);
    assert.deepEqual(report.because?.kind === 'refused' && report.because.outcome, {
      code: 'ENETUNREACH',
      words: 'Nexthop has invalid gateway',
    });
    assert.deepEqual(look(), start);
    assert.equal(undo(hands, null).entry, null);
  });
});

test('what somebody else did since stays, the rest is undone', { skip }, async () => {
  await withHost(async ({ host, hands, look }) => {
    const foreign = [
      'address add 10.77.0.33/24 dev eth0',
      'neigh add 10.77.0.44 lladdr 02:00:00:00:04:04 dev eth1',
    ];
    host.ip(...foreign);
    const wanted = look();
    host.ip('address del 10.77.0.33/24 dev eth0', 'neigh del 10.77.0.44 dev eth1');
    await applied(hands, [
      ...FLUX,
      { do: 'add-address', ...address('eth0', '10.77.0.50') },
      { do: 'publish', ip: '10.77.0.61', link: 'eth1' },
    ]);
    host.ip(...foreign);
    host.inside(() => writeFileSync('/proc/sys/net/ipv4/conf/all/arp_announce', '1'));
    const undone = undo(hands, null);
    assert.equal(undone.complete, true);
    assert.deepEqual(undone.left, [
      'all arp_announce is 1, and was 0',
      '1 address came since: 10.77.0.33/24 on eth0',
      '1 route came since',
      '1 entry came since',
    ]);
    host.inside(() => writeFileSync('/proc/sys/net/ipv4/conf/all/arp_announce', '0'));
    assert.deepEqual(look(), wanted);
  });
});

test('a full disk at the journal: nothing is changed', { skip }, async () => {
  await withHost(async ({ hands, look }) => {
    const start = look();
    const full = new SystemFault('disk-full', 'No room', { operation: 'write journal', remedy: 'make room' });
    const history = {
      ...hands.history,
      begin: () => {
        throw full;
      },
    };
    await assert.rejects(applied({ ...hands, history }, FLUX), /No room/);
    assert.deepEqual(look(), start);
    const late = {
      ...hands.history,
      end: () => {
        throw full;
      },
    };
    await assert.rejects(applied({ ...hands, history: late }, FLUX), /No room/);
    assert.deepEqual(look(), start, 'what could not be written down as done is taken back');
  });
});

test('a foreign change in the middle: it stops, takes back its own and leaves the foreign', {
  skip,
}, async () => {
  await withHost(async ({ host, hands, look }) => {
    host.ip('address del 10.77.0.3/24 dev eth1', 'address add 10.77.0.70/24 dev eth0');
    const wanted = look();
    host.ip('address add 10.77.0.3/24 dev eth1', 'address del 10.77.0.70/24 dev eth0');
    host.ip('route add 10.99.0.0/16 via 10.77.0.253 dev eth1 src 10.77.0.3 mtu 1400');
    const steps = planFor(FLUX_FILE, hands.system.snapshot()).steps;
    const run = apply(hands, { command: 'apply flux.toml', plan: () => steps, hinders });
    let next = await run.next();
    let made = 0;
    while (!next.done) {
      if (next.value.type === 'made' && ++made === 3)
        host.ip('address del 10.77.0.3/24 dev eth1', 'address add 10.77.0.70/24 dev eth0');
      next = await run.next();
    }
    const { ending, because } = next.value;
    assert.equal(ending, 'taken-back', JSON.stringify(next.value));
    assert.equal(because?.kind, 'hindered');
    assert.match(
      because?.kind === 'hindered' ? because.sentence : '',
      /needs that .*, and it is not so any more/,
    );
    assert.deepEqual(look(), wanted);
    assert.equal(undo(hands, null).entry, null);
  });
});

test('a foreign change that hinders no step stays when all is undone later', { skip }, async () => {
  await withHost(async ({ host, hands, look }) => {
    host.ip('address add 10.77.0.70/24 dev eth0');
    const wanted = look();
    host.ip('address del 10.77.0.70/24 dev eth0');
    const steps = planFor(FLUX_FILE, hands.system.snapshot()).steps;
    const run = apply(hands, { command: 'apply flux.toml', plan: () => steps, hinders });
    let next = await run.next();
    for (let made = 0; !next.done; next = await run.next())
      if (next.value.type === 'made' && ++made === 3) host.ip('address add 10.77.0.70/24 dev eth0');
    assert.equal(next.value.ending, 'done');
    assert.deepEqual([undo(hands, null).complete, look()], [true, wanted]);
  });
});

test('a guard: applied, killed at every step, undone, exactly as before', {
  skip: skip || whyNoGuard,
}, async () => {
  await withHost(async (scene) => {
    await thereAndBack(scene, GUARD);
    assert.equal(killEverywhere(scene, GUARD), GUARD.length * 2 + 1, 'every point was tried');
  });
  await withHost(async (scene) => {
    assert.ok((await killUndoEverywhere(scene, GUARD)) > 0);
  });
});
