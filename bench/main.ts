import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import type { BenchRow } from './row.ts';

/** Each group in a file of its own, loaded when it is its turn; `npm run bench -- scan` runs one. */
const GROUPS: Readonly<Record<string, () => Promise<() => Promise<BenchRow[]>>>> = {
  start: async () => (await import('./start.ts')).benchStart,
  sending: async () => (await import('./packets.ts')).benchSending,
  receiving: async () => (await import('./packets.ts')).benchReceiving,
  scan: async () => (await import('./scan.ts')).benchScan,
  ping: async () => (await import('./ping.ts')).benchPing,
  memory: async () => (await import('./memory.ts')).benchMemory,
  read: async () => (await import('./read.ts')).benchRead,
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
const rows: BenchRow[] = [];
const about = `${cpus().length} cores, ${cpus()[0]?.model ?? ''}, Node ${process.version}`;
process.stderr.write(`${about}\n`);
for (const [name, load] of Object.entries(GROUPS)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  process.stderr.write(`${name} …\n`);
  const run = await load();
  for (const row of await run()) {
    rows.push(row);
    process.stderr.write(
      `  ${row.holds ? 'holds' : 'FAILS'}  ${row.work}: ${row.ours} (${row.peers}), ${row.bar}\n`,
    );
  }
}
const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |\n`;
let table = line(['work', 'arpist', 'beside it', 'bar', 'holds']) + line(['---', '---', '---', '---', '---']);
for (const row of rows) table += line([row.work, row.ours, row.peers, row.bar, row.holds ? 'yes' : '**no**']);
process.stdout.write(table);
mkdirSync('build', { recursive: true });
writeFileSync('build/bench.md', `${about}\n\n${table}`);
process.exitCode = rows.every((row) => row.holds) ? 0 : 1;
