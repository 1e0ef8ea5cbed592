import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { type BenchRow, median } from './row.ts';

const RUNS = 11;
const CLI = fileURLToPath(new URL('../dist/bin/arpist.js', import.meta.url));

function wall(node: string, args: readonly string[]): number {
  const before = process.hrtime.bigint();
  const done = spawnSync(node, args, { stdio: 'ignore' });
  if (done.status !== 0) throw new Error(`${node} ${args.join(' ')} ended with ${done.status}`);
  return Number(process.hrtime.bigint() - before) / 1e6;
}

/** The built CLI on the machine's own Node, run in turns with the bare runtime. */
export async function benchStart(): Promise<BenchRow[]> {
  const node = 'node';
  const bare: number[] = [];
  const help: number[] = [];
  for (let run = 0; run < RUNS; run++) {
    bare.push(wall(node, ['-e', '0']));
    help.push(wall(node, [CLI, '--help']));
  }
  const more = median(help) - median(bare);
  return [
    {
      work: '`arpist --help`',
      ours: `${median(help).toFixed(0)} ms`,
      peers: `node -e 0: ${median(bare).toFixed(0)} ms`,
      bar: 'at most 100 ms more',
      holds: more <= 100,
    },
  ];
}
