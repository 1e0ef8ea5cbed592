import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Copy, type End } from './copy.ts';
import { isNear } from './reach.ts';
import type { Imports } from './related.ts';
import { ROOT } from './root.ts';
import type { Rule } from './rule.ts';
import { Stand } from './stand/stand.ts';

/** A test gets so many times what it takes with nothing bent, and this at least, before it is ended. */
const TIMES = 20;
const LEAST = 3000;
/** One that was ended is hung when it is, with nothing bent and right then, so many times quicker than the limit; else nothing is known. */
const WELL_BELOW = 4;
/** What takes longer is asked last. */
const SLOW = 1500;
/** With nothing bent it gets this long. */
const MOST = 30_000;
/** So many tests that come to the bent place are asked: the nearest. */
const MOST_TESTS = Number(process.env.ARPIST_MUTANT_TESTS ?? 12);
/** And no more of them once they took so many milliseconds together, with nothing bent. */
const MOST_SPENT = Number(process.env.ARPIST_MUTANT_SPENT ?? 1500);

/** What came of a bent rule. One that was ended hangs in a test that is else far from its limit: it never said that something is wrong. */
export type Outcome =
  | { readonly is: 'caught'; readonly by: string }
  | { readonly is: 'ended'; readonly by: string; readonly after: number; readonly whole: number }
  | { readonly is: 'away'; readonly reached: number };

/** What a test says of the code with nothing bent. */
interface Whole {
  readonly test: string;
  readonly took: number;
  readonly isReached: (file: string, at: number) => boolean;
}

/** What is known of the tests with nothing bent: workshops share it. */
export class Known {
  /** By file and test; null when it fails, and what it says of a bent rule counts for nothing. */
  readonly wholes = new Map<string, Whole | null>();
  /** Milliseconds, without end for one that fails. */
  readonly took = new Map<string, number>();
  /** Tests that fail with nothing bent. */
  readonly unfit = new Set<string>();
}

/** Where one rule after another is bent, and tests are asked what they say of it. */
export class Workshop {
  readonly #imports: Imports;
  readonly #known: Known;
  readonly #stand = new Stand();
  #copy: Copy | null = null;

  constructor(imports: Imports, known: Known) {
    this.#imports = imports;
    this.#known = known;
  }

  /** What the tests, one after another, say of the file bent: the first that fails, or one that hangs when none does. */
  async heldAgainst(bend: Held): Promise<Outcome> {
    let ended: Outcome | null = null;
    let reached = 0;
    let spent = 0;
    for await (const whole of this.#quickFirst(bend)) {
      if (reached === MOST_TESTS || spent > MOST_SPENT) break;
      reached++;
      spent += whole.took;
      const limit = Math.max(LEAST, TIMES * whole.took);
      const end = await this.#endOf(whole.test, bend, limit);
      if (end === 'failed') return { is: 'caught', by: whole.test };
      if (end !== 'ended') continue;
      // One that runs without end may yet say why in another test; not in every one of them.
      if (ended !== null) return ended;
      const now = await this.#tookOf(whole.test, bend.file, limit);
      if (now * WELL_BELOW <= limit) ended = { is: 'ended', by: whole.test, after: limit, whole: now };
    }
    return ended ?? { is: 'away', reached };
  }

  /** Those that come to the bent place, in their order, but for the slow ones: they are asked when no other fails. */
  async *#quickFirst({ file, at }: Held): AsyncGenerator<Whole> {
    const slow: string[] = [];
    const tests = this.#imports.testsOf(file);
    for (const test of tests) {
      if (await this.#isSlow(test, file)) slow.push(test);
      else yield* this.#wholeAt(test, file, at);
    }
    for (const test of slow) yield* this.#wholeAt(test, file, at);
  }

  async *#wholeAt(test: string, file: string, at: number): AsyncGenerator<Whole> {
    const whole = await this.#wholeOf(test, file);
    if (whole?.isReached(file, at)) yield whole;
  }

  /** Processes of their own always are. */
  async #isSlow(test: string, file: string): Promise<boolean> {
    if (this.#imports.isApart(test)) return true;
    const { took } = this.#known;
    if (!took.has(test)) took.set(test, await this.#tookOf(test, file, MOST));
    return took.get(test)! > SLOW;
  }

  async #wholeOf(test: string, file: string): Promise<Whole | null> {
    const isApart = this.#imports.isApart(test);
    // A process of its own tells of all files at once.
    const key = isApart ? test : `${test} ${file}`;
    const { wholes, unfit } = this.#known;
    const known = wholes.get(key);
    if (known !== undefined) return known;
    const whole = isApart ? await this.#wholeApart(test) : await this.#wholeOnStand(test, file);
    if (whole === null) unfit.add(test);
    wholes.set(key, whole);
    return whole;
  }

  async #wholeOnStand(test: string, file: string): Promise<Whole | null> {
    const took = this.#known.took.get(test) ?? Number.POSITIVE_INFINITY;
    if (took === Number.POSITIVE_INFINITY) return null;
    const fresh = this.#imports.dependentsOf(file);
    const counted = await this.#stand.run({ test, file, text: null, fresh, isCounted: true }, MOST);
    if (counted === null || counted.failed !== null) return null;
    return { test, took, isReached: (_, at) => isNear(counted.ranges, at) };
  }

  async #wholeApart(test: string): Promise<Whole | null> {
    this.#copy ??= new Copy();
    const { end, took, reach } = await this.#copy.reachOf(test, MOST);
    return end === 'passed' ? { test, took, isReached: (file, at) => reach.isReached(file, at) } : null;
  }

  /** How long a test takes with nothing bent; without end when it fails. */
  async #tookOf(test: string, file: string, limit: number): Promise<number> {
    const began = performance.now();
    if (this.#imports.isApart(test)) {
      const text = readFileSync(join(ROOT, file), 'utf8');
      if ((await (this.#copy ??= new Copy()).endOf(test, { file, text }, limit)) !== 'passed')
        return Number.POSITIVE_INFINITY;
      return performance.now() - began;
    }
    const fresh = this.#imports.dependentsOf(file);
    const said = await this.#stand.run({ test, file, text: null, fresh, isCounted: false }, limit);
    return said === null || said.failed !== null ? Number.POSITIVE_INFINITY : said.took;
  }

  async #endOf(test: string, bend: Held, limit: number): Promise<End> {
    if (this.#imports.isApart(test)) return this.#copy!.endOf(test, bend, limit);
    const { file, text } = bend;
    const asked = { test, file, text, fresh: this.#imports.dependentsOf(file), isCounted: false };
    const said = await this.#stand.run(asked, limit);
    if (said === null) return 'ended';
    if (said.failed === null) return 'passed';
    if ((await this.#tookOf(test, file, limit)) < Number.POSITIVE_INFINITY) return 'failed';
    // What an earlier bend left behind may have failed it: a process that has seen none says.
    this.#stand.close();
    const again = await this.#stand.run(asked, limit);
    if (again === null) return 'ended';
    return again.failed === null ? 'passed' : 'failed';
  }

  /** Also while a test runs. */
  close(): void {
    this.#stand.close();
    this.#copy?.close();
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

/** The file with the rule bent. Throws when the rule does not stand there exactly once. */
export function bent({ name, file, find, put }: Rule, text: string): Held {
  if (text.split(find).length !== 2)
    throw new Error(
      `the rule '${name}' does not stand in src/${file} exactly once: mend test/mutants/rules/`,
    );
  return { file: `src/${file}`, text: text.replace(find, () => put), at: text.indexOf(find) };
}
