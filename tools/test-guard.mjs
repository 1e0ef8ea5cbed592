// Looks after the processes of a test run, on Linux: a file that takes too long is ended, with all it started; what
// outlives the file that started it is ended too, and told.
import { readdirSync, readFileSync } from 'node:fs';

const FILE = 'ARPIST_TEST_FILE=';
const RUN = 'ARPIST_TEST_RUN=';
/** What ends together with its file may take a moment to be gone. */
const GRACE = 3000;

/** `limit`: milliseconds a file may take. `toldLate` and `toldLeft` are called with sentences. */
export function guardTests({ limit, toldLate, toldLeft }) {
  process.env.ARPIST_TEST_RUN = String(process.pid);
  if (process.platform !== 'linux') return { close: async () => undefined };
  const seen = new Map();
  const lateFiles = new Set();
  const tend = (graceNow) => {
    const ours = processesOf(process.pid);
    const running = new Set();
    for (const one of ours) {
      if (one.parent !== process.pid) continue;
      running.add(one.file);
      if (!seen.has(one.pid)) seen.set(one.pid, Date.now());
      if (Date.now() - seen.get(one.pid) < limit || lateFiles.has(one.file)) continue;
      lateFiles.add(one.file);
      toldLate(one.file);
      for (const its of ours) if (its.file === one.file) end(its.pid);
    }
    for (const one of ours) {
      if (one.file === '' || running.has(one.file) || lateFiles.has(one.file)) continue;
      const key = `left ${one.pid}`;
      if (!seen.has(key)) seen.set(key, Date.now());
      if (Date.now() - seen.get(key) < graceNow) continue;
      if (end(one.pid)) toldLeft(one.file, one.words);
    }
  };
  for (const [signal, code] of [
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ])
    process.once(signal, () => {
      for (const { pid } of processesOf(process.pid)) end(pid);
      process.exit(code);
    });
  const timer = setInterval(() => tend(GRACE), 1000);
  timer.unref();
  return {
    /** After the last file: waits out the grace of what is still there. */
    async close() {
      clearInterval(timer);
      const until = Date.now() + GRACE + 1000;
      while (Date.now() < until && processesOf(process.pid).length > 0) {
        tend(GRACE);
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
    },
  };
}

function processesOf(run) {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && Number(name) !== run)
    .flatMap((name) => {
      try {
        const marks = readFileSync(`/proc/${name}/environ`, 'utf8').split('\0');
        const stat = readFileSync(`/proc/${name}/stat`, 'utf8');
        // The name in parentheses may hold anything.
        const [state, parent] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
        if (!marks.includes(`${RUN}${run}`) || state === 'Z') return [];
        const words = readFileSync(`/proc/${name}/cmdline`, 'utf8').split('\0').slice(0, -1);
        const marked = marks.find((mark) => mark.startsWith(FILE))?.slice(FILE.length);
        // A run within a test carries the mark of that test's file.
        const file = Number(parent) === run ? (words.at(-1) ?? '') : (marked ?? '');
        return [{ pid: Number(name), parent: Number(parent), file, words: words.join(' ') }];
      } catch {
        // Gone meanwhile, or another user's.
        return [];
      }
    });
}

function end(pid) {
  try {
    process.kill(pid, 'SIGKILL');
    return true;
  } catch {
    return false;
  }
}
