import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { type Disagreement, casesOf, judge } from './judge.ts';
import { loadModel, type Model } from './model.ts';
import type { Observation } from './observe.ts';
import type { CasePlan } from './plan.ts';
import { caseOf, replay, shrink } from './replay.ts';
import { observations, Session } from './session.ts';

const USAGE = `npm run agree -- [--cases N] [--seed S] [--replay FILE]
Random hosts are built in network namespaces, and what the kernel does is compared with what the model says. Needs root.
`;
const MOST_SHOWN = 5;

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      cases: { type: 'string', default: '3000' },
      seed: { type: 'string' },
      replay: { type: 'string' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) {
    process.stdout.write(USAGE);
    return 0;
  }
  const model = await loadModel();
  const session = new Session();
  try {
    if (values.replay !== undefined) return replayFile(session, model, values.replay);
    const seed = Number(values.seed ?? Math.floor(Math.random() * 1e9));
    const cases = Number(values.cases);
    if (!Number.isSafeInteger(cases) || cases < 1 || !Number.isSafeInteger(seed)) {
      process.stderr.write(USAGE);
      return 2;
    }
    return compareAll(session, model, { cases, seed });
  } finally {
    session.close();
  }
}

function replayFile(session: Session, model: Model, path: string): number {
  const found = replay(session, model, JSON.parse(readFileSync(path, 'utf8')) as CasePlan);
  for (const { about, why } of found) process.stdout.write(`${about}: ${why}\n`);
  if (found.length === 0) process.stdout.write('Model and kernel agree.\n');
  return found.length === 0 ? 0 : 1;
}

function compareAll(session: Session, model: Model, of: { cases: number; seed: number }): number {
  const startedAt = performance.now();
  process.stdout.write(`seed ${of.seed}\n`);
  let cases = 0;
  let hosts = 0;
  let told = 0;
  let unsteady = 0;
  let disagreements = 0;
  for (const observation of observations(session, of)) {
    hosts++;
    cases += casesOf(observation);
    for (const found of judge(model, observation)) {
      const smallest = told < MOST_SHOWN ? shrinkOne(session, model, { observation, found }) : undefined;
      if (told < MOST_SHOWN && smallest === undefined) unsteady++;
      else disagreements++;
      if (smallest) {
        told++;
        process.stdout.write(`${JSON.stringify(smallest)}\n`);
      }
    }
    if (hosts % 200 === 0) process.stderr.write(`${cases} cases …\n`);
  }
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  process.stdout.write(
    `${cases} cases on ${hosts} hosts in ${seconds} s: ${disagreements} disagreements, ${unsteady} that did not come again\n`,
  );
  if (session.wasFull()) {
    process.stdout.write('The neighbour table of this machine was full meanwhile: run it again.\n');
    return 5;
  }
  return disagreements === 0 ? 0 : 1;
}

function shrinkOne(
  session: Session,
  model: Model,
  { observation, found }: { observation: Observation; found: Disagreement },
): CasePlan | undefined {
  process.stderr.write(`${observation.seed}: ${found.about}: ${found.why}\n`);
  return shrink(session, model, caseOf(observation, found));
}

process.exitCode = await main();
