import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Lab, type LabHost, openLab } from '../test/live/lab.ts';
import type { ManyTimes } from '../test/vm/guest/many-vlans.ts';
import { runGuest, whyNoVm } from '../test/vm/vm.ts';
import { failure, Peer } from './peer.ts';
import { type Bench, type BenchRow, median, seconds } from './row.ts';
import { CLI, type Done, runIn } from './run.ts';

const NETWORKS = 25;
const MACHINES = 125;
const RUNS = 3;
const BAR = 5000;

/** A router of 25 networks with 125 machines each: declared in one file, applied, verified and undone as whole processes. */
export const benchMend: readonly Bench[] = [onVlans, onInterfaces];

/** The real thing, in a kernel that has 8021q whatever this one has. */
async function onVlans(): Promise<BenchRow[]> {
  if (whyNoVm !== false)
    return [
      { work: `apply: ${NETWORKS} VLANs`, ours: `not seen: ${whyNoVm}`, peers: '-', bar: '-', holds: null },
    ];
  const seen = await runGuest<ManyTimes>('test/vm/guest/many-vlans.ts', {
    arguments: [CLI, String(RUNS)],
    timeout: 300,
  });
  const { kernel, changes, spans, ipFailed } = seen;
  const what = `${NETWORKS} VLANs with ${MACHINES} machines each, in user-mode Linux ${kernel}`;
  const told =
    ipFailed === null ? seconds(median(spans.ip)) : `${ipFailed.split('\n')[0]}, so it is not compared with`;
  const beside = `ip -batch, without sysctls, plan, checks and undo: ${told}`;
  return [
    rowOf(`plan: ${what}`, inGuest(spans.plan)),
    rowOf(`apply: ${changes} changes, ${what}`, inGuest(spans.apply), beside),
    rowOf('verify: the same, nothing differs', inGuest(spans.verify)),
    rowOf('undo: all of it, compared with what was', inGuest(spans.undo)),
  ];
}

/** In a guest nobody sees how long it stood still for others, which only ever makes a run longer: where the least holds alone, nothing is judged. */
function inGuest(spans: readonly number[]): Spans {
  const measure = median(spans);
  return { measure, spans, unjudged: measure > BAR && Math.min(...spans) <= BAR };
}

async function onInterfaces(): Promise<BenchRow[]> {
  const lab = openLab();
  const folder = mkdtempSync(join(tmpdir(), 'arpist-bench-'));
  try {
    const { host, text, what } = router(lab);
    const file = join(folder, 'router.toml');
    writeFileSync(file, text);
    const spans: Record<'apply' | 'verify' | 'undo', number[]> = {
      apply: [],
      verify: [],
      undo: [],
    };
    const arpist = async (...words: readonly string[]): Promise<Done> =>
      await mustRun(host, ['env', `ARPIST_STATE=${folder}`, 'node', CLI, ...words]);
    const batch = join(folder, 'batch');
    const dry = await arpist('apply', file, '--dry-run');
    writeFileSync(batch, batchOf(dry.stdout));
    let changes = '';
    const ip = new Peer('ip -batch, without plan, checks and undo');
    for (let run = 0; run < RUNS; run++) {
      const applied = await arpist('apply', file);
      changes = /([\d,]+) changes made/.exec(applied.stderr)?.[1] ?? '?';
      spans.apply.push(applied.unhindered);
      spans.verify.push((await arpist('verify', file)).unhindered);
      spans.undo.push((await arpist('undo')).unhindered);
      await ip.turn(async () => {
        const done = await runIn(host.namespace, 'ip', ['-batch', batch]);
        return { milliseconds: done.milliseconds, wrong: failure(done) };
      });
      host.ip(...NAMES.map((name) => `address flush dev ${name}`));
      for (const name of NAMES) host.run('ip', 'route', 'flush', 'dev', name);
    }
    return [
      rowOf(`apply: ${changes} changes, ${what}`, medianOf(spans.apply), ip.told()),
      rowOf('verify: the same, nothing differs', medianOf(spans.verify)),
      rowOf('undo: all of it, compared with what was', medianOf(spans.undo)),
    ];
  } finally {
    rmSync(folder, { recursive: true });
    lab.close();
  }
}

interface Spans {
  readonly measure: number;
  readonly spans: readonly number[];
  readonly unjudged?: boolean;
}

function rowOf(work: string, { measure, spans, unjudged = false }: Spans, peers = '-'): BenchRow {
  return {
    work,
    ours: `${seconds(measure)} (${spans.map((span) => (span / 1000).toFixed(1)).join(', ')})`,
    peers,
    bar: `≤ ${seconds(BAR)} (median)`,
    holds: unjudged ? null : measure <= BAR,
  };
}

function medianOf(spans: readonly number[]): Spans {
  return { measure: median(spans), spans };
}

const NAMES = Array.from({ length: NETWORKS }, (_, at) => `net${at}`);

/** Interfaces in the place of the VLANs. */
function router(lab: Lab): { readonly host: LabHost; readonly text: string; readonly what: string } {
  const host = lab.host('router', {
    nics: [
      { name: 'wan', addresses: ['203.0.113.1/24'] },
      ...NAMES.map((name, at) => ({ name, segment: `s${at % 2}` })),
    ],
  });
  const sections = NAMES.flatMap((name, at) => [
    `[[address]]\naddress = "10.${at}.0.1/24"\ninterface = "${name}"`,
    ...Array.from(
      { length: MACHINES },
      (_, machine) => `[[route]]\nto = "198.18.${at}.${machine}/32"\ninterface = "${name}"`,
    ),
  ]);
  return {
    host,
    text: `${sections.join('\n')}\n`,
    what: `${NETWORKS} networks with ${MACHINES} machines each`,
  };
}

function batchOf(commands: string): string {
  return commands
    .split('\n')
    .filter((line) => line.startsWith('ip '))
    .map((line) => `${line.slice(3)}\n`)
    .join('');
}

async function mustRun({ namespace }: LabHost, words: readonly string[]): Promise<Done> {
  const [program = '', ...rest] = words;
  const done = await runIn(namespace, program, rest);
  if (done.code !== 0) throw new Error(`${words.join(' ')} ended with ${done.code}: ${done.stderr}`);
  return done;
}
