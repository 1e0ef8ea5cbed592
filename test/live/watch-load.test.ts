import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, readlinkSync } from 'node:fs';
import { test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { type Lab, type LabHost, openLab, whyNoLab } from './lab.ts';
import { arp, events, records, watch } from './watching.ts';

const MAIN = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url));
const A = '02:aa:00:00:00:01';
const B = '02:aa:00:00:00:02';
const ANY = '00:00:00:00:00:00';
const TARGET = [ANY, '10.77.0.9'] as const;
const SIZE = 60;

function loaded(name: string, body: (lab: Lab, sensor: LabHost, mouth: LabHost) => Promise<void>): void {
  test(name, { skip: whyNoLab }, async () => {
    const lab = openLab();
    try {
      const sensor = lab.host('sensor', { nics: [] });
      const mouth = lab.host('mouth', { nics: [] });
      const nic = { name: 'eth0', mac: '02:00:00:00:00:01', addresses: ['10.77.0.10/8'] };
      lab.cable({ host: sensor, nic }, { host: mouth, nic: { name: 'eth0', mac: '02:00:00:00:00:02' } });
      await body(lab, sensor, mouth);
    } finally {
      lab.close();
    }
  });
}

/** The same frames in turns, 200 in a heap, until it is told to stop or the cable is gone; how many left. */
function storm(host: LabHost, ...frames: readonly Uint8Array[]): { stop: () => Promise<number> } {
  const heap = new Uint8Array(200 * SIZE);
  for (let at = 0; at < 200; at++) heap.set(frames[at % frames.length]!, at * SIZE);
  const link = host.open('eth0', { ringBytes: 1 });
  let over = false;
  const run = (async () => {
    let sent = 0;
    while (!over) {
      const done = link.send({ bytes: heap, size: SIZE, count: 200 });
      sent += done.sent;
      if (done.down) break;
      await pause(2);
    }
    link.close();
    return sent;
  })();
  return {
    stop: () => {
      over = true;
      return run;
    },
  };
}

/** New stations, each heard once, from the `from`th on. */
function strangers(host: LabHost, count: number, from = 0): void {
  const heap = new Uint8Array(count * SIZE);
  for (let at = 0; at < count; at++) {
    const nth = from + at;
    heap.set(arp(1, [A, `10.80.${nth >> 8}.${nth & 255}`], TARGET), at * SIZE);
  }
  const link = host.open('eth0', { ringBytes: 1 });
  for (let sent = 0; sent < count; )
    sent += link.send({ bytes: heap.subarray(sent * SIZE), size: SIZE, count: count - sent }).sent;
  link.close();
}

loaded(
  'a storm is a few lines, and every frame of it is heard or counted as lost',
  async (_, sensor, mouth) => {
    const run = watch(sensor, '--json');
    await run.said(/watching/);
    const frames = [arp(1, [A, '10.77.0.50'], TARGET), arp(1, [B, '10.77.0.50'], TARGET)];
    const blowing = storm(mouth, ...frames);
    await run.said(/"kind":"storm","state":"update"/);
    const sent = await blowing.stop();
    await pause(500);
    run.stop();
    const ended = await run.ended;
    const summary = records(ended).at(-1)!;
    assert.equal(Number(summary['frames']) + Number(summary['dropped']), sent);
    assert.ok(sent > 1000, `${sent}`);
    assert.ok(events(ended).length < 20, ended.out);
    assert.ok(events(ended).some(({ kind }) => kind === 'conflict'));
  },
);

loaded(
  'in a storm --for, -c and Ctrl-C end it, and so little as an interface that goes',
  async (_, sensor, mouth) => {
    const blowing = storm(mouth, arp(1, [A, '10.77.0.50'], TARGET));
    try {
      const timed = watch(sensor, '--json', '--for', '1s');
      assert.equal((await timed.ended).code, 0);
      const counted = watch(sensor, '--json', '-c', '1');
      const one = await counted.ended;
      assert.equal(one.code, 0);
      assert.equal(events(one).length, 1);
      const run = watch(sensor, '-I', 'eth0', '--json');
      await run.said(/"kind":"storm"/);
      sensor.ip('link set eth0 down');
      await run.said(/went down/);
      sensor.ip('link set eth0 name lan0');
      sensor.ip('link set lan0 up');
      await run.said(/went down, for/);
      await run.said(/is called lan0 by now/);
      sensor.ip('link del lan0');
      await run.said(/was removed/);
      run.stop();
      const { code, out } = await run.ended;
      assert.equal(code, 130);
      assert.ok(out.split('\n').length < 40, out);
    } finally {
      await blowing.stop();
    }
  },
);

loaded(
  'whoever reads too slowly gets what is critical first, and is told what was left out',
  async (_, sensor, mouth) => {
    const run = watch(sensor, '--json', '--gateways', `10.77.0.1=${B}`);
    await run.said(/watching/);
    run.stall();
    for (let round = 0; round < 50; round++) {
      strangers(mouth, 250, round * 250);
      await pause(20);
    }
    const link = mouth.open('eth0', { ringBytes: 1 });
    const lie = arp(2, [A, '10.77.0.1'], ['02:aa:00:00:00:07', '10.80.0.7']);
    link.send({ bytes: lie, size: SIZE, count: 1 });
    link.close();
    await pause(1000);
    run.resume();
    await run.said(/"kind":"spoof"/);
    run.stop();
    const ended = await run.ended;
    const all = records(ended);
    const spoof = all.findIndex(({ kind }) => kind === 'spoof');
    assert.equal(all[spoof]?.severity, 'critical');
    const behind = all.slice(spoof).filter(({ kind }) => kind === 'new-station').length;
    assert.ok(behind > 1000, `${behind} new stations were told after it, though they were heard before`);
    const summary = all.find(({ type }) => type === 'watch-summary')!;
    assert.equal(summary['stations'], 12_501);
    assert.ok(Number(summary['untold']) > 0);
  },
);

/** On a terminal of its own, whose reader is `script`. */
function onTerminal(host: LabHost, words: string) {
  const command = `stty cols 70 rows 20; exec ${process.execPath} --no-warnings ${MAIN} watch ${words}`;
  const child = spawn('ip', ['netns', 'exec', host.namespace, 'script', '-qec', command, '/dev/null'], {
    stdio: ['pipe', 'pipe', 'ignore'],
    env: { ...process.env, TERM: 'xterm' },
  });
  let seen = '';
  child.stdout.on('data', (chunk) => void (seen += String(chunk)));
  const inner = (): number =>
    Number(readFileSync(`/proc/${child.pid}/task/${child.pid}/children`, 'utf8').trim().split(' ')[0]);
  return {
    seen: () => seen,
    forget: () => void (seen = ''),
    async shows(pattern: RegExp): Promise<void> {
      for (let tries = 0; tries < 2500 && !pattern.test(seen); tries++) await pause(20);
      assert.match(seen, pattern);
    },
    kill: (signal: NodeJS.Signals) => void process.kill(inner(), signal),
    resize(columns: number): void {
      const terminal = readlinkSync(`/proc/${inner()}/fd/1`);
      assert.equal(spawnSync('stty', ['-F', terminal, 'cols', String(columns)]).status, 0);
    },
    stall: () => void child.stdout.pause(),
    resume: () => void child.stdout.resume(),
    ended: once(child, 'exit').then(([code]) => code as number | null),
  };
}

loaded(
  'on a terminal a foot line counts, as wide as the terminal is by now, and a crowd of new stations is one sentence',
  async (_, sensor, mouth) => {
    const run = onTerminal(sensor, '-I eth0');
    await run.shows(/0\.0 frames\/s · 0 stations · 0 open/);
    strangers(mouth, 600);
    await run.shows(/new-station: and [\d,]+ more addresses within a second/);
    await run.shows(/· 600 stations · 0 open/);
    const told = run.seen().match(/is new, at/g)?.length ?? 0;
    assert.ok(told <= 30, `${told} of 600 by themselves`);
    run.resize(24);
    await pause(1500);
    run.forget();
    await run.shows(/0\.0 frames\/s[^]*0\.0 frames\/s/);
    const feet = run
      .seen()
      .split('\u001b[K')
      .map((part) => part.split('\r')[0]!)
      .filter((part) => part.includes('frames/s'));
    assert.ok(feet.length > 0);
    for (const foot of feet) assert.ok(foot.length < 24, foot);
    run.kill('SIGINT');
    assert.equal(await run.ended, 130);
  },
);

loaded(
  'a terminal that takes nothing stops no ear, and Ctrl-C ends it all the same',
  async (_, sensor, mouth) => {
    const run = onTerminal(sensor, '-I eth0 --json');
    await run.shows(/frames\/s/);
    run.stall();
    for (let round = 0; round < 20; round++) {
      strangers(mouth, 500, round * 500);
      await pause(20);
    }
    await pause(500);
    run.kill('SIGINT');
    await pause(1500);
    run.resume();
    assert.equal(await run.ended, 130);
  },
);
