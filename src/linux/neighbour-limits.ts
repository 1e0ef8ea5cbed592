import { readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { makeFolders } from './make-folders.ts';
import { SystemFault } from '../base/fault.ts';
import type { Release } from '../ports/journal.ts';
import { takeLock } from './lock.ts';

const THRESHOLDS = ['gc_thresh1', 'gc_thresh2', 'gc_thresh3'] as const;
type Limits = Readonly<Record<(typeof THRESHOLDS)[number], string>>;
const RAISED: Limits = { gc_thresh1: '65536', gc_thresh2: '131072', gc_thresh3: '262144' };

export interface LimitPlaces {
  /** Where the kernel has the limits; there in the machine's first namespace alone. */
  readonly settings: string;
  /** One file for each process that needs room, and `before.json` with what was found. */
  readonly holders: string;
  /** The folder of the lock that both are changed under; it stays. */
  readonly lock: string;
}

const PLACES: LimitPlaces = {
  settings: '/proc/sys/net/ipv4/neigh/default',
  holders: '/run/arpist-lab',
  lock: '/run/arpist-limits',
};

let held = 0;

/**
 * Makes room in the machine's neighbour table, which all namespaces share: a full one makes Linux silent. Several processes
 * may hold it at once; the last one to let go puts back what the first one found. One that was killed is not waited for, and
 * what it found is kept for the next. Returns how to let go.
 */
export function holdNeighbourLimits(): () => void {
  if (held++ === 0) raise(PLACES);
  let mine = true;
  return () => {
    if (!mine) return;
    mine = false;
    if (--held === 0) restore(PLACES);
  };
}

/** For this process once; {@link holdNeighbourLimits} counts. */
export function raise(places: LimitPlaces): void {
  const { settings, holders } = places;
  // Only the machine's first namespace has the limits: elsewhere there is nothing to raise.
  if (limitsIn(settings) === null) return;
  alone(places, () => {
    const found = limitsIn(settings)!;
    makeFolders(holders, 0o755);
    // Still raised though nobody lives who needs it: somebody was killed, and what was found then is what counts.
    const orphaned = livingIn(holders).length > 0 || isSame(found, RAISED);
    if (!orphaned || limitsBefore(holders) === null)
      note(join(holders, 'before.json'), JSON.stringify(found));
    writeFileSync(join(holders, String(process.pid)), birthOf(process.pid) ?? '');
    for (const name of THRESHOLDS.toReversed()) writeFileSync(join(settings, name), RAISED[name]);
  });
}

export function restore(places: LimitPlaces): void {
  const { settings, holders } = places;
  if (limitsIn(settings) === null) return;
  alone(places, () => {
    rmSync(join(holders, String(process.pid)), { force: true });
    if (livingIn(holders).length > 0) return;
    const before = limitsBefore(holders);
    const now = limitsIn(settings);
    for (const name of THRESHOLDS) {
      // What somebody else set meanwhile is theirs.
      if (before !== null && now?.[name] === RAISED[name]) writeFileSync(join(settings, name), before[name]);
    }
    rmSync(holders, { recursive: true, force: true });
  });
}

function limitsIn(settings: string): Limits | null {
  try {
    const values = THRESHOLDS.map((name) => [name, readFileSync(join(settings, name), 'utf8').trim()]);
    return Object.fromEntries(values) as Limits;
  } catch {
    return null;
  }
}

function limitsBefore(holders: string): Limits | null {
  try {
    const limits = JSON.parse(readFileSync(join(holders, 'before.json'), 'utf8')) as Record<string, unknown>;
    const values = THRESHOLDS.map((name) => [name, String(limits[name]).trim()] as const);
    return values.every(([, value]) => /^\d+$/.test(value)) ? (Object.fromEntries(values) as Limits) : null;
  } catch {
    return null;
  }
}

function isSame(one: Limits, other: Limits): boolean {
  return THRESHOLDS.every((name) => one[name] === other[name]);
}

/** All of it or nothing, also when this process is killed in between. */
function note(path: string, text: string): void {
  writeFileSync(`${path}.new`, text);
  renameSync(`${path}.new`, path);
}

/** Who of the holders still lives; the files of the dead are taken away. */
function livingIn(holders: string): readonly string[] {
  const noted = readdirSync(holders).filter((name) => /^\d+$/.test(name));
  const living = noted.filter((pid) => isAlive(pid) && isSameProcess(holders, pid));
  for (const pid of noted) if (!living.includes(pid)) rmSync(join(holders, pid), { force: true });
  return living;
}

/** A number is given again to another process: when it was born tells them apart. */
function isSameProcess(holders: string, pid: string): boolean {
  const noted = readFileSync(join(holders, pid), 'latin1');
  return noted === '' || noted === (birthOf(Number(pid)) ?? noted);
}

/** Ticks from the start of the machine: field 22 of /proc/PID/stat, the name with its brackets left out. */
function birthOf(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
  } catch {
    return undefined;
  }
}

const PAUSE = 20;
const TRIES = 12;

/** The lock is held for a few files' time: whoever has it longer than 10 s is stuck. Throws SystemFault. */
function alone(places: LimitPlaces, body: () => void): void {
  const lock = patiently(places);
  try {
    body();
  } finally {
    lock.release();
  }
}

function patiently(places: LimitPlaces): Release {
  makeFolders(dirname(places.lock), 0o755);
  for (let tries = 1; ; tries++) {
    try {
      return takeLock(places.lock);
    } catch (fault) {
      if (!(fault instanceof SystemFault) || fault.kind !== 'busy' || tries === TRIES) throw fault;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, PAUSE);
    }
  }
}

export function isAlive(pid: string): boolean {
  try {
    process.kill(Number(pid), 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/**
 * How often the neighbour table was full since the machine started, all namespaces together: the last of 13 columns of
 * /proc/net/stat/arp_cache, hexadecimal, one line per processor.
 */
export function tableFulls(): number {
  const lines = readFileSync('/proc/net/stat/arp_cache', 'utf8').trim().split('\n').slice(1);
  return lines.reduce((sum, line) => sum + Number.parseInt(line.trim().split(/\s+/)[12] ?? '0', 16), 0);
}
