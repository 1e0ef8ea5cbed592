/**
 * A process that kills itself at one point, while it applies changes or undoes them:
 * `mend-victim.ts apply FOLDER POINT CHANGES`, `mend-victim.ts undo FOLDER POINT`. Each step of an apply has two points,
 * before the change and behind it, and the last one is behind the journal's outcome; an undo has two for each time it
 * asks the kernel to change something.
 */
import { openLibc } from '../../src/linux/ffi/libc.ts';
import { openJournal } from '../../src/linux/journal.ts';
import { openOwnFiles } from '../../src/linux/own-files.ts';
import { openSystem } from '../../src/linux/system.ts';
import type { System } from '../../src/ports/system.ts';
import { apply } from '../../src/verbs/mend/apply.ts';
import { undo } from '../../src/verbs/mend/undo.ts';

const [what = '', folder = '', point = '0', changes = '[]'] = process.argv.slice(2);
let left = Number(point);

function passPoint(): void {
  if (left-- === 0) process.kill(process.pid, 'SIGKILL');
}

const real = openSystem();
const history = openJournal(folder);
if (what === 'undo') {
  const libc = openLibc();
  const send = libc.send.bind(libc);
  libc.send = (fd, bytes, flags) => {
    // RTM_NEW… and RTM_DEL… change something, the others ask.
    const isChange = (bytes[4]! & 3) < 2;
    if (isChange) passPoint();
    const sent = send(fd, bytes, flags);
    if (isChange) passPoint();
    return sent;
  };
  undo({ system: real, history, files: openOwnFiles(folder) }, null);
} else {
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
  const run = apply(
    { system, history, files: openOwnFiles(folder) },
    { command: 'apply victim.toml', plan: () => steps, hinders: () => null },
  );
  for (let next = await run.next(); !next.done; next = await run.next());
}
passPoint();
