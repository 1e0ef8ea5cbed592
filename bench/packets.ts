import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { openClock } from '../src/linux/clock.ts';
import type { Link } from '../src/ports/link.ts';
import { whoHas } from '../src/sim/who-has.ts';
import { glance, newGlance } from '../src/wire/glance.ts';
import { type Lab, type LabHost, openLab } from '../test/live/lab.ts';
import { type Bench, type BenchRow, median } from './row.ts';

const RUNS = 9;
const FRAMES = 300_000;
const SIZE = 60;
const SHARE = 0.85;

interface Pair {
  readonly lab: Lab;
  readonly near: LabHost;
  readonly far: LabHost;
}

function cabled(): Pair {
  const lab = openLab();
  const near = lab.host('near', { nics: [] });
  const far = lab.host('far', { nics: [] });
  lab.cable({ host: near, nic: { name: 'eth0' } }, { host: far, nic: { name: 'eth0' } });
  return { lab, near, far };
}

/** Frames per second of this program and of a C program with the same batching, in turns on the same veth. */
export const benchSending: readonly Bench[] = [sending];
export const benchReceiving: readonly Bench[] = [receiving];

function sending(): BenchRow[] {
  const work = 'sending on a veth, frames of 60 bytes';
  const bar = `at least ${SHARE} of C`;
  const sender = compile();
  const { lab, near } = cabled();
  try {
    const link = near.open('eth0', { ringBytes: 1 });
    const bytes = questions(FRAMES);
    const ours: number[] = [];
    const theirs: number[] = [];
    sendAll(link, bytes);
    for (let run = 0; run < RUNS; run++) {
      ours.push(sendAll(link, bytes));
      if (sender === null) continue;
      const nanoseconds = Number(near.run(sender, 'eth0', String(FRAMES), String(SIZE)));
      theirs.push((FRAMES * 1e9) / nanoseconds);
    }
    const mine = median(ours);
    if (sender === null) {
      return [{ work, ours: rate(mine), peers: 'C: no compiler here', bar, holds: null }];
    }
    // Neighbours in time are compared, so that other work on the machine weighs on both.
    const ratio = median(ours.map((each, run) => each / theirs[run]!));
    const peers = `${rate(median(theirs))} in C, ratio ${ratio.toFixed(2)}`;
    return [{ work, ours: rate(mine), peers, bar, holds: ratio >= SHARE }];
  } finally {
    lab.close();
  }
}

/** 200,000 frames/s for 5 s arrive while we ask 1,000 questions a second ourselves. */
async function receiving(): Promise<BenchRow[]> {
  const { lab, near, far } = cabled();
  try {
    const link = near.open('eth0');
    const clock = openClock();
    const flood = spawn(
      'ip',
      ['netns', 'exec', far.namespace, process.execPath, here('./flood.ts'), 'eth0', '200000', '5'],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    );
    let report = '';
    flood.stdout.setEncoding('utf8').on('data', (text: string) => (report += text));
    const ended = new Promise<void>((resolve) => flood.on('close', () => resolve()));
    let over = false;
    void ended.then(() => (over = true));
    const seen = new Set<number>();
    const look = newGlance();
    const question = questions(1);
    let heard = 0;
    let wakes = 0;
    while (!over) {
      await clock.wait(clock.now() + 1, [link]);
      wakes++;
      link.send({ bytes: question, size: SIZE, count: 1 });
      link.drain(({ bytes }) => {
        heard++;
        if (glance(bytes, look)) seen.add(look.tpa);
      });
    }
    await clock.wait(clock.now() + 20);
    link.drain(() => heard++);
    const [sent = 0, took = 0] = report.trim().split(' ').map(Number);
    const { dropped } = link.counters();
    return [
      {
        work: 'receiving 200,000 frames/s for 5 s while sending',
        ours: `${heard} heard of ${sent} at ${rate((sent * 1000) / took)}, ${dropped} dropped, ${wakes} wake-ups`,
        peers: '',
        bar: 'none lost unless counted',
        holds: sent > 0 && heard + dropped === sent,
      },
    ];
  } finally {
    lab.close();
  }
}

function sendAll(link: Link, bytes: Uint8Array): number {
  const count = bytes.length / SIZE;
  const begin = performance.now();
  for (let sent = 0; sent < count; ) {
    sent += link.send({ bytes: bytes.subarray(sent * SIZE), size: SIZE, count: count - sent }).sent;
  }
  return (count * 1000) / (performance.now() - begin);
}

function questions(count: number): Uint8Array {
  const bytes = new Uint8Array(count * SIZE);
  for (let i = 0; i < count; i++) {
    bytes.set(whoHas(0x0a000000 + i, { mac: 0x020000000001, spa: 0 }), i * SIZE);
  }
  return bytes;
}

function rate(perSecond: number): string {
  return `${Math.round(perSecond / 1000)} k/s`;
}

/** The C program, or null when there is no compiler. */
function compile(): string | null {
  const folder = here('../build');
  mkdirSync(folder, { recursive: true });
  const program = `${folder}/sender`;
  const done = spawnSync('cc', ['-O2', '-Wall', '-o', program, here('./sender.c')], { stdio: 'inherit' });
  return done.status === 0 && existsSync(program) ? program : null;
}

function here(path: string): string {
  return fileURLToPath(new URL(path, import.meta.url));
}
