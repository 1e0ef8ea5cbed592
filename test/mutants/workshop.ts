import { spawn } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Rule } from './rule.ts';

export const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** A test that hangs on a bent rule has noticed it. */
const LIMIT = 60_000;
/** So many test files at once: the first that fails ends the search. */
const AT_ONCE = 2;

/** A copy of the sources and tests, in which one rule after another is bent. */
export class Workshop {
  readonly #folder: string;

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

  /** The first test file that fails with the rule bent; null when it gets away. Throws when the rule is not there. */
  async caughtBy(rule: Rule, tests: readonly string[]): Promise<string | null> {
    const path = join(this.#folder, 'src', rule.file);
    const text = readFileSync(path, 'utf8');
    writeFileSync(path, bent(rule, text));
    try {
      for (let at = 0; at < tests.length; at += AT_ONCE) {
        const failed = await this.#firstOf(tests.slice(at, at + AT_ONCE));
        if (failed !== null) return failed;
      }
      return null;
    } finally {
      writeFileSync(path, text);
    }
  }

  /** Those of the tests that fail with nothing bent: what they say of a bent rule counts for nothing. */
  async unfit(tests: readonly string[]): Promise<readonly string[]> {
    const bad: string[] = [];
    for (const test of tests) if ((await this.#firstOf([test])) !== null) bad.push(test);
    return bad;
  }

  /** Which of them fails first; the others need not be waited for then. */
  async #firstOf(tests: readonly string[]): Promise<string | null> {
    const running = tests.map((test) => this.#start(test));
    let failed: string | null = null;
    await Promise.all(
      running.map(async ({ passed }, at) => {
        if ((await passed) || failed !== null) return;
        failed = tests[at]!;
        for (const { end } of running) end();
      }),
    );
    return failed;
  }

  /** The file by itself, without a runner in front of it: that is one start of Node instead of two. */
  #start(test: string): { readonly passed: Promise<boolean>; readonly end: () => void } {
    const { NODE_TEST_CONTEXT: _, ...env } = process.env;
    const child = spawn(process.execPath, [test], {
      cwd: this.#folder,
      stdio: 'ignore',
      env: { ...env, LC_ALL: 'C.UTF-8', NODE_COMPILE_CACHE: join(this.#folder, 'build', 'cache') },
      detached: true,
    });
    const end = (): void => void (child.pid !== undefined && tryKill(-child.pid));
    const passed = new Promise<boolean>((resolve, reject) => {
      const timer = setTimeout(end, LIMIT);
      child.on('error', reject);
      child.on('close', (code) => {
        clearTimeout(timer);
        end();
        resolve(code === 0);
      });
    });
    return { passed, end };
  }

  close(): void {
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

/** The text of the file with the rule bent. Throws when the rule does not stand there exactly once. */
export function bent({ name, file, find, put }: Rule, text: string): string {
  if (text.split(find).length !== 2)
    throw new Error(
      `the rule '${name}' does not stand in src/${file} exactly once: mend test/mutants/rules/`,
    );
  return text.replace(find, () => put);
}
