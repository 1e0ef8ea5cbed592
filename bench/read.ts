import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeArpFrame } from '../src/wire/arp-frame.ts';
import { openPcapWriter } from '../src/wire/pcap-writer.ts';
import { failure, Peer, type Work } from './peer.ts';
import { type Bench, type BenchRow, median, seconds } from './row.ts';
import { CLI, runHere } from './run.ts';

const FRAMES = 1_000_000;
const HOSTS = 4096;
const RUNS = 3;

/** The fields of a summary, as tshark gives them to the script that would have to make it. */
const TSHARK = [
  ...'-n -T fields -e frame.time_epoch -e arp.opcode -e arp.src.hw_mac'.split(' '),
  ...'-e arp.src.proto_ipv4 -e arp.dst.hw_mac -e arp.dst.proto_ipv4'.split(' '),
];

function holds(rate: number, tshark?: { readonly factor: number; readonly cost: number }): boolean | null {
  if (rate < 800_000) return false;
  if (tshark === undefined) return null;
  if (tshark.cost < 15) return false;
  return tshark.factor >= 20 ? true : null;
}

export const benchRead: readonly Bench[] = [largeCapture];

/** The summary of a large capture: whole processes, from their start to their end. */
async function largeCapture(): Promise<BenchRow[]> {
  const folder = mkdtempSync(join(tmpdir(), 'arpist-bench-'));
  try {
    const large = join(folder, 'large.pcap');
    writeCapture(large, FRAMES);
    const small = join(folder, 'small.pcap');
    writeCapture(small, FRAMES / 10);
    const base = (await summary(small)).kilobytes;
    const ours: Summary[] = [];
    const peer = new Peer('tshark -T fields', 'tshark');
    const factors: number[] = [];
    const byProcessor: number[] = [];
    for (let run = 0; run < RUNS; run++) {
      const [one, two] = [await summary(large), await summary(large)];
      ours.push(one, two);
      let processor = 0;
      await peer.turn(async () => {
        const work = await fieldsByTshark(large, join(folder, 'fields'));
        ({ processor } = work);
        return work;
      });
      factors.push((2 * (peer.spans.at(-1) ?? 0)) / (one.milliseconds + two.milliseconds));
      byProcessor.push((2 * processor) / (one.processor + two.processor));
    }
    const wall = median(ours.map(({ milliseconds }) => milliseconds));
    const peak = Math.max(...ours.map(({ kilobytes }) => kilobytes));
    const rate = FRAMES / (wall / 1000);
    const factor = median(factors);
    const cost = median(byProcessor);
    return [
      {
        work: '`read --summary` of a 1,000,000-frame pcap, whole process',
        ours: `${seconds(wall)}, ${(rate / 1e6).toFixed(2)} million frames/s`,
        peers: `${peer.told()}${peer.did ? `, ${factor.toFixed(1)} × as long, ${cost.toFixed(1)} × as much of processor` : ''}`,
        bar: '≥ 800,000 frames/s; tshark, giving the fields of a summary, takes ≥ 20 × as long (both without their time in the queue for a processor) and ≥ 15 × as much of processor; not judged where that holds alone: on a busy machine Node waits for its helping threads',
        holds: holds(rate, peer.did ? { factor, cost } : undefined),
      },
      {
        work: 'its memory, against a capture a tenth as large',
        ours: `${(peak / 1024).toFixed(0)} MB, ${(base / 1024).toFixed(0)} MB`,
        peers: '',
        bar: 'flat: at most 16 MB more',
        holds: peak - base <= 16 * 1024,
      },
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Requests and replies of 4096 hosts, 60 bytes each. */
function writeCapture(path: string, frames: number): void {
  const file = openSync(path, 'w');
  const buffer = new Uint8Array(1 << 20);
  let filled = 0;
  const write = openPcapWriter((bytes) => {
    if (filled + bytes.length > buffer.length) {
      writeSync(file, buffer, 0, filled);
      filled = 0;
    }
    buffer.set(bytes, filled);
    filled += bytes.length;
  });
  const bytes = new Uint8Array(60);
  for (let at = 0; at < frames; at++) {
    const host = at % HOSTS;
    const mac = 0x020000000000 + host;
    const other = (host * 7 + 1) % HOSTS;
    const isReply = at % 2 === 1;
    writeArpFrame(bytes, 0, {
      dst: isReply ? 0x020000000000 + other : 0xffffffffffff,
      src: mac,
      op: isReply ? 2 : 1,
      sha: mac,
      spa: 0x0a000001 + host,
      tha: isReply ? 0x020000000000 + other : 0,
      tpa: 0x0a000001 + other,
    });
    write({
      bytes,
      seconds: 1_700_000_000 + Math.floor(at / 5000),
      nanoseconds: (at % 5000) * 200_000,
    });
  }
  writeSync(file, buffer, 0, filled);
  closeSync(file);
}

/**
 * Our own process tells at its end what it took at most; nothing outside of it can see that afterwards. Not by its resource
 * usage, which begins with what the process that started it had taken.
 */
const PRELOAD = `data:text/javascript,${encodeURIComponent(
  `import { readFileSync } from 'node:fs';
   const peak = () => /VmHWM:\\s+(\\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))[1];
   process.on('exit', () => process.stderr.write('peak ' + peak() + '\\n'));`,
)}`;

interface Summary {
  /** Without its time in the queue for a processor. */
  readonly milliseconds: number;
  /** Of all its threads. */
  readonly processor: number;
  readonly kilobytes: number;
}

async function summary(path: string): Promise<Summary> {
  const done = await runHere('node', ['--import', PRELOAD, CLI, 'read', '--summary', path]);
  const stations = done.stdout.split('\n').length - 1;
  if (done.code !== 0 || stations !== HOSTS)
    throw new Error(`arpist read: ${done.code}, ${stations} stations\n${done.stderr}`);
  const kilobytes = Number(/peak (\d+)/.exec(done.stderr)?.[1]);
  return { milliseconds: done.unhindered, processor: done.processor, kilobytes };
}

/** Its work is done when there is a line for each frame. */
async function fieldsByTshark(path: string, into: string): Promise<Work & { readonly processor: number }> {
  const file = openSync(into, 'w');
  try {
    const done = await runHere('tshark', ['-r', path, ...TSHARK], file);
    const lines = done.code === 0 ? linesIn(into) : 0;
    const wrong = failure(done) ?? (lines === FRAMES ? undefined : `it gave ${lines} of ${FRAMES} frames`);
    return { milliseconds: done.unhindered, processor: done.processor, wrong };
  } finally {
    closeSync(file);
  }
}

function linesIn(path: string): number {
  const bytes = readFileSync(path);
  let lines = 0;
  for (let at = bytes.indexOf(10); at >= 0; at = bytes.indexOf(10, at + 1)) lines++;
  return lines;
}
