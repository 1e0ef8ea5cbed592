import { mock } from 'node:test';

/** What a test file says it has, in place of node:test: nothing runs before the file has been read. */
interface Case {
  readonly name: string;
  readonly run: () => Promise<void>;
}

interface Options {
  readonly skip?: boolean | string;
  readonly todo?: boolean | string;
}

type Body = (t: Turn) => unknown;

const cases: Case[] = [];
const firsts: (() => unknown)[] = [];
const lasts: (() => unknown)[] = [];

/** As much of a TestContext as the tests of this house use. */
class Turn {
  readonly mock = mock;
  readonly name: string;
  readonly #afterwards: (() => unknown)[] = [];
  readonly #over = new AbortController();

  constructor(name: string) {
    this.name = name;
  }

  get signal(): AbortSignal {
    return this.#over.signal;
  }

  after(last: () => unknown): void {
    this.#afterwards.push(last);
  }

  diagnostic(): void {}
  skip(): void {}

  async test(name: string, ...rest: readonly unknown[]): Promise<void> {
    await caseOf(name, rest)?.run();
  }

  async end(): Promise<void> {
    for (const last of this.#afterwards.splice(0)) await last();
    this.#over.abort();
    mock.reset();
  }
}

function caseOf(name: unknown, rest: readonly unknown[]): Case | null {
  const all = [name, ...rest];
  const body = all.find((one) => typeof one === 'function') as Body | undefined;
  const { skip, todo } = (all.find((one) => typeof one === 'object' && one !== null) ?? {}) as Options;
  const isSkipped = (skip !== undefined && skip !== false) || (todo !== undefined && todo !== false);
  if (body === undefined || isSkipped) return null;
  const run = async (): Promise<void> => {
    const turn = new Turn(String(name));
    try {
      await body(turn);
    } finally {
      await turn.end();
    }
  };
  return { name: String(name), run };
}

export function test(name: string, ...rest: readonly unknown[]): Promise<void> {
  const one = caseOf(name, rest);
  if (one !== null) cases.push(one);
  return Promise.resolve();
}

export const before = (first: () => unknown): void => void firsts.push(first);
export const after = (last: () => unknown): void => void lasts.push(last);

/** Runs what was said since the last time, up to the first that fails, whose name it gives. */
export async function runCases(): Promise<string | null> {
  const [mine, begin, end] = [cases.splice(0), firsts.splice(0), lasts.splice(0)];
  let current = 'before';
  try {
    for (const first of begin) await first();
    for (const { name, run } of mine) {
      current = name;
      await run();
    }
  } catch {
    return current;
  } finally {
    for (const last of end) await last();
  }
  return null;
}
