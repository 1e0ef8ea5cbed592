// Looks after the processes of a test run, on Linux: a file that takes too long is ended, with all it started; what
// outlives the file that started it is ended too, and told.
import { readdirSync, readFileSync } from 'node:fs';

const FILE = 'ARPIST_TEST_FILE=';
const RUN = 'ARPIST_TEST_RUN=';
/** What ends together with its file may take a moment to be gone. */
const GRACE = 3000;
/** proc(5), `starttime`: the 22nd field of `stat`, counted behind the name. */
const STARTED = 19;

/**
 * Looks once at each call. `limit`: milliseconds a file may take. `toldLate` and `toldLeft` are called with sentences;
 * `processes` gives those of the run, each with a `key` of its own.
 */
export function overseer({ limit, now, processes, end, toldLate, toldLeft }) {
  const seen = new Map();
  const lateFiles = new Set();
  const since = (key) => {
    if (!seen.has(key)) seen.set(key, now());
    return now() - seen.get(key);
  };
  return () => {
    const ours = processes();
    const running = new Set();
    for (const one of ours) {
      if (one.parent !== process.pid) continue;
      running.add(one.file);
      if (since(one.key) < limit || lateFiles.has(one.file)) continue;
      lateFiles.add(one.file);
      toldLate(one.file);
      for (const its of ours) if (its.file === one.file) end(its.pid);
    }
    for (const one of ours) {
      if (one.file === '' || running.has(one.file) || lateFiles.has(one.file)) continue;
      if (since(`left ${one.key}`) >= GRACE && end(one.pid)) toldLeft(one.file, one.words);
    }
  };
}

/** Looks every second until it is closed. */
export function guardTests({ limit, toldLate, toldLeft }) {
  process.env.ARPIST_TEST_RUN = String(process.pid);
  if (process.platform !== 'linux') return { close: async () => undefined };
  const tend = overseer({
    limit,
    now: Date.now,
    processes: () => processesOf(process.pid),
    end,
    toldLate,
    toldLeft,
  });
  for (const [signal, code] of [
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ])
    process.once(signal, () => {
      for (const { pid } of processesOf(process.pid)) end(pid);
      process.exit(code);
    });
  const timer = setInterval(tend, 1000);
  timer.unref();
  return {
    /** After the last file: waits out the grace of what is still there. */
    async close() {
      clearInterval(timer);
      const until = Date.now() + GRACE + 1000;
      while (Date.now() < until && processesOf(process.pid).length > 0) {
        tend();
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
        const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
        const [state, parent] = fields;
        if (!marks.includes(`${RUN}${run}`) || state === 'Z') return [];
        const words = readFileSync(`/proc/${name}/cmdline`, 'utf8').split('\0').slice(0, -1);
        const marked = marks.find((mark) => mark.startsWith(FILE))?.slice(FILE.length);
        // A run within a test carries the mark of that test's file.
        const file = Number(parent) === run ? (words.at(-1) ?? '') : (marked ?? '');
        // Numbers of processes come round again within a run (after 32,768 on most machines); with their start they do not.
        const key = `${name} ${fields[STARTED]}`;
        return [{ pid: Number(name), key, parent: Number(parent), file, words: words.join(' ') }];
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
