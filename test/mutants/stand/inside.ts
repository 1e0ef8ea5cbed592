// A process that runs test files one after another, with one file of the sources bent: only what imports that file is
// read anew, so a run takes as long as the tests themselves.
import { inspect } from 'node:util';
import { readFileSync } from 'node:fs';
import { Session } from 'node:inspector';
import { registerHooks, stripTypeScriptTypes } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ROOT } from '../root.ts';
import type { Range } from '../reach.ts';
import type { Asked, Said } from './stand.ts';

const BASE = pathToFileURL(ROOT).href;
const CASES = new URL('cases.ts', import.meta.url).href;
const OWN = new URL('./', import.meta.url).href;

/** The sources without their types, read once. */
const plain = new Map<string, string>();
let runs = 0;
let current: { readonly mark: string; readonly asked: Asked; readonly fresh: ReadonlySet<string> } | null =
  null;

const nameOf = (url: string): string | null =>
  url.startsWith(BASE) && !url.includes('/node_modules/') ? url.slice(BASE.length).replace(/\?.*/, '') : null;

registerHooks({
  resolve: (specifier, context, next) => {
    const from = context.parentURL ?? '';
    if (specifier === 'node:test' && !from.startsWith(OWN))
      return { url: CASES, format: 'module', shortCircuit: true };
    const found = next(specifier, context);
    const name = nameOf(found.url);
    if (name === null || current === null || !current.fresh.has(name)) return found;
    return { ...found, url: `${found.url.replace(/\?.*/, '')}${current.mark}` };
  },
  load: (url, context, next) => {
    const name = nameOf(url);
    if (name === null || !name.endsWith('.ts')) return next(url, context);
    const isBent = current !== null && url.endsWith(current.mark) && name === current.asked.file;
    const source = isBent && current?.asked.text !== null ? stripped(current!.asked.text) : plainOf(name);
    return { format: 'module', source, shortCircuit: true };
  },
});

function plainOf(name: string): string {
  const known = plain.get(name) ?? stripped(readFileSync(join(ROOT, name), 'utf8'));
  plain.set(name, known);
  return known;
}

const stripped = (text: string): string => stripTypeScriptTypes(text);

let stray: unknown = null;
for (const kind of ['uncaughtException', 'unhandledRejection'] as const)
  process.on(kind, (fault: unknown) => {
    stray = fault ?? new Error(kind);
  });
process.setMaxListeners(0);
process.exit = ((): never => {
  throw new Error('a test ends the process');
}) as typeof process.exit;

const { runCases } = (await import(CASES)) as { readonly runCases: () => Promise<string | null> };

async function run(asked: Asked): Promise<Said> {
  current = { mark: `?run=${runs++}`, asked, fresh: new Set(asked.fresh) };
  stray = null;
  const session = asked.isCounted ? counting() : null;
  const began = performance.now();
  let failed: string | null = null;
  try {
    await import(`${BASE}${asked.test}${current.mark}`);
    failed = await runCases();
    await new Promise((resolve) => setImmediate(resolve));
    if (failed === null && stray !== null) failed = inspect(stray);
  } catch (fault) {
    await runCases().catch(() => null);
    failed = String(fault);
  }
  const took = performance.now() - began;
  const ranges = session === null ? [] : await rangesOf(session, asked.file);
  return { id: asked.id, failed, took, ranges, memory: process.memoryUsage().rss };
}

function counting(): Session {
  const session = new Session();
  session.connect();
  session.post('Profiler.enable');
  session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true });
  return session;
}

function rangesOf(session: Session, file: string): Promise<readonly Range[]> {
  return new Promise((resolve, reject) => {
    session.post('Profiler.takePreciseCoverage', (fault, told) => {
      session.post('Profiler.stopPreciseCoverage');
      session.disconnect();
      if (fault) return reject(fault);
      const mine = told.result.filter(({ url }) => url.endsWith(current!.mark) && nameOf(url) === file);
      resolve(mine.flatMap(({ functions }) => functions.flatMap(({ ranges }) => ranges)));
    });
  });
}

let queue = Promise.resolve();
process.on('message', (asked: Asked) => {
  queue = queue.then(async () => void process.send!(await run(asked)));
});
process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'));
process.send!({ id: -1 });
