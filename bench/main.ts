import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { openLoad } from './load.ts';
import type { Bench, BenchRow } from './row.ts';

/** Each group in a file of its own, loaded when it is its turn; `npm run bench -- scan` runs one. */
const GROUPS: Readonly<Record<string, () => Promise<readonly Bench[]>>> = {
  start: async () => (await import('./start.ts')).benchStart,
  single: async () => (await import('./single.ts')).benchSingle,
  sending: async () => (await import('./packets.ts')).benchSending,
  receiving: async () => (await import('./packets.ts')).benchReceiving,
  scan: async () => (await import('./scan.ts')).benchScan,
  ping: async () => (await import('./ping.ts')).benchPing,
  memory: async () => (await import('./memory.ts')).benchMemory,
  read: async () => (await import('./read.ts')).benchRead,
  watch: async () => (await import('./watch.ts')).benchWatch,
  'watch-live': async () => (await import('./watch-live.ts')).benchWatchLive,
  table: async () => (await import('./table.ts')).benchTable,
  proxy: async () => (await import('./proxy.ts')).benchProxy,
  announce: async () => (await import('./announce.ts')).benchAnnounce,
  kernel: async () => (await import('./kernel.ts')).benchKernel,
  snapshot: async () => (await import('./snapshot.ts')).benchSnapshot,
  mend: async () => (await import('./mend.ts')).benchMend,
  doctor: async () => (await import('./doctor.ts')).benchDoctor,
};

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !(name in GROUPS));
if (unknown.length > 0) {
  process.stderr.write(`There is no bench group ${unknown.join(', ')}: ${Object.keys(GROUPS).join(', ')}.\n`);
  process.exit(2);
}
const about = `${cpus().length} cores, ${cpus()[0]?.model ?? ''}, Node ${process.version}`;
const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |\n`;
const HEAD = ['work', 'arpist', 'beside it', 'bar', 'the machine', 'holds'];
let table = line(HEAD) + line(HEAD.map(() => '---'));
let failed = false;

process.stderr.write(`${about}\n`);
for (const [name, load] of Object.entries(GROUPS)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  process.stderr.write(`${name} …\n`);
  for (const bench of await load()) {
    const loadOf = openLoad();
    const rows = await rowsOf(name, bench);
    const busy = loadOf();
    for (const { work, ours, peers, bar, holds } of rows) {
      if (holds === false) failed = true;
      const word = holds === null ? 'NOT JUDGED' : holds ? 'holds' : 'FAILS';
      process.stderr.write(`  ${word}  ${work}: ${ours} (${peers}), ${bar}; ${busy}\n`);
      table += line([work, ours, peers, bar, busy, holds === null ? 'not judged' : holds ? 'yes' : '**no**']);
    }
  }
}
process.stdout.write(table);
mkdirSync('build', { recursive: true });
writeFileSync('build/bench.md', `${about}\n\n${table}`);
process.exitCode = failed ? 1 : 0;

/** What does not run is a row that does not hold, and the others run all the same. */
async function rowsOf(name: string, bench: Bench): Promise<readonly BenchRow[]> {
  try {
    return await bench();
  } catch (error) {
    const [why = ''] = String(error).split('\n');
    return [{ work: name, ours: `did not run: ${why}`, peers: '-', bar: '-', holds: false }];
  }
}
