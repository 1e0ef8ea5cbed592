import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { type Bench, type BenchRow, median } from './row.ts';

const RUNS = 11;
const CLI = fileURLToPath(new URL('../dist/bin/arpist.js', import.meta.url));

function wall(node: string, args: readonly string[]): number {
  const before = process.hrtime.bigint();
  const done = spawnSync(node, args, { stdio: 'ignore' });
  if (done.status !== 0) throw new Error(`${node} ${args.join(' ')} ended with ${done.status}`);
  return Number(process.hrtime.bigint() - before) / 1e6;
}

/** The built CLI on the machine's own Node, run in turns with the bare runtime. */
export const benchStart: readonly Bench[] = [help];

function help(): BenchRow[] {
  const node = 'node';
  const bare: number[] = [];
  const ours: number[] = [];
  for (let run = 0; run < RUNS; run++) {
    bare.push(wall(node, ['-e', '0']));
    ours.push(wall(node, [CLI, '--help']));
  }
  // Neighbours in time are compared, so that other work on the machine weighs on both.
  const more = median(ours.map((each, run) => each - bare[run]!));
  return [
    {
      work: '`arpist --help`',
      ours: `${median(ours).toFixed(0)} ms, ${more.toFixed(0)} more than node`,
      peers: `node -e 0: ${median(bare).toFixed(0)} ms`,
      bar: 'at most 100 ms more',
      holds: more <= 100,
    },
  ];
}
