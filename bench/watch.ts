import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeArpFrame } from '../src/wire/arp-frame.ts';
import { openPcapWriter } from '../src/wire/pcap-writer.ts';
import { Peer, type Work } from './peer.ts';
import { type Bench, type BenchRow, median, seconds } from './row.ts';
import { CLI, runHere } from './run.ts';

const FRAMES = 1_000_000;
const STATIONS = 20_000;
const CROWD = 1_000_000;
const RUNS = 3;

export const benchWatch: readonly Bench[] = [replayed, crowd];

/** A capture watched by all detectors: whole processes, from their start to their end. */
async function replayed(): Promise<BenchRow[]> {
  const folder = mkdtempSync(join(tmpdir(), 'arpist-bench-'));
  try {
    const capture = join(folder, 'office.pcap');
    writeOffice(capture, { frames: FRAMES, stations: STATIONS });
    const peer = new Peer('arpwatch -r', 'arpwatch');
    const ours: number[] = [];
    const factors: number[] = [];
    for (let run = 0; run < RUNS; run++) {
      const one = await watched(capture);
      ours.push(one.milliseconds);
      await peer.turn(async () => arpwatch(capture));
      const theirs = peer.spans.at(-1);
      if (theirs !== undefined) factors.push(theirs / one.milliseconds);
    }
    const rate = FRAMES / (median(ours) / 1000);
    return [
      {
        work: '`watch --read` of 1,000,000 ARP frames of 20,000 stations, all detectors, whole process',
        ours: `${seconds(median(ours))}, ${(rate / 1e6).toFixed(2)} million frames/s`,
        peers: `${peer.told()}${peer.did ? `, ${median(factors).toFixed(1)} × as long` : ''}`,
        bar: '≥ 700,000 frames/s, and arpwatch takes ≥ 5 × as long',
        holds: rate < 700_000 ? false : peer.did ? median(factors) >= 5 : null,
      },
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Memory grows with the stations, and no faster. */
async function crowd(): Promise<BenchRow[]> {
  const folder = mkdtempSync(join(tmpdir(), 'arpist-bench-'));
  try {
    const [whole, half] = [join(folder, 'whole.pcap'), join(folder, 'half.pcap')];
    writeOffice(whole, { frames: 2 * CROWD, stations: CROWD });
    writeOffice(half, { frames: CROWD, stations: CROWD / 2 });
    const small = await watched(half);
    const large = await watched(whole);
    const [megabytes, before] = [large.kilobytes / 1024, small.kilobytes / 1024];
    return [
      {
        work: '`watch --read` of a capture with 1,000,000 stations, against half as many',
        ours: `${megabytes.toFixed(0)} MB, ${before.toFixed(0)} MB`,
        peers: '',
        bar: '≤ 600 MB, and no more than 2.2 × as much',
        holds: megabytes <= 600 && megabytes <= before * 2.2,
      },
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Questions to all and their answers, among that many stations; each asks once before any asks again. */
function writeOffice(
  path: string,
  { frames, stations }: { readonly frames: number; readonly stations: number },
): void {
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
    const turn = at >> 1;
    const asker = (turn * 7919) % stations;
    const owner = (asker * 31 + turn + 1) % stations;
    const isReply = at % 2 === 1;
    const [from, to] = isReply ? [owner, asker] : [asker, owner];
    writeArpFrame(bytes, 0, {
      dst: isReply ? 0x001b21000000 + to : 0xffffffffffff,
      src: 0x001b21000000 + from,
      op: isReply ? 2 : 1,
      sha: 0x001b21000000 + from,
      spa: 0x0a000001 + from,
      tha: isReply ? 0x001b21000000 + to : 0,
      tpa: 0x0a000001 + to,
    });
    write({ bytes, seconds: 1_700_000_000 + Math.floor(at / 5000), nanoseconds: (at % 5000) * 200_000 });
  }
  writeSync(file, buffer, 0, filled);
  closeSync(file);
}

/** Our own process tells at its end what it took at most; nothing outside of it can see that afterwards. */
const PRELOAD = `data:text/javascript,${encodeURIComponent(
  `import { readFileSync } from 'node:fs';
   const peak = () => /VmHWM:\\s+(\\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))[1];
   process.on('exit', () => process.stderr.write('peak ' + peak() + '\\n'));`,
)}`;

interface Watched {
  /** Without its time in the queue for a processor. */
  readonly milliseconds: number;
  readonly kilobytes: number;
}

async function watched(path: string): Promise<Watched> {
  const words = ['watch', '--read', path, '--json', '--learn', '1d'];
  const done = await runHere('node', ['--import', PRELOAD, CLI, ...words]);
  const peak = /peak (\d+)/.exec(done.stderr)?.[1];
  const summary = JSON.parse(done.stdout.trim().split('\n').at(-1) ?? '{}') as { frames?: number };
  if (done.code !== 0 || peak === undefined || summary.frames === undefined)
    throw new Error(`arpist watch ended with ${done.code}: ${done.stderr}`);
  return { milliseconds: done.unhindered, kilobytes: Number(peak) };
}

/** In namespaces of its own, with a new arp.dat and without mail. */
async function arpwatch(path: string): Promise<Work> {
  const script =
    'mount -t tmpfs t /var/lib && mkdir -p /var/lib/arpwatch && cd /var/lib/arpwatch && : > arp.dat && exec arpwatch -d -N -f arp.dat -r "$1"';
  const done = await runHere('unshare', ['-mn', 'sh', '-c', script, 'x', path]);
  const known = done.stdout.split('new station').length - 1;
  const wrong =
    done.code === 0 && known > 0 ? undefined : `it ended with ${done.code} and told ${known} stations`;
  return { milliseconds: done.unhindered, wrong, found: `${known} stations` };
}
