import { execFileSync, spawnSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type Bench, type BenchRow, median } from './row.ts';

const RUNS = 11;
const MOST_MB = 125;
const MOST_MS = 100;
const FILE = fileURLToPath(new URL(`../build/single/arpist-linux-${process.arch}`, import.meta.url));

/** The program in one file: how large it is, and how much longer it takes to start than the runtime in it. */
export const benchSingle: readonly Bench[] = [single];

function wall(program: string, args: readonly string[]): number {
  const before = process.hrtime.bigint();
  const done = spawnSync(program, args, { stdio: 'ignore' });
  if (done.status !== 0) throw new Error(`${program} ${args.join(' ')} ended with ${done.status}`);
  return Number(process.hrtime.bigint() - before) / 1e6;
}

function single(): BenchRow[] {
  execFileSync(process.execPath, [fileURLToPath(new URL('../tools/pack/single.mjs', import.meta.url))], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const size = statSync(FILE).size / 1e6;
  const bare: number[] = [];
  const ours: number[] = [];
  for (let run = 0; run < RUNS; run++) {
    bare.push(wall(process.execPath, ['-e', '0']));
    ours.push(wall(FILE, ['version']));
  }
  const more = median(ours.map((each, run) => each - bare[run]!));
  return [
    {
      work: 'size of the single file',
      ours: `${size.toFixed(1)} MB`,
      peers: `its Node alone: ${(statSync(process.execPath).size / 1e6).toFixed(1)} MB`,
      bar: `at most ${MOST_MB} MB`,
      holds: size <= MOST_MB,
    },
    {
      work: '`arpist version` of the single file',
      ours: `${median(ours).toFixed(0)} ms, ${more.toFixed(0)} more than its Node`,
      peers: `node -e 0: ${median(bare).toFixed(0)} ms`,
      bar: `at most ${MOST_MS} ms more`,
      holds: more <= MOST_MS,
    },
  ];
}
