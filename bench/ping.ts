import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readMac } from '../src/base/mac.ts';
import { openPair } from './labs.ts';
import { failure, isInstalled, Peer } from './peer.ts';
import { allowedOverNode, type Bench, type BenchRow, median, overNodeText } from './row.ts';
import { arpistIn, runIn } from './run.ts';

const RUNS = 15;
const QUESTIONS = 200;
const TARGET = '10.88.0.2';

export const benchPing: readonly Bench[] = [
  async () => [await wholeProcess()],
  async () => [await roundTrips()],
];

/** `ping -f -c1` of a live host, run in turns with the bare runtime and with arping. */
async function wholeProcess(): Promise<BenchRow> {
  const { lab, scanner } = openPair([TARGET], 24);
  try {
    const ours: number[] = [];
    const bare: number[] = [];
    const peer = new Peer('arping', 'arping');
    for (let run = 0; run < RUNS; run++) {
      bare.push((await runIn(scanner.namespace, 'node', ['-e', '0'])).unhindered);
      const one = await arpistIn(scanner.namespace, ['ping', '-f', '-c', '1', TARGET]);
      if (one.code !== 0) throw new Error(`arpist ping ended with ${one.code}: ${one.stderr}`);
      ours.push(one.unhindered);
      const words = ['-f', '-c', '1', '-I', 'eth0', TARGET];
      await peer.turn(async () => {
        const other = await runIn(scanner.namespace, 'arping', words);
        const answered = /reply from/i.test(other.stdout) ? undefined : 'it heard no answer';
        return { milliseconds: other.milliseconds, wrong: failure(other) ?? answered };
      });
    }
    // Neighbours in time are compared, so that other work on the machine weighs on both.
    const more = median(ours.map((each, run) => each - bare[run]!));
    // What the kernel takes to give a packet socket back (a grace period of RCU, 10 to 40 ms) is in arping's span too.
    const over = peer.did ? median(ours.map((each, run) => each - bare[run]! - peer.spans[run]!)) : undefined;
    const allowed = allowedOverNode(60, bare);
    return {
      work: '`ping -f -c1` of a live host, whole process',
      ours: `${median(ours).toFixed(0)} ms, ${more.toFixed(0)} more than node`,
      peers: `node -e 0: ${median(bare).toFixed(0)} ms, ${peer.told((span) => `${span.toFixed(0)} ms`)}`,
      bar: `${overNodeText(60)}; beside arping, which waits as long for the kernel to take its packet socket back, so much more than both together`,
      holds: over === undefined ? (more <= allowed ? true : null) : over <= allowed,
    };
  } finally {
    lab.close();
  }
}

interface PingRecord {
  readonly type: string;
  readonly question: number;
  readonly rttMs: number;
}

/** Each round trip shown, held against what tcpdump stamps on the same interface in the same run. */
async function roundTrips(): Promise<BenchRow> {
  const work = `RTT shown, ${QUESTIONS} questions`;
  const bar = 'each within 20 µs or 10 % of the capture';
  if (!isInstalled('tcpdump')) return { work, ours: '-', peers: 'tcpdump: not installed', bar, holds: null };
  const { lab, scanner } = openPair([TARGET], 24);
  const folder = mkdtempSync(join(tmpdir(), 'arpist-'));
  try {
    const file = join(folder, 'wire.pcap');
    const words = ['-i', 'eth0', '--immediate-mode', '-U', '-w', file, '--time-stamp-precision=nano', 'arp'];
    const dump = spawn('ip', ['netns', 'exec', scanner.namespace, 'tcpdump', '-Z', 'root', ...words], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    // Its first word, or its end.
    await new Promise((resolve) => dump.stderr.once('data', resolve).once('close', resolve));
    const count = String(QUESTIONS);
    const done = await arpistIn(scanner.namespace, [
      'ping',
      '--json',
      '--interval',
      '0.01',
      '-c',
      count,
      TARGET,
    ]);
    await new Promise((resolve) => setTimeout(resolve, 500));
    await ended(dump);
    const wire = existsSync(file) ? tripsOf(readFileSync(file)) : [];
    const shown = done.stdout
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line) as PingRecord)
      .filter(({ type }) => type === 'ping')
      .map(({ rttMs }) => rttMs);
    const off = shown.map((rtt, at) => Math.abs(rtt - (wire[at] ?? Number.POSITIVE_INFINITY)));
    const within = off.filter((each, at) => each <= Math.max(0.02, (wire[at] ?? 0) * 0.1)).length;
    const worst = Math.max(...off);
    const saw = wire.length === QUESTIONS;
    return {
      work,
      ours: `median ${median(shown).toFixed(4)} ms, ${within} of ${QUESTIONS} within, worst ${(worst * 1000).toFixed(1)} µs off`,
      peers: saw
        ? `tcpdump: median ${median(wire).toFixed(4)} ms`
        : `tcpdump: it saw ${wire.length} of ${QUESTIONS}, so nothing is held against it`,
      bar,
      holds: shown.length < QUESTIONS ? false : saw ? within === QUESTIONS : null,
    };
  } finally {
    rmSync(folder, { recursive: true });
    lab.close();
  }
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const closed = new Promise((resolve) => child.once('close', resolve));
  child.kill('SIGINT');
  await closed;
}

/** Milliseconds from each request of ours to the next reply, in a pcap of nanoseconds written on this machine. */
function tripsOf(pcap: Buffer): readonly number[] {
  const trips: number[] = [];
  let asked: number | undefined;
  for (let at = 24; at + 16 <= pcap.length; ) {
    const stamp = pcap.readUInt32LE(at) * 1000 + pcap.readUInt32LE(at + 4) / 1e6;
    const length = pcap.readUInt32LE(at + 8);
    const frame = pcap.subarray(at + 16, at + 16 + length);
    at += 16 + length;
    const op = frame.readUInt16BE(20);
    if (op === 1 && readMac(frame, 6) === OURS) asked = stamp;
    else if (op === 2 && asked !== undefined) {
      trips.push(stamp - asked);
      asked = undefined;
    }
  }
  return trips;
}

/** The MAC of the asking end of `openPair`. */
const OURS = 0x020000000001;
