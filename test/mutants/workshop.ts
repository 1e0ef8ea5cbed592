import { spawn } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Reach } from './reach.ts';
import type { Rule } from './rule.ts';

export const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** A test gets so many times what it takes with nothing bent, and this at least, before it is ended. */
const TIMES = 10;
const LEAST = 10_000;
/** What takes longer is asked last. */
const SLOW = 3000;
/** With nothing bent it gets this long. */
const MOST = 120_000;
/** So many tests that come to the bent place are asked: the nearest. */
const MOST_TESTS = Number(process.env.ARPIST_MUTANT_TESTS ?? 12);

/** What came of a bent rule. One that was ended ran without end, for all anybody can tell: it never said that something is wrong. */
export type Outcome =
  | { readonly is: 'caught'; readonly by: string }
  | { readonly is: 'ended'; readonly by: string; readonly after: number; readonly whole: number }
  | { readonly is: 'away'; readonly reached: number };

/** What a test says of the code with nothing bent: null when it fails, and what it says of a bent rule counts for nothing. */
interface Whole {
  readonly took: number;
  readonly reach: Reach;
}

/** A copy of the sources and tests, in which one rule after another is bent. */
export class Workshop {
  readonly #folder: string;
  readonly #wholes = new Map<string, Whole | null>();
  /** Tests that fail with nothing bent. */
  readonly unfit = new Set<string>();
  #endRunning: () => void = () => undefined;

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

  /** What the tests, one after another, say of the file bent: the first that fails, or one that had to be ended when none does. */
  async heldAgainst(bend: Held, tests: readonly string[]): Promise<Outcome> {
    const path = join(this.#folder, bend.file);
    const text = readFileSync(path, 'utf8');
    let ended: Outcome | null = null;
    let reached = 0;
    for await (const { test, whole } of this.#quickFirst(bend, tests)) {
      if (reached === MOST_TESTS) break;
      reached++;
      const limit = Math.max(LEAST, TIMES * whole.took);
      writeFileSync(path, bend.text);
      try {
        const end = await this.#run(test, { limit });
        if (end === 'failed') return { is: 'caught', by: test };
        // One that runs without end may yet say why in another test; not in every one of them.
        if (end === 'ended' && ended !== null) return ended;
        if (end === 'ended') ended = { is: 'ended', by: test, after: limit, whole: whole.took };
      } finally {
        writeFileSync(path, text);
      }
    }
    return ended ?? { is: 'away', reached };
  }

  /** Those that come to the bent place, in their order, but for the slow ones: they are asked when no other fails. */
  async *#quickFirst(
    bend: Held,
    tests: readonly string[],
  ): AsyncGenerator<{ readonly test: string; readonly whole: Whole }> {
    const slow: { readonly test: string; readonly whole: Whole }[] = [];
    for (const test of tests) {
      const whole = await this.#wholeOf(test);
      if (!whole?.reach.isReached(bend.file, bend.at)) continue;
      if (whole.took > SLOW) slow.push({ test, whole });
      else yield { test, whole };
    }
    yield* slow;
  }

  async #wholeOf(test: string): Promise<Whole | null> {
    const known = this.#wholes.get(test);
    if (known !== undefined) return known;
    const cover = join(this.#folder, 'build', `cover-${this.#wholes.size}`);
    const began = performance.now();
    const end = await this.#run(test, { limit: MOST, cover });
    const took = performance.now() - began;
    const whole = end === 'passed' ? { took, reach: new Reach(this.#folder, cover) } : null;
    if (whole === null) this.unfit.add(test);
    rmSync(cover, { recursive: true, force: true });
    this.#wholes.set(test, whole);
    return whole;
  }

  /** The file by itself, without a runner in front of it: that is one start of Node instead of two. The first failure ends it. */
  #run(
    test: string,
    of: { readonly limit: number; readonly cover?: string },
  ): Promise<'passed' | 'failed' | 'ended'> {
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

/** A file with something bent. */
export interface Held {
  /** From the root of the project. */
  readonly file: string;
  readonly text: string;
  /** Where it is bent: what never comes there is not asked. */
  readonly at: number;
}

function tryKill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // All of it has ended already.
  }
}

/** The file with the rule bent. Throws when the rule does not stand there exactly once. */
export function bent({ name, file, find, put }: Rule, text: string): Held {
  if (text.split(find).length !== 2)
    throw new Error(
      `the rule '${name}' does not stand in src/${file} exactly once: mend test/mutants/rules/`,
    );
  return { file: `src/${file}`, text: text.replace(find, () => put), at: text.indexOf(find) };
}
