import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type Lab, type LabHost, openLab } from '../test/live/lab.ts';
import type { BenchRow } from './row.ts';
import { runIn } from './run.ts';

const RATE = 150_000;
const SECONDS = 3;
/** The median of so many counts: one busy moment of the machine is no measure. */
const RUNS = 3;
const PACE = 10_000;
const ADDRESSES = 60_000;
const FEW = 16;

interface Flooded {
  readonly sent: number;
  readonly answers: number;
  readonly answeredIn: number;
}

interface Paced {
  readonly sent: number;
  readonly answers: number;
  readonly median: number;
  readonly p99: number;
}

interface Measured {
  readonly flooded: Flooded;
  /** From its first question on. */
  readonly cold: Paced;
  readonly paced: Paced;
  /** Microseconds of processor time for each answer of the flood; null for the kernel. */
  readonly cost: number | null;
}

/** A program is at the mercy of the scheduler: on a busy machine the least one is the measure. */
const OVER_C = 1.5;

/** Ours, a C program, the kernel's and the two daemons, one after the other on the same cable. */
export async function benchProxy(): Promise<BenchRow[]> {
  const ours = await measured(ADDRESSES, async (router) => {
    const words = ['proxy', '10.9.0.0/16', '-I', 'eth1', '--limit', 'none', '--rate', '50k', '--json'];
    const child = spawnIn(router, process.execPath, [here('../src/cli/main.ts'), ...words]);
    await new Promise<void>((resolve) => {
      child.stdout?.setEncoding('utf8').on('data', (text: string) => {
        if (text.includes('"event":"ready"')) resolve();
      });
    });
    return child;
  });
  const c = await leastProgram();
  const kernel = await measured(ADDRESSES, (router) => {
    router.run('sysctl', '-qw', 'net.ipv4.conf.eth1.proxy_arp=1', 'net.ipv4.neigh.eth1.proxy_delay=0');
    return Promise.resolve(undefined);
  });
  const parprouted = await peer('parprouted', ['-d', 'eth1', 'eth2']);
  const farpd = await peer('farpd', ['-d', '-i', 'eth1', '10.9.0.0/16']);
  const peers: readonly (readonly [string, Measured | string])[] = [
    ['C', c],
    ['kernel', kernel],
    ['parprouted', parprouted],
    ['farpd', farpd],
  ];
  const { flooded, cold, paced, cost } = ours;
  const perSecond = rateOf(flooded);
  return [
    {
      work: `proxy: requests answered, ${RATE / 1000}k/s asked for ${SECONDS} s`,
      ours: `${thousands(perSecond)}, ${flooded.answers} of ${flooded.sent}${cost === null ? '' : `, ${cost.toFixed(1)} µs of processor each`}`,
      peers: peers
        .map(([name, one]) =>
          typeof one === 'string'
            ? `${name}: ${one}`
            : `${name}: ${thousands(rateOf(one.flooded))}, ${one.flooded.answers} of ${one.flooded.sent}`,
        )
        .join('; '),
      bar: 'at least 100,000/s',
      holds: perSecond >= 100_000,
    },
    coldRow(cold, peers),
    pacedRow(paced, peers),
  ];
}

/** Node compiles what is hot in these seconds, on threads that take the processor from asker and responder alike. */
function coldRow(ours: Paced, peers: readonly (readonly [string, Measured | string])[]): BenchRow {
  return {
    work: `proxy: time to the answer at ${PACE / 1000}k/s, in its first ${SECONDS} seconds`,
    ours: pacedText(ours),
    peers: besides(peers, ({ cold }) => cold),
    bar: 'none unanswered; its time is told beside that of the others',
    holds: ours.answers === ours.sent,
  };
}

function pacedRow(ours: Paced, peers: readonly (readonly [string, Measured | string])[]): BenchRow {
  const c = peers.find(([name]) => name === 'C')?.[1];
  const least = c === undefined || typeof c === 'string' ? 0 : c.paced.p99;
  return {
    work: `proxy: time to the answer at ${PACE / 1000}k/s, after that, median of ${RUNS}`,
    ours: pacedText(ours),
    peers: besides(peers, ({ paced }) => paced),
    bar: `p99 at most 1 ms, or ${OVER_C} times that of C in this run; none unanswered`,
    holds: ours.p99 <= Math.max(1, OVER_C * least) && ours.answers === ours.sent,
  };
}

function besides(
  peers: readonly (readonly [string, Measured | string])[],
  of: (one: Measured) => Paced,
): string {
  return peers
    .map(([name, one]) => `${name}: ${typeof one === 'string' ? one : pacedText(of(one))}`)
    .join('; ');
}

/** bench/responder.c: it judges nothing, and answers by one call each. */
async function leastProgram(): Promise<Measured | string> {
  const folder = here('../build');
  mkdirSync(folder, { recursive: true });
  const program = `${folder}/responder`;
  const made = spawnSync('cc', ['-O2', '-Wall', '-o', program, here('./responder.c')], { stdio: 'inherit' });
  if (made.status !== 0) return 'no C compiler';
  return await measured(ADDRESSES, async (router) => {
    const child = spawnIn(router, program, ['eth1']);
    await pause(300);
    return child;
  });
}

/** The daemons answer for hosts they know, or after asking in vain: few addresses, asked again and again. */
async function peer(program: string, words: readonly string[]): Promise<Measured | string> {
  if (spawnSync('which', [program]).status !== 0) return 'not installed';
  return await measured(FEW, async (router, asker) => {
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

async function measured(
  addresses: number,
  start: (router: LabHost, asker: LabHost) => Promise<ChildProcess | undefined>,
): Promise<Measured> {
  const { lab, router, asker } = place();
  let child: ChildProcess | undefined;
  try {
    child = await start(router, asker);
    const ask = async <T>(mode: string, rate: number): Promise<T> => {
      const words = [here('./asker.ts'), mode, 'eth0', String(rate), String(SECONDS), String(addresses)];
      const done = await runIn(asker.namespace, process.execPath, words);
      if (done.code !== 0) throw new Error(`asker: ${done.stderr}`);
      return JSON.parse(done.stdout) as T;
    };
    // `ip netns exec` becomes the program itself.
    const pid = child?.pid ?? 0;
    const cold = await ask<Paced>('pace', PACE);
    const again: Paced[] = [];
    for (let run = 0; run < RUNS; run++) again.push(await ask<Paced>('pace', PACE));
    const paced = again.toSorted((a, b) => a.p99 - b.p99)[RUNS >> 1]!;
    const before = processorMillis(pid);
    const flooded = await ask<Flooded>('flood', RATE);
    const spent = processorMillis(pid) - before;
    return {
      flooded,
      cold,
      paced,
      cost: pid === 0 || flooded.answers === 0 ? null : (spent * 1000) / flooded.answers,
    };
  } finally {
    if (child && child.exitCode === null) {
      const gone = new Promise((resolve) => child?.once('close', resolve));
      child.kill('SIGTERM');
      // farpd stays when it is busy.
      const patience = setTimeout(() => child?.kill('SIGKILL'), 2000);
      await gone;
      clearTimeout(patience);
    }
    lab.close();
  }
}

function place(): { readonly lab: Lab; readonly router: LabHost; readonly asker: LabHost } {
  const lab = openLab();
  const router = lab.host('router', { nics: [], sysctls: { 'net.ipv4.ip_forward': 1 } });
  const asker = lab.host('asker', { nics: [] });
  lab.cable(
    { host: router, nic: { name: 'eth1', addresses: ['10.77.0.254/16'] } },
    { host: asker, nic: { name: 'eth0', addresses: ['10.77.0.1/16'] } },
  );
  const behind = lab.host('behind', { nics: [] });
  const own = Array.from({ length: FEW }, (_, at) => `10.9.0.${16 + at}/16`);
  lab.cable(
    { host: router, nic: { name: 'eth2', addresses: ['10.9.0.1/16'] } },
    { host: behind, nic: { name: 'eth0', addresses: own } },
  );
  return { lab, router, asker };
}

function spawnIn(host: LabHost, program: string, words: readonly string[]): ChildProcess {
  return spawn('ip', ['netns', 'exec', host.namespace, program, ...words], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
}

/** utime and stime of proc(5), at 100 a second. */
function processorMillis(pid: number): number {
  if (pid === 0) return 0;
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /, '')
    .split(' ');
  return (Number(fields[11]) + Number(fields[12])) * 10;
}

function rateOf({ answers, answeredIn }: Flooded): number {
  return (answers * 1000) / answeredIn;
}

function thousands(perSecond: number): string {
  return `${(perSecond / 1000).toFixed(1)} k/s`;
}

function pacedText({ sent, answers, median, p99 }: Paced): string {
  // An answer that late cannot be told from one to a later question for the same address.
  if (answers * 2 < sent) return `${answers} of ${sent}, too few to be timed`;
  return `median ${median.toFixed(3)} ms, p99 ${p99.toFixed(3)} ms, ${answers} of ${sent}`;
}

async function pause(milliseconds: number): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, milliseconds));
}

function here(path: string): string {
  return fileURLToPath(new URL(path, import.meta.url));
}
