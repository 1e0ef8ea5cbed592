import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { openCaptureReader } from '../../src/wire/capture.ts';
import { glance, newGlance } from '../../src/wire/glance.ts';
import { arpistIn } from './arpist-in.ts';
import { type LabHost, openLab, whyNoLab } from './lab.ts';
import { arp, events, records, say, watch } from './watching.ts';

const ANY = '00:00:00:00:00:00';
const NOBODY = [ANY, '10.77.0.14'] as const;

/** Each address of each interface with its MAC, whatever state it is in. */
function tablesOf(hosts: readonly LabHost[]): string {
  const entries = hosts.flatMap((host) =>
    host
      .run('ip', '-4', 'neigh', 'show')
      .split('\n')
      .map(
        (line) => `${host.namespace} ${line.replace(/\s+(used|probes) \S+/g, '').replace(/ [A-Z]+\s*$/, '')}`,
      ),
  );
  return entries.toSorted().join('\n');
}

/** When each question with sender 0.0.0.0 left, in milliseconds. */
function questionsIn(file: string): readonly number[] {
  const times: number[] = [];
  const seen = newGlance();
  const reader = openCaptureReader((frame) => {
    if (glance(frame.bytes, seen, frame.from) && seen.op === 1 && seen.spa === 0 && frame.outgoing === true)
      times.push(frame.seconds * 1000 + frame.nanoseconds / 1e6);
  });
  reader.push(readFileSync(file));
  return times;
}

interface Scene {
  readonly sensor: LabHost;
  readonly all: readonly LabHost[];
  /** The two MACs say, to all, that they have 10.77.0.5. */
  readonly quarrel: () => Promise<void>;
}

/** Plays the scene, and holds what is the same in all: no table changes, one question a second, and replay tells the same. */
async function asked(scene: Scene, wanted: RegExp): Promise<ReturnType<typeof events>> {
  const folder = mkdtempSync(join(tmpdir(), 'arpist-ask-'));
  try {
    const file = join(folder, 'heard.pcapng');
    const { sensor, all } = scene;
    await scene.quarrel();
    const before = tablesOf(all);
    const run = watch(sensor, '-I', 'eth0', '--ask', '--json', '--save', file);
    await run.said(/questions?|asked: at most one question a second/);
    await scene.quarrel();
    await run.said(wanted);
    run.stop();
    const live = await run.ended;
    assert.equal(tablesOf(all), before);
    const times = questionsIn(file);
    assert.equal(records(live).at(-1)?.['asked'], times.length);
    assert.ok(times.length > 2);
    for (const [at, time] of times.entries())
      if (at > 0) assert.ok(time - times[at - 1]! > 990, `${times.join()}`);
    const again = arpistIn(sensor, `watch --read ${file} --json --networks 10.77.0.0/28`);
    assert.deepEqual(events(again), events(live));
    return events(live);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const nic = (mac: string, ...addresses: string[]) => ({ mac, addresses });

test('--ask proves a conflict that claims leave open, and changes no table', { skip: whyNoLab }, async () => {
  const lab = openLab();
  try {
    const [one, other] = ['02:00:00:00:00:0a', '02:00:00:00:00:0b'] as const;
    const host = (name: string, card: ReturnType<typeof nic>): LabHost =>
      lab.host(name, { nics: [{ name: 'eth0', ...card }] });
    const sensor = host('sensor', nic('02:00:00:00:00:01', '10.77.0.1/28'));
    const a = host('a', nic(one, '10.77.0.2/28', '10.77.0.5/28'));
    const b = host('b', nic(other, '10.77.0.3/28', '10.77.0.5/28'));
    const client = host('client', nic('02:00:00:00:00:0c', '10.77.0.4/28'));
    for (const each of [client, sensor]) each.ip(`neigh replace 10.77.0.5 lladdr ${one} dev eth0 nud stale`);
    const told = await asked(
      {
        sensor,
        all: [sensor, a, b, client],
        quarrel: async () => {
          await say(a, 'eth0', arp(1, [one, '10.77.0.5'], NOBODY));
          await say(b, 'eth0', arp(1, [other, '10.77.0.5'], [ANY, '10.77.0.5']));
        },
      },
      /"kind":"conflict"[^\n]*"sure":"proven"/,
    );
    const conflict = told.find(({ kind, sure }) => kind === 'conflict' && sure === 'proven');
    assert.equal(conflict?.ip, '10.77.0.5');
    const codes = conflict.why.map(({ code }) => code);
    assert.ok(codes.includes('asked-both') && codes.includes('asked-apart'), codes.join());
  } finally {
    lab.close();
  }
});

test('--ask proves flux, after all around was asked for, and changes no table', {
  skip: whyNoLab,
}, async () => {
  const lab = openLab();
  try {
    const [one, other] = ['02:00:00:00:00:0a', '02:00:00:00:00:0b'] as const;
    const sensor = lab.host('sensor', {
      nics: [{ name: 'eth0', ...nic('02:00:00:00:00:01', '10.77.0.1/28') }],
    });
    const both = lab.host('both', {
      nics: [
        { name: 'eth0', ...nic(one, '10.77.0.5/28') },
        { name: 'eth1', ...nic(other, '10.77.0.6/28') },
      ],
    });
    const client = lab.host('client', {
      nics: [{ name: 'eth0', ...nic('02:00:00:00:00:0c', '10.77.0.4/28') }],
    });
    for (const each of [client, sensor]) each.ip(`neigh replace 10.77.0.5 lladdr ${one} dev eth0 nud stale`);
    const told = await asked(
      {
        sensor,
        all: [sensor, both, client],
        quarrel: async () => {
          await say(both, 'eth0', arp(1, [one, '10.77.0.5'], NOBODY));
          await say(both, 'eth1', arp(1, [other, '10.77.0.5'], [ANY, '10.77.0.5']));
        },
      },
      /"kind":"flux"[^\n]*"sure":"proven"/,
    );
    const flux = told.find(({ kind, sure }) => kind === 'flux' && sure === 'proven');
    const codes = flux?.why.map(({ code }) => code) ?? [];
    assert.ok(codes.includes('asked-alike') && codes.includes('asked-around'), codes.join());
    assert.ok(!told.some(({ kind }) => kind === 'conflict'));
  } finally {
    lab.close();
  }
});
