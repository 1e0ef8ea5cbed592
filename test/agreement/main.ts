import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { Guide } from './guide.ts';
import { casesOf, judge } from './judge.ts';
import { judgeWays } from './judge-ways.ts';
import { judgeScripts } from './judge-script.ts';
import { loadModel, type Model } from './model.ts';
import { loadMutants } from './mutants.ts';
import { MUTATIONS } from './mutations.ts';
import type { CasePlan } from './plan.ts';
import { caseOf, caseOfScript, caseOfWay, replay, shrink } from './replay.ts';
import { changesJudged, observations, performances, Session, wayObservations } from './session.ts';

const USAGE = `npm run agree -- [--cases N] [--ways N] [--changes N] [--seed S] [--plain] [--replay FILE]
Random hosts are built in network namespaces, and what the kernel does is compared with what the model says. Needs root.
  --cases N      frames, own questions and scripts together (3000)
  --ways N       ways of packets besides, held against what ip route get says (20000)
  --changes N    changes besides, held against what was foretold of them (2000)
  --seed S       the same seed draws the same hosts (printed when it is drawn)
  --plain        frames as they are drawn, not those that tell most
  --replay FILE  one case that was printed before
`;
const MOST_SHOWN = 5;
/** One round of scripts, 240 of them in eight seconds, for so many cases. */
const CASES_OF_ROUND = 5000;
const SCRIPTS_OF_ROUND = 240;

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      cases: { type: 'string', default: '3000' },
      ways: { type: 'string', default: '20000' },
      changes: { type: 'string', default: '2000' },
      seed: { type: 'string' },
      plain: { type: 'boolean', default: false },
      replay: { type: 'string' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  const seed = Number(values.seed ?? Math.floor(Math.random() * 1e6));
  const cases = Number(values.cases);
  const ways = Number(values.ways);
  const changes = Number(values.changes);
  const usable =
    Number.isSafeInteger(cases) &&
    cases >= 0 &&
    Number.isSafeInteger(changes) &&
    Number.isSafeInteger(seed) &&
    Number.isSafeInteger(ways);
  if (values.help || !usable) {
    process.stdout.write(USAGE);
    return usable ? 0 : 2;
  }
  const model = await loadModel();
  const guide = values.plain || values.replay ? undefined : new Guide(model, await loadMutants(MUTATIONS));
  const session = new Session();
  try {
    if (values.replay !== undefined) return replayFile(session, model, values.replay);
    return new Comparison(session, model).run({ cases, ways, changes, seed, ...(guide ? { guide } : {}) });
  } finally {
    session.close();
  }
}

function replayFile(session: Session, model: Model, path: string): number {
  const found = replay(session, model, JSON.parse(readFileSync(path, 'utf8')) as CasePlan);
  for (const why of found) process.stdout.write(`${why}\n`);
  if (found.length === 0) process.stdout.write('Model and kernel agree.\n');
  return found.length === 0 ? 0 : 1;
}

class Comparison {
  readonly #session: Session;
  readonly #model: Model;
  #told = 0;
  #unsteady = 0;
  #disagreements = 0;

  constructor(session: Session, model: Model) {
    this.#session = session;
    this.#model = model;
  }

  run(of: { cases: number; ways: number; changes: number; seed: number; guide?: Guide }): number {
    const startedAt = performance.now();
    process.stdout.write(`seed ${of.seed}\n`);
    const rounds = Math.ceil(of.cases / CASES_OF_ROUND);
    const frames = Math.max(0, of.cases - rounds * SCRIPTS_OF_ROUND);
    let cases = 0;
    let hosts = 0;
    for (const observation of observations(this.#session, { ...of, cases: frames })) {
      hosts++;
      cases += casesOf(observation);
      for (const found of judge(this.#model, observation)) this.#check(caseOf(observation, found));
      if (hosts % 200 === 0) process.stderr.write(`${cases} cases …\n`);
    }
    let scripts = 0;
    for (const seen of performances(this.#session, { rounds, seed: of.seed })) {
      scripts += seen.scripts.length;
      for (const { at, why } of judgeScripts(this.#model, seen)) this.#check(caseOfScript(seen, at, why));
    }
    const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
    process.stdout.write(
      `${cases + scripts} cases (${cases} frames and questions on ${hosts} hosts, ${scripts} scripts) in ${seconds} s: ${this.#disagreements} disagreements, ${this.#unsteady} that did not come again\n`,
    );
    this.#compareWays(of);
    this.#compareChanges(of);
    if (this.#session.wasFull()) {
      process.stdout.write('The neighbour table of this machine was full meanwhile: run it again.\n');
      return 5;
    }
    return this.#disagreements === 0 ? 0 : 1;
  }

  /** Look-ups are steady: what differs once, differs. */
  #compareWays(of: { ways: number; seed: number }): void {
    let asked = 0;
    let differing = 0;
    if (of.ways > 0)
      for (const seen of wayObservations(this.#session, { questions: of.ways, seed: of.seed })) {
        asked += seen.seen.length;
        for (const { at, why } of judgeWays(this.#model, seen)) {
          if (++differing > MOST_SHOWN) continue;
          const smallest = shrink(this.#session, this.#model, caseOfWay(seen, at, why));
          process.stdout.write(`${seen.seed}: ${why}\n${JSON.stringify(smallest)}\n`);
        }
      }
    this.#disagreements += differing;
    process.stdout.write(`${asked} ways of packets: ${differing} disagreements\n`);
  }

  #compareChanges(of: { changes: number; seed: number }): void {
    let made = 0;
    let differing = 0;
    if (of.changes > 0)
      for (const judged of changesJudged(this.#session, of)) {
        made += judged.made;
        for (const { seed, why } of judged.found) {
          if (++differing <= MOST_SHOWN) process.stdout.write(`${seed}: ${why}\n`);
        }
      }
    this.#disagreements += differing;
    process.stdout.write(`${made} changes: ${differing} disagreements\n`);
  }

  /** What differs must differ again in a fresh namespace, with time for everything; the smallest case of it is printed. */
  #check(one: CasePlan): void {
    if (this.#told >= MOST_SHOWN) {
      this.#disagreements++;
      return;
    }
    process.stderr.write(`${one.seed}: ${one.why}\n`);
    const smallest = shrink(this.#session, this.#model, one);
    if (!smallest) {
      this.#unsteady++;
      return;
    }
    this.#disagreements++;
    this.#told++;
    process.stdout.write(`${JSON.stringify(smallest)}\n`);
  }
}

process.exitCode = await main();
