import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { instantOf } from '../../src/base/time.ts';
import { openCaptureReader } from '../../src/wire/capture.ts';
import { captureOf, expectedOf, type Scenario, scenarioOf, watched } from '../watch/score.ts';
import { formatIpv4 } from '../../src/base/ipv4.ts';
import { formatMac } from '../../src/base/mac.ts';
import { arpistIn } from './arpist-in.ts';
import { openLab, whyNoLab } from './lab.ts';
import { events, records, watch } from './watching.ts';

/**
 * Each scenario leaves by a cable at its own times, side by side in namespaces of their own, and the watch at its other end
 * tells what --read tells. Some of each kind, as long as the longest takes; ARPIST_SCENARIOS=all plays all 53 (five minutes).
 */
const SAMPLE = [
  'arpspoof-one-way',
  'bogon-foreign-net',
  'carp-vmac',
  'conflict-plain',
  'dhcp-handover',
  'flux-two-nics',
  'migration-qemu-form',
  'mirror-both-directions',
  'scan-nmap',
  'storm-loop',
  'ucarp-crash',
  'vlan-same-addresses',
];
const ALL = readdirSync(new URL('../watch/scenarios/', import.meta.url))
  .filter((file) => file.endsWith('.json'))
  .map((file) => file.slice(0, -'.json'.length))
  .toSorted();
const AT_ONCE = 6;
const PLAYER = fileURLToPath(new URL('play-capture.ts', import.meta.url));

interface Heard {
  /** Of the last frame, and until when it was listened. */
  readonly last: number;
  readonly until: number;
}

function heardIn(file: string): Heard {
  let last = 0;
  const reader = openCaptureReader(({ seconds, nanoseconds }) => {
    last = instantOf(seconds, nanoseconds);
  });
  reader.push(readFileSync(file));
  const { until } = reader.end();
  assert.ok(until);
  return { last, until: instantOf(until.seconds, until.nanoseconds) };
}

function flagsOf({ gateways, networks, learn }: Scenario): readonly string[] {
  const pairs = gateways.map(({ ip, mac }) => (mac === undefined ? ip : `${ip}=${mac}`));
  return [
    ...(pairs.length > 0 ? ['--gateways', pairs.join(',')] : []),
    ...(networks.length > 0 ? ['--networks', networks.join(',')] : []),
    '--learn',
    `${learn}s`,
  ];
}

type Word = readonly [kind: string, state: string, id: string, ip: unknown, mac: unknown, sure: string];

async function play(
  name: string,
): Promise<{ readonly live: readonly Word[]; readonly read: readonly Word[] }> {
  const scenario = scenarioOf(`${name}.json`);
  const capture = captureOf(`${name}.pcapng`)!;
  const folder = mkdtempSync(join(tmpdir(), 'arpist-scenario-'));
  const lab = openLab({ roomy: false });
  try {
    const sensor = lab.host('sensor', { nics: [] });
    const mouth = lab.host('mouth', { nics: [] });
    lab.cable({ host: sensor, nic: { name: 'eth0' } }, { host: mouth, nic: { name: 'eth0' } });
    const [file, original] = [
      join(folder, 'heard.pcapng'),
      new URL(`../watch/scenarios/${name}.pcapng`, import.meta.url),
    ];
    const flags = [...flagsOf(scenario), '--json'];
    const run = watch(sensor, '-I', 'eth0', '--save', file, ...flags);
    await run.said(/watching eth0/);
    const words = [
      'netns',
      'exec',
      mouth.namespace,
      process.execPath,
      PLAYER,
      'eth0',
      fileURLToPath(original),
    ];
    const player = spawn('ip', words, { stdio: ['ignore', 'ignore', 'inherit'] });
    assert.deepEqual((await once(player, 'exit'))[0], 0);
    run.stop();
    const ended = await run.ended;
    const summary = records(ended).at(-1)!;
    assert.deepEqual([summary['dropped'], summary['untold']], [0, 0]);
    const again = arpistIn(sensor, ['watch', '--read', file, ...flags].join(' '));
    assert.deepEqual(events(again), events(ended), 'a replay of what was saved');
    const { last, until } = heardIn(file);
    const read = watched(capture, expectedOf(scenario), { after: until - last });
    const live = events(ended).map(
      ({ kind, state, id, ip, mac, sure }): Word => [kind, state, String(id), ip, mac ?? null, sure],
    );
    return {
      live,
      read: read.map(
        ({ kind, state, id, ip, mac, sure }): Word => [
          kind,
          state,
          id,
          ip === null ? null : formatIpv4(ip),
          mac === null ? null : formatMac(mac),
          sure,
        ],
      ),
    };
  } finally {
    lab.close();
    rmSync(folder, { recursive: true });
  }
}

const whole = process.env['ARPIST_SCENARIOS'] === 'all';

test('what is played tells what is read, in the same order, by the same ids', {
  skip: whyNoLab,
  concurrency: AT_ONCE,
}, async (t) => {
  const names = whole ? ALL : SAMPLE;
  assert.ok(names.every((name) => ALL.includes(name)));
  await Promise.all(
    names.map(async (name) =>
      t.test(name, async () => {
        const { live, read } = await play(name);
        assert.deepEqual(live, read);
      }),
    ),
  );
});
