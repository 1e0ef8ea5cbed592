import { spawn } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { WaysObservation } from './ask-ways.ts';
import { casesOf, judge } from './judge.ts';
import { judgeScripts } from './judge-script.ts';
import { judgeWays } from './judge-ways.ts';
import { loadModel, type Model } from './model.ts';
import type { Mutation } from './mutations.ts';
import type { Observation } from './observe.ts';
import type { Performance } from './script-plan.ts';

const SRC = fileURLToPath(new URL('../../src/', import.meta.url));
const BUILD = fileURLToPath(new URL('../../build/', import.meta.url));

export interface Caught {
  readonly name: string;
  /** Cases looked at until the mutant was caught; null when it got away. */
  readonly after: number | null;
  readonly why: string;
}

export interface Mutant extends Mutation {
  readonly model: Model;
}

/** The mutants, loaded. The folder they came from is gone afterwards. */
export async function loadMutants(mutations: readonly Mutation[]): Promise<readonly Mutant[]> {
  mkdirSync(BUILD, { recursive: true });
  const folder = mkdtempSync(`${BUILD}mutants-`);
  try {
    const mutants: Mutant[] = [];
    for (const [at, mutation] of mutations.entries())
      mutants.push({ ...mutation, model: await bend(`${folder}/${at}/`, mutation) });
    return mutants;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Every mutant against what the kernel was seen to do: no kernel is needed for that, and no root. */
export function hunt(mutants: readonly Mutant[], seen: readonly Observation[]): readonly Caught[] {
  return mutants.map((mutant) => chase(mutant, seen));
}

/** Mutants that only time shows, against scripts that ran. */
export function huntInTime(mutants: readonly Mutant[], seen: readonly Performance[]): readonly Caught[] {
  return mutants.map(({ name, model }) => {
    let cases = 0;
    for (const performance of seen) {
      cases += performance.scripts.length;
      const [found] = judgeScripts(model, performance);
      if (found) return { name, after: cases, why: found.why };
    }
    return { name, after: null, why: '' };
  });
}

/** Mutants of the ways of packets, against what kernels said of them. */
export function huntWays(mutants: readonly Mutant[], seen: readonly WaysObservation[]): readonly Caught[] {
  return mutants.map(({ name, model }) => {
    let cases = 0;
    for (const observation of seen) {
      const [found] = judgeWays(model, observation, 1);
      if (found) return { name, after: cases + found.at + 1, why: found.why };
      cases += observation.seen.length;
    }
    return { name, after: null, why: '' };
  });
}

/** Mutants of rules beside the model, each against the test of its own file: the names of those that got away. */
export async function huntBeside(mutations: readonly Mutation[]): Promise<readonly string[]> {
  mkdirSync(BUILD, { recursive: true });
  const folder = mkdtempSync(`${BUILD}mutants-`);
  try {
    const away: string[] = [];
    const left = [...mutations.entries()];
    const hunter = async (): Promise<void> => {
      for (let next = left.shift(); next !== undefined; next = left.shift()) {
        const [at, mutation] = next;
        if (await passes(`${folder}/${at}/`, mutation)) away.push(mutation.name);
      }
    };
    await Promise.all([hunter(), hunter()]);
    return away;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Whether the test of the bent file passes. */
async function passes(folder: string, mutation: Mutation): Promise<boolean> {
  bendIn(folder, mutation);
  const test = `kernel/${mutation.file.replace(/\.ts$/, '.test.ts')}`;
  cpSync(`${SRC}${test}`, `${folder}${test}`);
  const child = spawn(process.execPath, ['--test', `${folder}${test}`], { stdio: 'ignore', env: bare() });
  return await new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve(code === 0));
  });
}

/** Node takes a test that is started by another for a part of it. */
function bare(): NodeJS.ProcessEnv {
  const { NODE_TEST_CONTEXT: _, ...env } = process.env;
  return env;
}

/** A copy of the model with one rule bent. Throws when the rule is not there any more. */
async function bend(folder: string, mutation: Mutation): Promise<Model> {
  bendIn(folder, mutation);
  return await loadModel(pathToFileURL(folder).href);
}

function bendIn(folder: string, { name, file, find, put }: Mutation): void {
  mkdirSync(folder, { recursive: true });
  for (const room of ['base', 'wire', 'sim']) symlinkSync(`${SRC}${room}`, `${folder}${room}`);
  cpSync(`${SRC}kernel`, `${folder}kernel`, {
    recursive: true,
    filter: (path) => !path.endsWith('.test.ts'),
  });
  const path = `${folder}kernel/${file}`;
  const text = readFileSync(path, 'utf8');
  if (text.split(find).length !== 2)
    throw new Error(
      `the mutant '${name}' does not fit src/kernel/${file} any more: mend test/agreement/mutations.ts`,
    );
  writeFileSync(
    path,
    text.replace(find, () => put),
  );
}

function chase({ name, model }: Mutant, seen: readonly Observation[]): Caught {
  let cases = 0;
  for (const observation of seen) {
    cases += casesOf(observation);
    try {
      const [found] = judge(model, observation, 1);
      if (found) return { name, after: cases, why: found.why };
    } catch (error) {
      return { name, after: cases, why: `it throws: ${String(error)}` };
    }
  }
  return { name, after: null, why: '' };
}
