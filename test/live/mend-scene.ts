import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { canonical } from '../../src/change/canonical.ts';
import type { SystemChange } from '../../src/change/change.ts';
import { type ApplyReport, apply, type MendHands, type Step } from '../../src/verbs/mend/apply.ts';
import { undo } from '../../src/verbs/mend/undo.ts';
import { type LabHost, openLab } from './lab.ts';
import { handsIn } from './mend-hands.ts';

export interface Scene {
  readonly host: LabHost;
  readonly hands: MendHands;
  readonly folder: string;
  readonly look: () => unknown;
}

export async function withHost(body: (scene: Scene) => Promise<void> | void): Promise<void> {
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

export async function applied(
  hands: MendHands,
  changes: readonly SystemChange[],
): Promise<ApplyReport<Step>> {
  const steps = changes.map((change) => ({ change, undo: [] }));
  const run = apply(hands, { command: 'apply test.toml', plan: () => steps, hinders: () => null });
  for (;;) {
    const next = await run.next();
    if (next.done) return next.value;
  }
}

export const address = (link: string, local: string, prefixLength = 24) =>
  ({ link, local, prefixLength, peer: null, scope: 'global', label: null }) as const;

export const FLUX: readonly SystemChange[] = [
  { do: 'set-conf', link: 'all', setting: 'arp_ignore', value: 1 },
  { do: 'set-conf', link: 'all', setting: 'arp_announce', value: 2 },
  { do: 'add-route', table: 101, destination: '10.77.0.0/24', link: 'eth1', via: null, source: '10.77.0.3' },
  { do: 'add-route', table: 101, destination: '0.0.0.0/0', link: 'eth1', via: '10.77.0.254', source: null },
  { do: 'add-rule', priority: 1000, from: '10.77.0.3', table: 101 },
  { do: 'set-conf', link: 'eth1', setting: 'rp_filter', value: 1 },
];
export const VIP: readonly SystemChange[] = [
  { do: 'set-conf', link: 'eth0', setting: 'arp_ignore', value: 1 },
  { do: 'set-conf', link: 'eth0', setting: 'arp_announce', value: 2 },
  { do: 'add-address', ...address('lo', '10.77.0.100', 32), scope: 'host', label: 'lo:1' },
  { do: 'add-address', ...address('lo', '10.77.0.101', 32), scope: 'host', label: 'lo:2' },
];
export const VLAN: readonly SystemChange[] = [
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
/** The same as the VLAN without its tag. */
export const ROUTER: readonly SystemChange[] = VLAN.slice(1).map((change) =>
  'link' in change && change.link === 'eth1.1234' ? { ...change, link: 'eth2' } : change,
);
const VICTIM = fileURLToPath(new URL('./mend-victim.ts', import.meta.url));

/** Runs the victim in the namespace until it kills itself at the point; false: it came to its end. */
function isKilled({ host, folder }: Scene, what: 'apply' | 'undo', words: readonly string[]): boolean {
  const program = ['netns', 'exec', host.namespace, process.execPath, VICTIM, what, folder];
  const done = spawnSync('ip', [...program, ...words], { encoding: 'utf8' });
  assert.ok(done.signal === 'SIGKILL' || done.status === 137 || done.status === 0, done.stderr);
  return done.status !== 0;
}

export function killedAt(scene: Scene, changes: readonly SystemChange[], point: number): boolean {
  return isKilled(scene, 'apply', [String(point), JSON.stringify(changes)]);
}

/** Applied, and its undo killed at every point, each time followed by a whole one: exactly as before. Returns how many. */
export async function killUndoEverywhere(scene: Scene, changes: readonly SystemChange[]): Promise<number> {
  const { hands, look } = scene;
  const start = look();
  for (let point = 0; ; point++) {
    assert.equal((await applied(hands, changes)).ending, 'done');
    const killed = isKilled(scene, 'undo', [String(point)]);
    const undone = undo(hands, null);
    assert.deepEqual([undone.complete, undone.left], [true, []], `point ${point}`);
    assert.deepEqual(look(), start, `point ${point}`);
    if (!killed || undone.entry === null) return point;
  }
}

/** Killed at every point, before and behind each change, and undone each time: exactly as before. Returns how many. */
export function killEverywhere(scene: Scene, changes: readonly SystemChange[]): number {
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
  return point;
}

/** Applied and undone, with the host compared before, between and after. */
export async function thereAndBack({ hands, look }: Scene, changes: readonly SystemChange[]): Promise<void> {
  const start = look();
  const report = await applied(hands, changes);
  assert.equal(report.ending, 'done', JSON.stringify(report));
  assert.notDeepEqual(look(), start);
  const undone = undo(hands, null);
  assert.deepEqual([undone.complete, undone.left], [true, []]);
  assert.deepEqual(look(), start);
  assert.equal(undo(hands, null).entry, null, 'once is enough');
}
