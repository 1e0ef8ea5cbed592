import { spawn, spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { writeArpFrame } from '../src/wire/arp-frame.ts';
import { openPcapWriter } from '../src/wire/pcap-writer.ts';
import { openPair, type TwoHosts } from './labs.ts';
import type { Bench, BenchRow } from './row.ts';
import { CLI } from './run.ts';

/** For a trial, shorter ones: the bars are those of the whole time, which is the default. */
const STORM_SECONDS = Number(process.env['ARPIST_BENCH_SECONDS'] ?? 60);
const STORM_RATE = 200_000;
const SIZE = 60;
const ALL = 0xffffffffffff;
const FIRST = 0x0a580000;
const GATEWAY = { ip: 0x0a580003, words: '10.88.0.3=00:1b:21:00:00:03' };

export const benchWatchLive: readonly Bench[] = [storms, crowdAndLie, idle, day];

function asks(sha: number, spa: number, tpa: number): Uint8Array {
  const bytes = new Uint8Array(SIZE);
  writeArpFrame(bytes, 0, { dst: ALL, src: sha, op: 1, sha, spa, tha: 0, tpa });
  return bytes;
}

function joined(frames: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(frames.length * SIZE);
  for (const [at, frame] of frames.entries()) bytes.set(frame, at * SIZE);
  return bytes;
}

/** The C program, or an error where there is no compiler: nothing else is as fast and leaves a core to whoever listens. */
function stormProgram(): string {
  const folder = fileURLToPath(new URL('../build', import.meta.url));
  mkdirSync(folder, { recursive: true });
  const program = `${folder}/storm`;
  const source = fileURLToPath(new URL('./storm.c', import.meta.url));
  const done = spawnSync('cc', ['-O2', '-Wall', '-o', program, source], { stdio: 'inherit' });
  if (done.status !== 0 || !existsSync(program)) throw new Error('no compiler here');
  return program;
}

interface Blown {
  readonly sent: number;
  readonly seconds: number;
}

async function blow(
  { peer }: TwoHosts,
  file: string,
  [rate, seconds]: readonly [number, number],
): Promise<Blown> {
  const words = ['eth0', String(rate), String(seconds), file, String(SIZE)];
  const child = spawn('ip', ['netns', 'exec', peer.namespace, stormProgram(), ...words]);
  let said = '';
  child.stdout.on('data', (chunk) => (said += String(chunk)));
  await new Promise((resolve) => child.on('close', resolve));
  const [sent = 0, nanoseconds = 0] = said.trim().split(' ').map(Number);
  return { sent, seconds: nanoseconds / 1e9 };
}

interface Heard {
  readonly lines: readonly { readonly at: number; readonly text: string }[];
  /** Processor time of all its threads, in milliseconds. */
  processor(): number;
  /** Resident, in MB: now, and at most. */
  resident(): readonly [now: number, most: number];
  stop(): Promise<Readonly<Record<string, unknown>>>;
}

/** `ip netns exec` becomes the program itself: its process is ours. */
async function listen({ scanner }: TwoHosts, ...words: readonly string[]): Promise<Heard> {
  const child = spawn('ip', ['netns', 'exec', scanner.namespace, 'node', CLI, 'watch', '--json', ...words]);
  const lines: { at: number; text: string }[] = [];
  let rest = '';
  let ready: (() => void) | undefined;
  const listening = new Promise<void>((resolve) => (ready = resolve));
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    const at = Date.now();
    const parts = (rest + text).split('\n');
    rest = parts.pop() ?? '';
    for (const part of parts) lines.push({ at, text: part });
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    if (text.includes('watching')) ready?.();
  });
  const ended = new Promise<void>((resolve) => child.on('close', () => resolve()));
  await Promise.race([listening, ended]);
  const folder = `/proc/${child.pid}`;
  return {
    lines,
    processor: () =>
      readdirSync(`${folder}/task`)
        .map((task) => Number(readFileSync(`${folder}/task/${task}/schedstat`, 'utf8').split(' ')[0]) / 1e6)
        .reduce((sum, one) => sum + one, 0),
    resident: () => {
      const status = readFileSync(`${folder}/status`, 'utf8');
      const of = (name: string): number =>
        Number(new RegExp(`${name}:\\s+(\\d+)`).exec(status)?.[1] ?? Number.NaN) / 1024;
      return [of('VmRSS'), of('VmHWM')];
    },
    async stop() {
      child.kill('SIGINT');
      await ended;
      const last = lines.at(-1)?.text ?? '{}';
      return JSON.parse(last) as Readonly<Record<string, unknown>>;
    },
  };
}

async function withFrames<T>(frames: Uint8Array, body: (file: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'arpist-bench-'));
  try {
    writeFileSync(join(folder, 'frames'), frames);
    return await body(join(folder, 'frames'));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** One pair, and two MACs in turns, for a minute. */
async function storms(): Promise<BenchRow[]> {
  const pair = openPair(['10.88.0.2']);
  const one = asks(0x001b21000050, FIRST + 0x50, FIRST + 9);
  const other = asks(0x001b21000051, FIRST + 0x50, FIRST + 9);
  const rows: BenchRow[] = [];
  try {
    for (const [work, frames] of [
      ['one frame over and over', [one]],
      ['two MACs in turns at one address', [one, other]],
    ] as const)
      rows.push(
        await withFrames(joined(frames), async (file) => {
          const watch = await listen(pair);
          const before = watch.processor();
          const { sent, seconds } = await blow(pair, file, [STORM_RATE, STORM_SECONDS]);
          await pause(500);
          const cores = (watch.processor() - before) / 1000 / seconds;
          const [, most] = watch.resident();
          const { frames: heard, dropped } = await watch.stop();
          const lines = watch.lines.length - 1;
          const all = Number(heard) + Number(dropped);
          return {
            work: `\`watch\`, 200,000 frames/s for ${STORM_SECONDS} s: ${work}`,
            ours: `${String(heard)} heard and ${String(dropped)} counted as lost of ${sent} at ${Math.round(sent / seconds / 1000)} k/s, ${lines} lines, ${cores.toFixed(2)} of a core, ${most.toFixed(0)} MB`,
            peers: '',
            bar: 'heard or counted, all of them; ≤ 1 line a second; ≤ one core',
            holds: sent > 0 && all === sent && lines <= STORM_SECONDS && cores <= 1,
          };
        }),
      );
    return rows;
  } finally {
    pair.lab.close();
  }
}

/** Ten thousand new stations in five seconds; in the midst of them somebody lies about the gateway. */
async function crowdAndLie(): Promise<BenchRow[]> {
  const pair = openPair(['10.88.0.2']);
  const link = pair.peer.open('eth0', { ringBytes: 1 });
  try {
    const watch = await listen(pair, '--gateways', GATEWAY.words);
    // A monitor port: pairs that talk by unicast, and the gateway among them.
    for (const [from, to] of [
      [3, 4],
      [5, 6],
    ] as const) {
      const [sha, tha] = [0x001b21000000 + from, 0x001b21000000 + to];
      const [spa, tpa] = [FIRST + from, FIRST + to];
      link.send({ bytes: asks(tha, tpa, spa), size: SIZE, count: 1 });
      const bytes = new Uint8Array(SIZE);
      writeArpFrame(bytes, 0, { dst: tha, src: sha, op: 2, sha, spa, tha, tpa });
      link.send({ bytes, size: SIZE, count: 1 });
      await pause(100);
    }
    const begin = performance.now();
    let lieAt = 0;
    for (let sent = 0; sent < 10_000; ) {
      const due = Math.min(10_000, Math.floor((performance.now() - begin) * 2));
      for (; sent < due; sent++) {
        const bytes = asks(0x001b22000000 + sent, FIRST + 256 + sent, FIRST + 9);
        link.send({ bytes, size: SIZE, count: 1 });
        if (sent !== 5000) continue;
        const lie = new Uint8Array(SIZE);
        const liar = 0x001b21000066;
        const victim = 0x001b22000000 + 17;
        const said = { dst: victim, src: liar, op: 2, sha: liar, spa: GATEWAY.ip, tha: victim };
        writeArpFrame(lie, 0, { ...said, tpa: FIRST + 256 + 17 });
        lieAt = link.send({ bytes: lie, size: SIZE, count: 1 }).firstAt;
      }
      await pause(1);
    }
    await pause(1000);
    const told = watch.lines.find(
      ({ text }) => text.includes('"severity":"critical"') && text.includes('"kind":"spoof"'),
    );
    const { stations } = await watch.stop();
    const news = watch.lines.filter(({ text }) => text.includes('"kind":"new-station"')).length;
    const took = told === undefined ? Number.NaN : told.at - lieAt;
    return [
      {
        work: '`watch`, 10,000 new stations at 2,000/s, and a lie about the gateway in the midst of them',
        ours: `${String(stations)} seen, ${news} told by themselves, the lie told as critical after ${took.toFixed(0)} ms`,
        peers: '',
        bar: 'all 10,005 of them seen, and ≤ 100 ms',
        holds: Number(stations) >= 10_005 && took <= 100,
      },
    ];
  } finally {
    link.close();
    pair.lab.close();
  }
}

/** Two hundred and fifty stations that ask and answer, fifty frames a second. */
function office(stations: number, count: number): Uint8Array {
  const frames: Uint8Array[] = [];
  for (let at = 0; at < count; at++) frames.push(officeFrame(at, stations));
  return joined(frames);
}

function officeFrame(at: number, stations: number): Uint8Array {
  const turn = at >> 1;
  const asker = (turn * 79) % stations;
  const owner = (asker * 31 + turn + 1) % stations;
  if (at % 2 === 0) return asks(0x001b21000000 + asker, FIRST + 256 + asker, FIRST + 256 + owner);
  const bytes = new Uint8Array(SIZE);
  const [sha, tha] = [0x001b21000000 + owner, 0x001b21000000 + asker];
  const said = { dst: tha, src: sha, op: 2, sha, spa: FIRST + 256 + owner, tha };
  writeArpFrame(bytes, 0, { ...said, tpa: FIRST + 256 + asker });
  return bytes;
}

async function idle(): Promise<BenchRow[]> {
  const pair = openPair(['10.88.0.2']);
  try {
    return await withFrames(office(250, 20_000), async (file) => {
      const watch = await listen(pair);
      const blowing = blow(pair, file, [50, STORM_SECONDS + 20]);
      await pause(15_000);
      const [before, begin] = [watch.processor(), performance.now()];
      await pause(STORM_SECONDS * 1000);
      const percent = (100 * (watch.processor() - before)) / (performance.now() - begin);
      const [now, most] = watch.resident();
      const { sent } = await blowing;
      await pause(300);
      const { frames } = await watch.stop();
      return [
        {
          work: `\`watch\` in an idle office: 250 stations, 50 frames/s, over ${STORM_SECONDS} s`,
          ours: `${percent.toFixed(2)} % of a core, ${now.toFixed(0)} MB resident, ${most.toFixed(0)} MB at most`,
          peers: '',
          bar: '≤ 1 % of a core, and never more than 90 MB',
          holds: frames === sent && percent <= 1 && most <= 90,
        },
      ];
    });
  } finally {
    pair.lab.close();
  }
}

/** A day of the clock of its frames, every twentieth of them: 1,000 stations, and what is remembered between. */
const DAY_STEP = Number(process.env['ARPIST_BENCH_STEP'] ?? 20);

async function day(): Promise<BenchRow[]> {
  const child = spawn('node', [CLI, 'watch', '--read', '-', '--json'], { stdio: ['pipe', 'pipe', 'ignore'] });
  const resident: number[] = [];
  let out = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (out = (out + text).slice(-4096)));
  const ended = new Promise<void>((resolve) => child.on('close', () => resolve()));
  let pieces: Uint8Array[] = [];
  const write = openPcapWriter((bytes) => void pieces.push(bytes.slice()));
  const perHour = (3600 * 500) / DAY_STEP;
  for (let hour = 0; hour < 24; hour++) {
    for (let nth = 0; nth < perHour; nth++) {
      const at = hour * perHour + nth;
      const millis = at * 2 * DAY_STEP;
      write({
        bytes: officeFrame(at, 1000),
        seconds: 1_700_000_000 + Math.floor(millis / 1000),
        nanoseconds: (millis % 1000) * 1e6,
      });
      if (pieces.length < 2000) continue;
      const more = child.stdin.write(Buffer.concat(pieces));
      pieces = [];
      if (!more) await new Promise((resolve) => child.stdin.once('drain', resolve));
    }
    const status = readFileSync(`/proc/${child.pid}/status`, 'utf8');
    resident.push(Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? Number.NaN) / 1024);
  }
  child.stdin.end(Buffer.concat(pieces));
  await ended;
  const summary = JSON.parse(out.trim().split('\n').at(-1) ?? '{}') as { frames?: number; stations?: number };
  const [first = Number.NaN, ...later] = resident;
  const most = Math.max(...later);
  return [
    {
      work: `a day of 1,000 stations at ${500 / DAY_STEP} frames/s, replayed: ${(24 * perHour).toLocaleString('en')} frames over 24 h of their clock`,
      ours: `${first.toFixed(0)} MB after the first hour, ${most.toFixed(0)} MB at most after it, ${later.at(-1)?.toFixed(0)} MB at the end`,
      peers: '',
      bar: 'flat after the first hour: at most 15 MB more',
      holds: summary.frames === 24 * perHour && summary.stations === 1000 && most <= first + 15,
    },
  ];
}
