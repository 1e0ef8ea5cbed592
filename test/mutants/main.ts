import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type Hunt, huntAll, wordsOf } from './hunt.ts';
import type { Rule } from './rule.ts';
import { RULES } from './rules.ts';
import { everySoMany, huntSystematically } from './systematic.ts';
import { ROOT } from './root.ts';
import { bent } from './workshop.ts';

const USAGE = `npm run mutants -- [FILE…] [--since REF] [--all] [--sample N] [--systematic] [--at-once N]
Bends the rules of the code, one at a time, and runs the tests that reach them: each must fail at least one.
  FILE          the rules of these files (src/verbs/scan/ear.ts, or a folder)
  --since REF   the rules of the files that differ from REF; the default, with HEAD
  --all         all rules
  --sample N    every so-and-so-many-th rule, so that N are bent
  --systematic  in place of the rules of the list, every small bend of the files that can be made: constants, edges
                of comparisons, halves of conditions, early returns, steps left out; with --sample, N of each file
  --at-once N   so many at a time (2)
`;

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      since: { type: 'string', default: 'HEAD' },
      all: { type: 'boolean', default: false },
      sample: { type: 'string' },
      systematic: { type: 'boolean', default: false },
      'at-once': { type: 'string', default: '2' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) {
    process.stdout.write(USAGE);
    return 0;
  }
  const say = (line: string): void => void process.stdout.write(`${line}\n`);
  const atOnce = Number(values['at-once']);
  if (values.systematic) {
    const most = values.sample === undefined ? Number.POSITIVE_INFINITY : Number(values.sample);
    return await huntSystematically(positionals, { most, atOnce, say });
  }
  const rules = chosen(positionals, values);
  say(`${rules.length} of ${RULES.length} rules`);
  return report(await hunt(rules, say, atOnce), say);
}

function chosen(
  files: readonly string[],
  of: { readonly since: string; readonly all: boolean; readonly sample?: string | undefined },
): readonly Rule[] {
  if (of.all) return RULES;
  if (of.sample !== undefined) return everySoMany(RULES, Number(of.sample));
  const changed = files.length > 0 ? files : changedSince(of.since);
  return RULES.filter(({ file }) =>
    changed.some((name) => `src/${file}`.startsWith(name.replace(/^\.\//, ''))),
  );
}

function changedSince(ref: string): readonly string[] {
  const linesOf = (...args: string[]): readonly string[] =>
    execFileSync('git', args, { cwd: ROOT, encoding: 'utf8' }).split('\n').filter(Boolean);
  return [...linesOf('diff', '--name-only', ref), ...linesOf('ls-files', '--others', '--exclude-standard')];
}

/** Bends each rule, by default two at a time in workshops of their own. */
export function hunt(rules: readonly Rule[], tell: (line: string) => void, atOnce = 2): Promise<Hunt<Rule>> {
  const quarries = rules.map((rule) => ({
    of: rule,
    held: () => bent(rule, readFileSync(join(ROOT, 'src', rule.file), 'utf8')),
  }));
  const say = (hunted: Hunt<Rule>['hunted'][number]): void => {
    const [mark, words] = wordsOf(hunted);
    tell(`${mark}  ${hunted.of.file}: ${hunted.of.name} ${words}`);
  };
  return huntAll(quarries, say, atOnce);
}

function report({ hunted, unfit }: Hunt<Rule>, say: (line: string) => void): number {
  const count = (is: string): number => hunted.filter((one) => one.is === is).length;
  const away = hunted.filter(({ is }) => is === 'away');
  const unexplained = away.filter(({ of }) => of.same === undefined);
  for (const test of unfit) say(`${test} fails with nothing bent: it was not asked`);
  say(
    `${count('caught') + count('ended')} of ${hunted.length} caught, ${count('ended')} of them ended by the limit; ${away.length - unexplained.length} change nothing, as the list says; ${count('failed')} could not be bent; ${unexplained.length} got away`,
  );
  return unexplained.length + count('failed') + unfit.length === 0 ? 0 : 1;
}

if (process.argv[1] === import.meta.filename) process.exitCode = await main();
