import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { formatMac } from '../src/base/mac.ts';
import type { LabHost } from '../test/live/lab.ts';
import { openPair, spreadAddresses } from './labs.ts';
import { failure, Peer } from './peer.ts';
import { allowedOverNode, type Bench, type BenchRow, median, overNodeText } from './row.ts';
import { CLI, type Done, runIn } from './run.ts';

const ENTRIES = 10_000;
const RUNS = 7;

export const benchTable: readonly Bench[] = [wholeTable];

/** The whole process with ten thousand entries, in turns with the bare runtime and the tools of iproute2. */
async function wholeTable(): Promise<BenchRow[]> {
  const { lab, scanner } = openPair([]);
  const folder = mkdtempSync(join(tmpdir(), 'arpist-bench-'));
  try {
    const place: Place = { host: scanner, folder, pairs: pairs() };
    writeFileSync(join(folder, 'ethers'), place.pairs.map(({ ip, mac }) => `${mac} ${ip}\n`).join(''));
    for (const state of ['permanent', 'stale'] as const)
      writeFileSync(join(folder, state), place.pairs.map((pair) => batchLine(pair, state)).join(''));
    return [await listed(place), await loaded(place), await flushed(place)];
  } finally {
    rmSync(folder, { recursive: true });
    lab.close();
  }
}

interface Pair {
  readonly ip: string;
  readonly mac: string;
}

interface Place {
  readonly host: LabHost;
  readonly folder: string;
  readonly pairs: readonly Pair[];
}

function pairs(): readonly Pair[] {
  return spreadAddresses(ENTRIES, 5).map((ip, at) => ({ ip, mac: formatMac(0xb827eb000000 + at) }));
}

function batchLine({ ip, mac }: Pair, state: string): string {
  return `neigh replace ${ip} lladdr ${mac} dev eth0 nud ${state}\n`;
}

/** A program in the namespace that must do its work; the journal stays in our folder. */
async function timed({ host, folder }: Place, words: readonly string[]): Promise<Done> {
  const done = await runIn(host.namespace, 'env', [`ARPIST_STATE=${folder}`, ...words]);
  if (done.code !== 0) throw new Error(`${words.join(' ')} ended with ${done.code}: ${done.stderr}`);
  return done;
}

const BARE = ['node', '-e', '0'];
const table = (...words: readonly string[]): readonly string[] => ['node', CLI, 'table', ...words];

/** Runs in turns: the bare runtime, ours, theirs; `before` puts the table as each needs it. */
async function inTurns(
  place: Place,
  work: {
    readonly ours: readonly string[];
    readonly theirs: readonly string[];
    readonly before: () => Promise<unknown>;
    /** Of ours and of theirs: the work is done. */
    readonly check: (done: Done) => Promise<boolean>;
    readonly peer: string;
  },
): Promise<Told> {
  const bare: number[] = [];
  const ours: number[] = [];
  const peer = new Peer(work.peer);
  let right = true;
  for (let run = 0; run < RUNS; run++) {
    bare.push((await timed(place, BARE)).unhindered);
    await work.before();
    const done = await timed(place, work.ours);
    ours.push(done.unhindered);
    right &&= await work.check(done);
    await work.before();
    await peer.turn(async () => {
      const [program = '', ...words] = work.theirs;
      const other = await runIn(place.host.namespace, program, words);
      const wrong = failure(other) ?? ((await work.check(other)) ? undefined : 'it left some of them');
      return { milliseconds: other.milliseconds, wrong };
    });
  }
  const more = median(ours.map((each, run) => each - bare[run]!));
  return { more, bare, right, peer };
}

interface Told {
  readonly more: number;
  readonly bare: readonly number[];
  readonly right: boolean;
  readonly peer: Peer;
}

async function left(place: Place): Promise<number> {
  const { stdout } = await timed(place, ['ip', '-j', 'neigh']);
  return (JSON.parse(stdout === '' ? '[]' : stdout) as unknown[]).length;
}

function rowOf(what: string, bar: number, told: Told): BenchRow {
  return {
    work: `table of ${ENTRIES.toLocaleString('en')} entries ${what}, whole process over node -e 0`,
    ours: `${told.more.toFixed(0)} ms over ${median(told.bare).toFixed(0)}${told.right ? '' : ', NOT all of them'}`,
    peers: told.peer.told((span) => `${span.toFixed(0)} ms`),
    bar: overNodeText(bar),
    holds: told.right && told.more <= allowedOverNode(bar, told.bare),
  };
}

async function listed(place: Place): Promise<BenchRow> {
  await timed(place, ['ip', '-batch', join(place.folder, 'permanent')]);
  const told = await inTurns(place, {
    ours: table('--json'),
    theirs: ['ip', '-j', 'neigh'],
    before: () => Promise.resolve(),
    peer: 'ip -j neigh',
    check: ({ stdout }) => Promise.resolve(stdout.split('"10.88.').length > ENTRIES),
  });
  return rowOf('listed', 150, told);
}

async function loaded(place: Place): Promise<BenchRow> {
  const told = await inTurns(place, {
    ours: table('load', join(place.folder, 'ethers')),
    theirs: ['ip', '-batch', join(place.folder, 'permanent')],
    before: () => timed(place, ['ip', 'neigh', 'flush', 'nud', 'permanent']),
    peer: 'ip -batch',
    check: async () => (await left(place)) === ENTRIES,
  });
  return rowOf('loaded', 400, told);
}

async function flushed(place: Place): Promise<BenchRow> {
  const told = await inTurns(place, {
    ours: table('flush', '--all'),
    theirs: ['ip', 'neigh', 'flush', 'all'],
    before: () => timed(place, ['ip', '-batch', join(place.folder, 'stale')]),
    peer: 'ip neigh flush all',
    check: async () => (await left(place)) === 0,
  });
  return rowOf('flushed', 200, told);
}
