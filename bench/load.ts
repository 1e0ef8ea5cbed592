import { readFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';

/** A hundredth of a second: what proc(5) counts processor time in. */
const TICK = 10;

/** What a process has used of the processors, and how long its first thread stood in the queue for one. */
export interface Use {
  readonly processor: number;
  readonly waited: number;
}

const NOTHING: Use = { processor: 0, waited: 0 };

/** In milliseconds since its start; `before` when it is gone, or the kernel does not count it. */
export function useOf(pid: number | 'self', before: Use = NOTHING): Use {
  try {
    const [, waited = 0] = readFileSync(`/proc/${pid}/schedstat`, 'latin1').split(' ').map(Number);
    // A process that has ended and was not fetched yet waits for nothing.
    return { processor: ticksOf(pid, 11, 12) * TICK, waited: Math.max(before.waited, waited / 1e6) };
  } catch {
    return before;
  }
}

function ticksOf(pid: number | 'self', ...fields: readonly number[]): number {
  const words = readFileSync(`/proc/${pid}/stat`, 'latin1')
    .replace(/^.*\) /s, '')
    .split(' ');
  return fields.reduce((sum, field) => sum + Number(words[field]), 0);
}

/** A clock of this process, in milliseconds, that stands still while others have the processors. */
export function unhindered(): number {
  return performance.now() - useOf('self').waited;
}

/** Tells, when called, how busy the machine has been since: with us and ours, and with others. */
export function openLoad(): () => string {
  const begin = { at: performance.now(), busy: busyTicks(), own: ownTicks() };
  return () => {
    const all = ((performance.now() - begin.at) / TICK) * cpus().length;
    const own = ownTicks() - begin.own;
    const others = Math.max(0, busyTicks() - begin.busy - own);
    const share = all === 0 ? 0 : Math.min(100, Math.round((100 * others) / all));
    return `load ${loadavg()[0]!.toFixed(1)}, others ${share} %`;
  };
}

/** All but idle and waiting for disks, of /proc/stat. */
function busyTicks(): number {
  const [, ...ticks] = (readFileSync('/proc/stat', 'latin1').split('\n')[0] ?? '').split(/\s+/).map(Number);
  const [user = 0, nice = 0, system = 0, , , irq = 0, softirq = 0] = ticks;
  return user + nice + system + irq + softirq;
}

/** Ours, and those of our children that have ended. */
function ownTicks(): number {
  return ticksOf('self', 11, 12, 13, 14);
}
