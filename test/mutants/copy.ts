import { spawn } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Reach } from './reach.ts';
import { ROOT } from './root.ts';

/** How a run of a test file ended. */
export type End = 'passed' | 'failed' | 'ended';

/** A copy of the sources and tests on the disk, for tests that start processes of their own. */
export class Copy {
  readonly #folder: string;
  #endRunning: () => void = () => undefined;
  #covers = 0;

  constructor() {
    mkdirSync(join(ROOT, 'build'), { recursive: true });
    this.#folder = mkdtempSync(join(ROOT, 'build', 'mutants-'));
    for (const name of ['src', 'test', 'tools', 'schema', 'docs', 'examples'])
      cpSync(join(ROOT, name), join(this.#folder, name), { recursive: true, force: true });
    for (const name of ['README.md', 'package.json', 'tsconfig.json', 'tsconfig.base.json'])
      cpSync(join(ROOT, name), join(this.#folder, name));
    symlinkSync(join(ROOT, 'node_modules'), join(this.#folder, 'node_modules'));
    mkdirSync(join(this.#folder, 'build'));
    symlinkSync(join(ROOT, 'build', 'vendors.bin'), join(this.#folder, 'build', 'vendors.bin'));
  }

  /** What a test says with a file as it is given here. */
  async endOf(
    test: string,
    bend: { readonly file: string; readonly text: string },
    limit: number,
  ): Promise<End> {
    const path = join(this.#folder, bend.file);
    const text = readFileSync(path, 'utf8');
    writeFileSync(path, bend.text);
    try {
      return await this.#run(test, { limit });
    } finally {
      writeFileSync(path, text);
    }
  }

  /** What a test reaches with nothing bent, and how long that takes. */
  async reachOf(
    test: string,
    limit: number,
  ): Promise<{ readonly end: End; readonly took: number; readonly reach: Reach }> {
    const cover = join(this.#folder, 'build', `cover-${this.#covers++}`);
    const began = performance.now();
    const end = await this.#run(test, { limit, cover });
    const took = performance.now() - began;
    const reach = new Reach(this.#folder, cover);
    rmSync(cover, { recursive: true, force: true });
    return { end, took, reach };
  }

  /** The file by itself, without a runner in front of it: that is one start of Node instead of two. The first failure ends it. */
  #run(test: string, of: { readonly limit: number; readonly cover?: string }): Promise<End> {
    const { NODE_TEST_CONTEXT: _, NODE_V8_COVERAGE: __, ...env } = process.env;
    const child = spawn(process.execPath, ['--test-reporter=tap', test], {
      cwd: this.#folder,
      stdio: ['ignore', 'pipe', 'ignore'],
      env: {
        ...env,
        LC_ALL: 'C.UTF-8',
        // Of functions out of the cache V8 counts no parts.
        ...(of.cover === undefined
          ? { NODE_COMPILE_CACHE: join(this.#folder, 'build', 'cache') }
          : { NODE_V8_COVERAGE: of.cover, NODE_DISABLE_COMPILE_CACHE: '1' }),
      },
      detached: true,
    });
    const end = (): void => void (child.pid !== undefined && tryKill(-child.pid));
    this.#endRunning = end;
    return new Promise((resolve, reject) => {
      let hasFailed = false;
      let isLate = false;
      const timer = setTimeout(() => {
        isLate = true;
        end();
      }, of.limit);
      child.stdout.setEncoding('utf8').on('data', (said: string) => {
        if (!/^\s*not ok (?!.*# TODO)/m.test(said)) return;
        hasFailed = true;
        end();
      });
      child.on('error', reject);
      child.on('close', (code) => {
        clearTimeout(timer);
        end();
        if (hasFailed) resolve('failed');
        else if (isLate) resolve('ended');
        else resolve(code === 0 ? 'passed' : 'failed');
      });
    });
  }

  /** Also while a test runs. */
  close(): void {
    this.#endRunning();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

function tryKill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // All of it has ended already.
  }
}
