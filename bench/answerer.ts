import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { type Lab, type LabHost, openLab } from '../test/live/lab.ts';
import { type Use, useOf } from './load.ts';
import { runIn } from './run.ts';

export const RATE = 150_000;
export const SECONDS = 3;
export const PACE = 10_000;
export const FEW = 16;

interface Flooded {
  readonly sent: number;
  readonly answers: number;
  readonly answeredIn: number;
}

export interface Paced {
  readonly sent: number;
  readonly answers: number;
  readonly median: number;
  readonly p99: number;
}

export interface Measured {
  readonly flooded: Flooded;
  /** From its first question on. */
  readonly cold: Paced;
  readonly paced: Paced;
  /** Microseconds of processor time for each answer of the flood; null for the kernel. */
  readonly cost: number | null;
  /** Answers a second of the flood, without the time it stood in the queue for a processor. */
  readonly perSecond: number;
}

interface Flood extends Flooded {
  readonly use: Use;
}

/** Who answers at the end of a cable of its own, and what it has done so far. */
export class Answerer {
  readonly #place: ReturnType<typeof place>;
  readonly #addresses: number;
  readonly #child: ChildProcess | undefined;
  readonly #paced: Paced[] = [];
  readonly #floods: Flood[] = [];

  private constructor(at: ReturnType<typeof place>, addresses: number, child: ChildProcess | undefined) {
    this.#place = at;
    this.#addresses = addresses;
    this.#child = child;
  }

  static async start(
    addresses: number,
    start: (router: LabHost, asker: LabHost) => Promise<ChildProcess | undefined>,
  ): Promise<Answerer | string> {
    const at = place();
    try {
      const child = await start(at.router, at.asker);
      const answerer = new Answerer(at, addresses, child);
      if (child === undefined || child.exitCode === null) return answerer;
      await answerer.close();
      return `it ended with ${child.exitCode}`;
    } catch (error) {
      at.lab.close();
      return String(error);
    }
  }

  async pace(): Promise<void> {
    this.#paced.push(await this.#ask<Paced>('pace', PACE));
  }

  async flood(): Promise<void> {
    // `ip netns exec` becomes the program itself.
    const pid = this.#child?.pid ?? 0;
    const before = useOf(pid);
    const flooded = await this.#ask<Flooded>('flood', RATE);
    const after = useOf(pid, before);
    const use = { processor: after.processor - before.processor, waited: after.waited - before.waited };
    this.#floods.push({ ...flooded, use });
  }

  /** What was measured; in words why it is nothing to hold another against. */
  measured(): Measured | string {
    const [cold, ...again] = this.#paced;
    const paced = again.toSorted((a, b) => a.p99 - b.p99)[again.length >> 1];
    const flooded = this.#floods.toSorted((a, b) => rateOf(a) - rateOf(b))[this.#floods.length >> 1];
    if (cold === undefined || paced === undefined || flooded === undefined) return 'it was not asked';
    if (this.#child && this.#child.exitCode !== null) return `it ended with ${this.#child.exitCode}`;
    if (cold.answers + paced.answers + flooded.answers === 0) return 'it answered nothing';
    const counted = this.#child !== undefined && flooded.answers > 0;
    const cost = counted ? (flooded.use.processor * 1000) / flooded.answers : null;
    return { flooded, cold, paced, cost, perSecond: rateOf(flooded) };
  }

  async close(): Promise<void> {
    const child = this.#child;
    if (child && child.exitCode === null) {
      const gone = new Promise((resolve) => child.once('close', resolve));
      child.kill('SIGTERM');
      // farpd stays when it is busy.
      const patience = setTimeout(() => child.kill('SIGKILL'), 2000);
      await gone;
      clearTimeout(patience);
    }
    this.#place.lab.close();
  }

  async #ask<T>(mode: string, rate: number): Promise<T> {
    const words = [here('./asker.ts'), mode, 'eth0', String(rate), String(SECONDS), String(this.#addresses)];
    const done = await runIn(this.#place.asker.namespace, process.execPath, words);
    if (done.code !== 0) throw new Error(`asker: ${done.stderr}`);
    return JSON.parse(done.stdout) as T;
  }
}

function place(): { readonly lab: Lab; readonly router: LabHost; readonly asker: LabHost } {
  const lab = openLab();
  const router = lab.host('router', { nics: [], sysctls: { 'net.ipv4.ip_forward': 1 } });
  const asker = lab.host('asker', { nics: [] });
  lab.cable(
    { host: router, nic: { name: 'eth1', addresses: ['10.77.0.254/16'] } },
    { host: asker, nic: { name: 'eth0', addresses: ['10.77.0.1/16'] } },
  );
  const behind = lab.host('behind', { nics: [] });
  const own = Array.from({ length: FEW }, (_, at) => `10.9.0.${16 + at}/16`);
  lab.cable(
    { host: router, nic: { name: 'eth2', addresses: ['10.9.0.1/16'] } },
    { host: behind, nic: { name: 'eth0', addresses: own } },
  );
  return { lab, router, asker };
}

export function spawnIn(host: LabHost, program: string, words: readonly string[]): ChildProcess {
  return spawn('ip', ['netns', 'exec', host.namespace, program, ...words], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
}

/** The kernel's work is done in the asker's time, and waits for nothing. */
function rateOf({ answers, answeredIn, use }: Flood): number {
  return (answers * 1000) / Math.max(1, answeredIn - use.waited);
}

export async function pause(milliseconds: number): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, milliseconds));
}

export function here(path: string): string {
  return fileURLToPath(new URL(path, import.meta.url));
}
