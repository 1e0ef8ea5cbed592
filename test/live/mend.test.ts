import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { SystemFault } from '../../src/base/fault.ts';
import { canonical } from '../../src/doctor/canonical.ts';
import type { SystemChange } from '../../src/doctor/change.ts';
import { type ApplyReport, apply, type MendHands, type Step } from '../../src/verbs/mend/apply.ts';
import { type UndoHands, undo } from '../../src/verbs/mend/undo.ts';
import { type LabHost, openLab, whyNoLab } from './lab.ts';
import { handsIn } from './mend-hands.ts';

const skip = whyNoLab;

interface Scene {
  readonly host: LabHost;
  readonly hands: UndoHands;
  readonly folder: string;
  readonly look: () => unknown;
}

async function withHost(body: (scene: Scene) => Promise<void> | void): Promise<void> {
  const lab = openLab();
  const folder = mkdtempSync(join(tmpdir(), 'arpist-'));
  try {
    const host = lab.host('host', {
      nics: [
        {
          name: 'eth0',
          mac: '02:00:00:00:00:01',
          addresses: ['10.77.0.1/24', '10.77.0.2/24', '10.88.0.1/16'],
        },
        { name: 'eth1', mac: '02:00:00:00:00:02', addresses: ['10.77.0.3/24'] },
        { name: 'eth2', mac: '02:00:00:00:00:03', addresses: ['10.77.0.4/24'] },
      ],
      ip: [
        'route add default via 10.77.0.254 dev eth0 proto static metric 100',
        'route add 10.99.0.0/16 via 10.77.0.253 dev eth1 src 10.77.0.3 mtu 1400',
        'route add 10.98.0.0/16 nexthop via 10.77.0.253 dev eth1 weight 2 nexthop via 10.88.0.9 dev eth0',
        'route add blackhole 10.97.0.0/16',
        'rule add from 10.88.0.0/16 lookup 77 priority 500',
        'rule add from 10.89.0.0/16 lookup 78 priority 500',
        'neigh add 10.77.0.9 lladdr 02:00:00:00:09:09 dev eth0',
        'neigh add 10.77.0.10 lladdr 02:00:00:00:09:10 dev eth1 nud stale extern_learn',
        'neigh add proxy 10.77.0.60 dev eth1',
      ],
    });
    const hands = handsIn(host, folder);
    await body({ host, hands, folder, look: () => canonical(hands.system.snapshot()) });
  } finally {
    lab.close();
    rmSync(folder, { recursive: true });
  }
}

async function applied(hands: MendHands, changes: readonly SystemChange[]): Promise<ApplyReport<Step>> {
  const steps = changes.map((change) => ({ change, undo: [] }));
  const run = apply(hands, { command: 'apply test.toml', plan: () => steps, hinders: () => null });
  for (;;) {
    const next = await run.next();
    if (next.done) return next.value;
  }
}

const address = (link: string, local: string, prefixLength = 24) =>
  ({ link, local, prefixLength, peer: null, scope: 'global', label: null }) as const;

const FLUX: readonly SystemChange[] = [
  { do: 'set-conf', link: 'all', setting: 'arp_ignore', value: 1 },
  { do: 'set-conf', link: 'all', setting: 'arp_announce', value: 2 },
  { do: 'add-route', table: 101, destination: '10.77.0.0/24', link: 'eth1', via: null, source: '10.77.0.3' },
  { do: 'add-route', table: 101, destination: '0.0.0.0/0', link: 'eth1', via: '10.77.0.254', source: null },
  { do: 'add-rule', priority: 1000, from: '10.77.0.3', table: 101 },
  { do: 'set-conf', link: 'eth1', setting: 'rp_filter', value: 1 },
];
const VIP: readonly SystemChange[] = [
  { do: 'set-conf', link: 'eth0', setting: 'arp_ignore', value: 1 },
  { do: 'set-conf', link: 'eth0', setting: 'arp_announce', value: 2 },
  { do: 'add-address', ...address('lo', '10.77.0.100', 32), scope: 'host', label: 'lo:1' },
  { do: 'add-address', ...address('lo', '10.77.0.101', 32), scope: 'host', label: 'lo:2' },
];
const VLAN: readonly SystemChange[] = [
  { do: 'add-vlan', link: 'eth1.1234', parent: 'eth1', protocol: 0x8100, id: 1234 },
  { do: 'add-address', ...address('eth1.1234', '10.12.34.1') },
  { do: 'set-up', link: 'eth1.1234', up: true },
  { do: 'set-conf', link: 'all', setting: 'forwarding', value: 1 },
  { do: 'set-conf', link: 'eth1.1234', setting: 'proxy_arp', value: 1 },
  { do: 'add-route', table: 254, destination: '10.77.0.200/32', link: 'eth1.1234', via: null, source: null },
  { do: 'set-neighbour', link: 'eth1.1234', ip: '10.12.34.5', mac: '02:00:00:00:55:55' },
  { do: 'publish', ip: '10.77.0.200', link: 'eth1' },
  { do: 'set-neigh', link: 'eth1.1234', setting: 'proxy_delay', value: 0 },
];
/** Why this kernel cannot take the VLAN plan; it is tried in a namespace. */
const whyNoVlan = skip || findVlan();

function findVlan(): string | false {
  const lab = openLab();
  try {
    const host = lab.host('host', { nics: [{ name: 'eth0' }] });
    host.ip('link add link eth0 name eth0.5 type vlan id 5');
    return false;
  } catch {
    return 'needs a kernel with 802.1Q (tools/run-in-vm.sh)';
  } finally {
    lab.close();
  }
}

/** The same as the VLAN without its tag. */
const ROUTER: readonly SystemChange[] = VLAN.slice(1).map((change) =>
  'link' in change && change.link === 'eth1.1234' ? { ...change, link: 'eth2' } : change,
);
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

for (const [what, changes] of [
  ['flux', FLUX],
  ['a VIP', VIP],
  ['a router', ROUTER],
  ['a VLAN', VLAN],
  ...REMOVALS,
] as const)
  test(`${what}: applied, undone, exactly as before`, {
    skip: what === 'a VLAN' ? whyNoVlan : skip,
  }, async () => {
    await withHost(async ({ hands, look }) => {
      const start = look();
      const report = await applied(hands, changes);
      assert.equal(report.ending, 'done', JSON.stringify(report));
      assert.notDeepEqual(look(), start);
      const undone = undo(hands, null);
      assert.deepEqual([undone.complete, undone.left], [true, []]);
      assert.deepEqual(look(), start);
      assert.equal(undo(hands, null).entry, null, 'once is enough');
    });
  });

const VICTIM = fileURLToPath(new URL('./mend-victim.ts', import.meta.url));

/** Runs the victim in the namespace until it kills itself at the point; false: it came to its end. */
function killedAt({ host, folder }: Scene, changes: readonly SystemChange[], point: number): boolean {
  const words = ['netns', 'exec', host.namespace, process.execPath, VICTIM];
  const done = spawnSync('ip', [...words, folder, JSON.stringify(changes), String(point)], {
    encoding: 'utf8',
  });
  assert.ok(done.signal === 'SIGKILL' || done.status === 137 || done.status === 0, done.stderr);
  return done.status !== 0;
}

for (const [what, changes] of [
  ['flux', FLUX],
  ['a VIP', VIP],
  ['a router', ROUTER],
] as const)
  test(`${what}: killed at every step, before and behind the change, undone exactly`, { skip }, async () => {
    await withHost((scene) => {
      const { hands, look } = scene;
      const start = look();
      let point = 0;
      while (killedAt(scene, changes, point)) {
        if (point > 0) assert.notDeepEqual(look(), start, `point ${point}: nothing was changed`);
        const undone = undo(hands, null);
        assert.deepEqual([undone.complete, undone.left], [true, []], `point ${point}`);
        assert.deepEqual(look(), start, `point ${point}`);
        point++;
      }
      assert.equal(point, changes.length * 2 + 1, 'every point was tried');
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
