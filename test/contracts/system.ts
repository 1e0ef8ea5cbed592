import assert from 'node:assert/strict';
import { test } from 'node:test';
import { canonical } from '../../src/change/canonical.ts';
import type { SystemChange } from '../../src/change/change.ts';
import { type Touched, touchedBy } from '../../src/change/touched.ts';
import type { Kept, System } from '../../src/ports/system.ts';

/**
 * A host with eth0 (10.77.0.1/24, then 10.77.0.2/24), eth1 (10.78.0.1/24), a default route by 10.77.0.254, a static entry of
 * 10.77.0.9 and the published address 10.77.0.60 on eth1.
 */
export interface SystemStage {
  readonly system: System;
  /** Somebody else makes them; each is made. */
  foreign(...changes: readonly SystemChange[]): void;
  close(): void;
}

export interface SystemBody {
  readonly name: string;
  /** A reason why it cannot be tried here. */
  readonly skip: string | false;
  readonly open: () => SystemStage;
}

const address = (link: string, local: string, prefixLength = 24) =>
  ({ link, local, prefixLength, peer: null, scope: 'global', label: null }) as const;
const route = (destination: string, link: string, via: string | null = null) => ({
  table: 254,
  destination,
  link,
  via,
  source: null,
});
const conf = (link: string, setting: 'arp_ignore' | 'arp_announce' | 'arp_filter', value: number) =>
  ({ do: 'set-conf', link, setting, value }) as const;

/** One of each kind, each of which can be made after those before it. */
const EACH: readonly SystemChange[] = [
  conf('all', 'arp_ignore', 1),
  conf('eth0', 'arp_announce', 2),
  { do: 'set-conf', link: 'all', setting: 'forwarding', value: 1 },
  { do: 'set-neigh', link: 'eth1', setting: 'gc_stale_time', value: 90 },
  { do: 'set-sysctl', setting: 'icmp_echo_ignore_broadcasts', value: 0 },
  { do: 'add-address', ...address('eth1', '10.79.0.1') },
  { do: 'add-route', ...route('10.90.0.0/16', 'eth1', '10.78.0.9') },
  { do: 'remove-route', ...route('0.0.0.0/0', 'eth0', '10.77.0.254') },
  { do: 'add-rule', priority: 900, from: '10.77.0.1', table: 101 },
  { do: 'set-neighbour', link: 'eth1', ip: '10.79.0.5', mac: '02:00:00:00:55:05' },
  { do: 'remove-neighbour', link: 'eth0', ip: '10.77.0.9' },
  { do: 'publish', ip: '10.77.0.61', link: 'eth1' },
  { do: 'publish', ip: '10.77.0.62', link: null },
  { do: 'unpublish', ip: '10.77.0.60', link: 'eth1' },
  { do: 'remove-address', ...address('eth0', '10.77.0.1') },
  { do: 'set-mac', link: 'eth1', mac: '02:00:00:00:77:77' },
  { do: 'set-up', link: 'eth1', up: false },
];

/** What cannot be, and what the kernel says to it. */
const REFUSED: readonly (readonly [code: string, change: SystemChange])[] = [
  ['ENODEV', { do: 'add-address', ...address('eth9', '10.79.0.1') }],
  ['EEXIST', { do: 'add-address', ...address('eth0', '10.77.0.1') }],
  ['EADDRNOTAVAIL', { do: 'remove-address', ...address('eth0', '10.77.0.77') }],
  ['ENODEV', { do: 'add-route', ...route('10.90.0.0/16', 'eth9') }],
  ['EEXIST', { do: 'add-route', ...route('0.0.0.0/0', 'eth0', '10.77.0.254') }],
  ['ENETUNREACH', { do: 'add-route', ...route('10.90.0.0/16', 'eth1', '172.16.0.1') }],
  ['ESRCH', { do: 'remove-route', ...route('10.90.0.0/16', 'eth0') }],
  ['ENOENT', { do: 'remove-rule', priority: 900, from: '10.77.0.1', table: 101 }],
  ['ENOENT', { do: 'remove-neighbour', link: 'eth0', ip: '10.77.0.77' }],
  ['ENODEV', { do: 'set-neighbour', link: 'eth9', ip: '10.77.0.77', mac: '02:00:00:00:55:05' }],
  ['ENOENT', { do: 'unpublish', ip: '10.77.0.77', link: 'eth1' }],
  ['ENOENT', conf('eth9', 'arp_ignore', 1)],
  ['ENODEV', { do: 'set-neigh', link: 'eth9', setting: 'gc_stale_time', value: 90 }],
  ['ENODEV', { do: 'set-up', link: 'eth9', up: true }],
  ['ENODEV', { do: 'set-mac', link: 'eth9', mac: '02:00:00:00:77:77' }],
];

/** As if it had stood in a file meanwhile. */
function filed(kept: Kept): Kept {
  return JSON.parse(JSON.stringify(kept)) as Kept;
}

/** The suite. Every body of System runs it. */
export function systemContract({ name, skip, open }: SystemBody): void {
  const on = (what: string, body: (stage: SystemStage) => void): void => {
    test(`${name}: ${what}`, { skip }, () => {
      const stage = open();
      try {
        body(stage);
      } finally {
        stage.close();
      }
    });
  };
  const look = ({ system }: SystemStage): unknown => canonical(system.snapshot());
  const touchedOn = ({ system }: SystemStage, changes: readonly SystemChange[]): Touched =>
    touchedBy(changes, system.snapshot());
  /** Each is made. */
  const make = ({ system }: SystemStage, changes: readonly SystemChange[]): void => {
    const outcomes = system.make(changes);
    assert.deepEqual(
      outcomes.map(({ code }, at) => [changes[at]?.do, code]),
      changes.map((change) => [change.do, null]),
    );
  };
  /** Ours are made, others theirs, ours are undone: what was left by then, and what is told of it. */
  const undone = (
    stage: SystemStage,
    ours: readonly SystemChange[],
    theirs: readonly SystemChange[],
  ): readonly string[] => {
    const touched = touchedOn(stage, ours);
    const before = filed(stage.system.keep(touched));
    make(stage, ours);
    const after = filed(stage.system.keep(touched));
    stage.foreign(...theirs);
    const { goal, left } = stage.system.merge(before, after, stage.system.keep(touched));
    const restored = stage.system.restore(filed(goal));
    assert.deepEqual([restored.complete, restored.left], [true, []]);
    return left;
  };

  on('what is made can be seen, kind by kind', (stage) => {
    for (const change of EACH) {
      const before = look(stage);
      make(stage, [change]);
      assert.notDeepEqual(look(stage), before, JSON.stringify(change));
    }
  });

  on('the surroundings are those of the snapshot', ({ system }) => {
    const { links, addresses } = system.surroundings();
    const snapshot = system.snapshot();
    assert.deepEqual(
      links.map(({ name: one, up }) => [one, up]),
      snapshot.links.map(({ name: one, up }) => [one, up]),
    );
    assert.deepEqual(addresses, snapshot.addresses);
  });

  for (const [code, change] of REFUSED)
    on(`${change.do} is refused with ${code}: ${JSON.stringify(change)}`, (stage) => {
      const before = look(stage);
      const outcomes = stage.system.make([change, conf('all', 'arp_filter', 1)]);
      assert.deepEqual(
        outcomes.map((outcome) => outcome.code),
        [code],
        'the first that is refused is the last that is tried',
      );
      assert.deepEqual(look(stage), before);
    });

  on('those before a refused one are made', (stage) => {
    const [first, second] = [
      conf('all', 'arp_ignore', 1),
      { do: 'remove-neighbour', link: 'eth0', ip: '10.77.0.77' },
    ] as const;
    const codes = stage.system.make([first, second]).map(({ code }) => code);
    assert.deepEqual(codes, [null, 'ENOENT']);
    assert.equal(stage.system.snapshot().conf.all.arp_ignore, 1);
  });

  for (const [what, changes] of [
    ...EACH.filter(({ do: kind }) => kind !== 'set-mac').map((change) => [change.do, [change]] as const),
    ['all of them', EACH.filter(({ do: kind }) => kind !== 'set-mac')] as const,
  ])
    on(`what was kept of ${what} comes back, once`, (stage) => {
      const before = look(stage);
      const kept = filed(stage.system.keep(touchedOn(stage, changes)));
      make(stage, changes);
      const restored = stage.system.restore(kept);
      assert.deepEqual([restored.complete, restored.left], [true, []]);
      assert.ok(restored.made > 0);
      assert.deepEqual(look(stage), before);
      assert.equal(stage.system.restore(kept).made, 0);
    });

  on('what is not touched stays as somebody else made it', (stage) => {
    const ours = [
      conf('all', 'arp_ignore', 1),
      { do: 'add-address', ...address('eth1', '10.79.0.1') },
    ] as const;
    const kept = stage.system.keep(touchedOn(stage, ours));
    make(stage, ours);
    stage.foreign(
      conf('all', 'arp_announce', 2),
      { do: 'add-address', ...address('eth0', '10.80.0.1') },
      { do: 'remove-neighbour', link: 'eth0', ip: '10.77.0.9' },
    );
    assert.equal(stage.system.restore(kept).complete, true);
    const { conf: now, addresses, neighbours } = stage.system.snapshot();
    assert.deepEqual([now.all.arp_ignore, now.all.arp_announce], [0, 2]);
    assert.deepEqual(
      addresses.filter(({ link }) => link !== 'lo').map(({ local }) => local),
      ['10.77.0.1', '10.80.0.1', '10.77.0.2', '10.78.0.1'],
    );
    assert.equal(
      neighbours.some(({ ip }) => ip === '10.77.0.9'),
      false,
    );
  });

  on('nobody else changed anything: the goal is what was before', (stage) => {
    const start = look(stage);
    const ours = EACH.filter(({ do: kind }) => kind !== 'set-mac');
    assert.deepEqual(undone(stage, ours, []), []);
    assert.deepEqual(look(stage), start);
  });

  on('what others added to what we touched stays, and is told', (stage) => {
    const left = undone(
      stage,
      [conf('all', 'arp_ignore', 1), { do: 'add-address', ...address('eth1', '10.79.0.1') }],
      [
        { do: 'add-address', ...address('eth1', '10.81.0.1') },
        { do: 'publish', ip: '10.77.0.61', link: 'eth1' },
        { do: 'set-neighbour', link: 'eth1', ip: '10.78.0.5', mac: '02:00:00:00:55:05' },
        { do: 'add-route', ...route('10.90.0.0/16', 'eth1', '10.78.0.9') },
      ],
    );
    const { addresses, published, neighbours, routes, conf: now } = stage.system.snapshot();
    const onEth1 = ({ link }: { readonly link: string | null }): boolean => link === 'eth1';
    assert.deepEqual(
      addresses.filter(onEth1).map(({ local }) => local),
      ['10.78.0.1', '10.81.0.1'],
    );
    assert.deepEqual(
      published
        .filter(onEth1)
        .map(({ ip }) => ip)
        .toSorted(),
      ['10.77.0.60', '10.77.0.61'],
    );
    assert.ok(neighbours.some(({ ip }) => ip === '10.78.0.5'));
    assert.ok(routes.some(({ destination }) => destination === '10.90.0.0/16'));
    assert.equal(now.all.arp_ignore, 0);
    assert.ok(
      left.some((sentence) => /1 address came since: 10\.81\.0\.1\/24 on eth1/.test(sentence)),
      left.join(),
    );
    assert.ok(
      left.some((sentence) => /1 published address came since/.test(sentence)),
      left.join(),
    );
    assert.ok(
      left.some((sentence) => /1 entry came since/.test(sentence)),
      left.join(),
    );
  });

  on('what others took away of what was there before stays away, and is told', (stage) => {
    const left = undone(
      stage,
      [{ do: 'add-address', ...address('eth0', '10.79.0.1') }],
      [
        { do: 'remove-neighbour', link: 'eth0', ip: '10.77.0.9' },
        { do: 'remove-route', ...route('0.0.0.0/0', 'eth0', '10.77.0.254') },
      ],
    );
    const { neighbours, routes, addresses } = stage.system.snapshot();
    assert.equal(
      neighbours.some(({ ip }) => ip === '10.77.0.9'),
      false,
    );
    assert.equal(
      routes.some(({ destination }) => destination === '0.0.0.0/0'),
      false,
    );
    assert.equal(
      addresses.some(({ local }) => local === '10.79.0.1'),
      false,
    );
    assert.deepEqual(left, ['1 route was there before, and is not', '1 entry was there before, and is not']);
  });

  on('a value that others set since stays, and is told; one that they set back is no matter', (stage) => {
    const left = undone(
      stage,
      [conf('all', 'arp_ignore', 1), conf('all', 'arp_announce', 1), conf('eth0', 'arp_filter', 1)],
      [conf('all', 'arp_ignore', 2), conf('eth0', 'arp_filter', 0)],
    );
    const { all, links } = stage.system.snapshot().conf;
    assert.deepEqual([all.arp_ignore, all.arp_announce, links['eth0']?.arp_filter], [2, 0, 0]);
    assert.deepEqual(left, ['all arp_ignore is 2, and was 0']);
  });

  on('what others took away of ours, or put in its place, is no matter or stays', (stage) => {
    const ours = [
      { do: 'publish', ip: '10.77.0.61', link: 'eth1' },
      { do: 'set-neighbour', link: 'eth1', ip: '10.78.0.5', mac: '02:00:00:00:55:05' },
    ] as const;
    undone(stage, ours, [
      { do: 'unpublish', ip: '10.77.0.61', link: 'eth1' },
      { do: 'set-neighbour', link: 'eth1', ip: '10.78.0.5', mac: '02:00:00:00:66:06' },
    ]);
    const { published, neighbours } = stage.system.snapshot();
    assert.deepEqual(
      published.map(({ ip }) => ip),
      ['10.77.0.60'],
    );
    assert.equal(neighbours.find(({ ip }) => ip === '10.78.0.5')?.mac, '02:00:00:00:66:06');
  });

  on('what we took away and others brought again stays', (stage) => {
    undone(
      stage,
      [{ do: 'unpublish', ip: '10.77.0.60', link: 'eth1' }, conf('all', 'arp_ignore', 1)],
      [{ do: 'publish', ip: '10.77.0.60', link: 'eth1' }],
    );
    const { published, conf: now } = stage.system.snapshot();
    assert.deepEqual([published.length, now.all.arp_ignore], [1, 0]);
  });
}
