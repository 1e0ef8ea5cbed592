import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import {
  Answerer,
  FEW,
  here,
  type Measured,
  PACE,
  type Paced,
  pause,
  RATE,
  SECONDS,
  spawnIn,
} from './answerer.ts';
import { isInstalled } from './peer.ts';
import type { Bench, BenchRow } from './row.ts';
import { runIn } from './run.ts';

/** The median of so many counts: one busy moment of the machine is no measure. */
const RUNS = 3;
const ADDRESSES = 60_000;

/** A program is at the mercy of the scheduler: on a busy machine the least one is the measure. */
const OVER_C = 1.5;

export const benchProxy: readonly Bench[] = [besideOthers];

/** Ours, a C program, the kernel's and the two daemons, each at its own cable, in turns. */
async function besideOthers(): Promise<BenchRow[]> {
  const starts: readonly (readonly [string, () => Promise<Answerer | string>])[] = [
    ['arpist', startOurs],
    ['C', startLeast],
    ['kernel', startKernel],
    ['parprouted', () => startDaemon('parprouted', ['-d', 'eth1', 'eth2'])],
    ['farpd', () => startDaemon('farpd', ['-d', '-i', 'eth1', '10.9.0.0/16'])],
  ];
  const answerers: (readonly [string, Answerer | string])[] = [];
  try {
    for (const [name, start] of starts) answerers.push([name, await start()]);
    const there = answerers.map(([, one]) => one).filter((one) => typeof one !== 'string');
    for (const one of there) await one.pace();
    for (let run = 0; run < RUNS; run++) for (const one of there) await one.pace();
    for (let run = 0; run < RUNS; run++) for (const one of there) await one.flood();
    const measured = answerers.map(
      ([name, one]) => [name, typeof one === 'string' ? one : one.measured()] as const,
    );
    const [[, ours] = ['', ''], ...peers] = measured;
    if (typeof ours === 'string' || ours === undefined) throw new Error(`arpist proxy: ${ours}`);
    return [floodRow(ours, peers), coldRow(ours.cold, peers), pacedRow(ours.paced, peers)];
  } finally {
    for (const [, one] of answerers) if (typeof one !== 'string') await one.close();
  }
}

type Peers = readonly (readonly [string, Measured | string])[];

function floodRow({ flooded, cost, perSecond }: Measured, peers: Peers): BenchRow {
  return {
    work: `proxy: requests answered, ${RATE / 1000}k/s asked for ${SECONDS} s, median of ${RUNS}`,
    ours: `${thousands(perSecond)}, ${flooded.answers} of ${flooded.sent}${cost === null ? '' : `, ${cost.toFixed(1)} µs of processor each`}`,
    peers: peers
      .map(([name, one]) =>
        typeof one === 'string'
          ? `${name}: ${one}`
          : `${name}: ${thousands(one.perSecond)}, ${one.flooded.answers} of ${one.flooded.sent}`,
      )
      .join('; '),
    bar: 'at least 100,000/s (without its time in the queue for a processor)',
    holds: perSecond >= 100_000,
  };
}

/** Node compiles what is hot in these seconds, on threads that take the processor from asker and responder alike. */
function coldRow(ours: Paced, peers: Peers): BenchRow {
  return {
    work: `proxy: time to the answer at ${PACE / 1000}k/s, in its first ${SECONDS} seconds`,
    ours: pacedText(ours),
    peers: besides(peers, ({ cold }) => cold),
    bar: 'none unanswered; its time is told beside that of the others',
    holds: ours.answers === ours.sent,
  };
}

function pacedRow(ours: Paced, peers: Peers): BenchRow {
  const c = peers.find(([name]) => name === 'C')?.[1];
  // One that left questions out was not the faster for it.
  const usable = c !== undefined && typeof c !== 'string' && c.paced.answers === c.paced.sent;
  const least = usable ? c.paced.p99 : 0;
  return {
    work: `proxy: time to the answer at ${PACE / 1000}k/s, after that, median of ${RUNS}`,
    ours: pacedText(ours),
    peers: besides(peers, ({ paced }) => paced),
    bar: `p99 at most 1 ms, or ${OVER_C} times that of C in its turns; none unanswered; not judged where C itself takes more than 1 ms`,
    holds:
      ours.answers < ours.sent
        ? false
        : ours.p99 <= Math.max(1, OVER_C * least) || (least > 1 ? null : false),
  };
}

function besides(peers: Peers, of: (one: Measured) => Paced): string {
  return peers
    .map(([name, one]) => `${name}: ${typeof one === 'string' ? one : pacedText(of(one))}`)
    .join('; ');
}

async function startOurs(): Promise<Answerer | string> {
  return await Answerer.start(ADDRESSES, async (router) => {
    const words = ['proxy', '10.9.0.0/16', '-I', 'eth1', '--limit', 'none', '--rate', '50k', '--json'];
    const child = spawnIn(router, process.execPath, [here('../src/cli/main.ts'), ...words]);
    await new Promise<void>((resolve, reject) => {
      child.once('close', (code) => reject(new Error(`arpist proxy ended with ${code}`)));
      child.stdout?.setEncoding('utf8').on('data', (text: string) => {
        if (text.includes('"event":"ready"')) resolve();
      });
    });
    return child;
  });
}

/** bench/responder.c: it judges nothing, and answers by one call each. */
async function startLeast(): Promise<Answerer | string> {
  const folder = here('../build');
  mkdirSync(folder, { recursive: true });
  const program = `${folder}/responder`;
  if (!isInstalled('cc')) return 'no C compiler';
  const made = spawnSync('cc', ['-O2', '-Wall', '-o', program, here('./responder.c')], { stdio: 'inherit' });
  if (made.status !== 0) return 'it could not be compiled';
  return await Answerer.start(ADDRESSES, async (router) => {
    const child = spawnIn(router, program, ['eth1']);
    await pause(300);
    return child;
  });
}

async function startKernel(): Promise<Answerer | string> {
  return await Answerer.start(ADDRESSES, (router) => {
    router.run('sysctl', '-qw', 'net.ipv4.conf.eth1.proxy_arp=1', 'net.ipv4.neigh.eth1.proxy_delay=0');
    return Promise.resolve(undefined);
  });
}

/** The daemons answer for hosts they know, or after asking in vain: few addresses, asked again and again. */
async function startDaemon(program: string, words: readonly string[]): Promise<Answerer | string> {
  if (!isInstalled(program)) return 'not installed';
  return await Answerer.start(FEW, async (router, asker) => {
    const child = spawnIn(router, program, words);
    child.stdout?.resume();
    await pause(1500);
    // Their tables fill by being asked.
    for (let round = 0; round < 4; round++) {
      await runIn(asker.namespace, process.execPath, [
        here('./asker.ts'),
        'flood',
        'eth0',
        '16',
        '1',
        String(FEW),
      ]);
      await pause(500);
    }
    return child;
  });
}

function thousands(perSecond: number): string {
  return `${(perSecond / 1000).toFixed(1)} k/s`;
}

function pacedText({ sent, answers, median, p99 }: Paced): string {
  // An answer that late cannot be told from one to a later question for the same address.
  if (answers * 2 < sent) return `${answers} of ${sent}, too few to be timed`;
  return `median ${median.toFixed(3)} ms, p99 ${p99.toFixed(3)} ms, ${answers} of ${sent}`;
}
