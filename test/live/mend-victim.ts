/**
 * A process that applies changes and kills itself at one point: `mend-victim.ts FOLDER CHANGES POINT`. Each step has two
 * points, before the change and behind it; the last one is behind the journal's outcome.
 */
import { openJournal } from '../../src/linux/journal.ts';
import { openSystem } from '../../src/linux/system.ts';
import type { System } from '../../src/ports/system.ts';
import { apply } from '../../src/verbs/mend/apply.ts';

const [folder = '', changes = '[]', point = '0'] = process.argv.slice(2);
let left = Number(point);

function passPoint(): void {
  if (left-- === 0) process.kill(process.pid, 'SIGKILL');
}

const real = openSystem();
const system: System = {
  ...real,
  make(wanted) {
    passPoint();
    const outcomes = real.make(wanted);
    passPoint();
    return outcomes;
  },
};
const steps = (JSON.parse(changes) as never[]).map((change) => ({ change, undo: [] }));
const wishes = { command: 'apply victim.toml', plan: () => steps, hinders: () => null };
const run = apply({ system, history: openJournal(folder) }, wishes);
for (let next = await run.next(); !next.done; next = await run.next());
passPoint();
