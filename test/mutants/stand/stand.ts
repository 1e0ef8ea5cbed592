import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Range } from '../reach.ts';
import { ROOT } from '../root.ts';

/** A test file to be run with a file of the sources bent, or whole when there is no text. */
export interface Asked {
  readonly id: number;
  readonly test: string;
  readonly file: string;
  readonly text: string | null;
  /** What imports the file, directly or through others: read anew. */
  readonly fresh: readonly string[];
  readonly isCounted: boolean;
}

export interface Said {
  readonly id: number;
  /** The name of the first test that failed. */
  readonly failed: string | null;
  readonly took: number;
  readonly ranges: readonly Range[];
  /** Bytes. */
  readonly memory: number;
}

const INSIDE = fileURLToPath(new URL('inside.ts', import.meta.url));
/** Nothing that was read is ever given back, so a process is replaced. */
const MOST_RUNS = 600;
const MOST_MEMORY = 1.5e9;

/** One process after another in which test files run. */
export class Stand {
  #child: ChildProcess | null = null;
  #runs = 0;

  /** What the test says, or null when it had to be ended after so many milliseconds. */
  async run(asked: Omit<Asked, 'id'>, limit: number): Promise<Said | null> {
    const child = await this.#open();
    const id = this.#runs++;
    return new Promise((resolve) => {
      const done = (said: Said | null): void => {
        clearTimeout(timer);
        child.off('message', hear).off('exit', gone);
        if (said === null || said.memory > MOST_MEMORY || this.#runs >= MOST_RUNS) this.close();
        resolve(said);
      };
      const hear = (said: Said): void => {
        if (said.id === id) done(said);
      };
      // A process that is no more has failed.
      const gone = (): void =>
        done({ id, failed: 'the process ended', took: 0, ranges: [], memory: Number.POSITIVE_INFINITY });
      const timer = setTimeout(() => done(null), limit);
      child.on('message', hear).on('exit', gone);
      child.send({ ...asked, id });
    });
  }

  /** A fresh process has seen nothing bent. */
  close(): void {
    const child = this.#child;
    this.#child = null;
    this.#runs = 0;
    if (child?.pid === undefined) return;
    try {
      process.kill(-child.pid, 'SIGKILL');
    } catch {
      // It has ended already.
    }
  }

  async #open(): Promise<ChildProcess> {
    if (this.#child !== null && this.#child.exitCode === null) return this.#child;
    const { NODE_TEST_CONTEXT: _, NODE_V8_COVERAGE: __, ...env } = process.env;
    const child = fork(INSIDE, {
      cwd: ROOT,
      stdio: ['ignore', 'ignore', process.env.ARPIST_STAND_ERR ? 'inherit' : 'ignore', 'ipc'],
      detached: true,
      env: { ...env, LC_ALL: 'C.UTF-8' },
      execArgv: ['--no-warnings', '--max-old-space-size=2500'],
    });
    this.#child = child;
    this.#runs = 0;
    await new Promise<void>((resolve, reject) => {
      child.once('message', () => resolve());
      child.once('error', reject);
      child.once('exit', () => reject(new Error('the stand does not start')));
    });
    child.removeAllListeners('exit').on('error', () => undefined);
    return child;
  }
}
