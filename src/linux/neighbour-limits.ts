import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';

const THRESHOLDS = ['gc_thresh1', 'gc_thresh2', 'gc_thresh3'] as const;
const FOLDER = '/proc/sys/net/ipv4/neigh/default';
const HOLDERS = '/run/arpist-lab';
const RAISED = { gc_thresh1: '65536', gc_thresh2: '131072', gc_thresh3: '262144' } as const;

let held = 0;

/**
 * Makes room in the machine's neighbour table, which all namespaces share: a full one makes Linux silent. Several test processes
 * may hold it at once; the last one to let go puts the old limits back. Returns how to let go.
 */
export function holdNeighbourLimits(): () => void {
  if (held++ === 0) raise();
  let mine = true;
  return () => {
    if (!mine) return;
    mine = false;
    if (--held === 0) restore();
  };
}

function raise(): void {
  let before: Record<string, string>;
  try {
    before = Object.fromEntries(THRESHOLDS.map((name) => [name, readFileSync(`${FOLDER}/${name}`, 'utf8')]));
  } catch {
    // Only the machine's first namespace has the limits: elsewhere there is nothing to raise.
    return;
  }
  while (!isNoted(before));
  for (const name of THRESHOLDS.toReversed()) writeFileSync(`${FOLDER}/${name}`, RAISED[name]);
}

/** false: the last of the others let go in this very moment, and took the folder away. */
function isNoted(before: Readonly<Record<string, string>>): boolean {
  mkdirSync(HOLDERS, { recursive: true });
  try {
    writeFileSync(`${HOLDERS}/before.json`, JSON.stringify(before), { flag: 'wx' });
  } catch {
    // Another process came first and keeps the true values.
  }
  try {
    writeFileSync(`${HOLDERS}/${process.pid}`, '');
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw error;
  }
}

function restore(): void {
  rmSync(`${HOLDERS}/${process.pid}`, { force: true });
  try {
    const others = readdirSync(HOLDERS).filter((name) => /^\d+$/.test(name));
    if (others.some(isAlive)) return;
    const before = JSON.parse(readFileSync(`${HOLDERS}/before.json`, 'utf8')) as Record<string, string>;
    for (const name of THRESHOLDS) writeFileSync(`${FOLDER}/${name}`, before[name] ?? RAISED[name]);
    rmSync(HOLDERS, { recursive: true, force: true });
  } catch {
    // Another process is just doing the same.
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
