import { execFileSync } from 'node:child_process';
import { parseArgs } from 'node:util';
import { Imports } from './related.ts';
import type { Rule } from './rule.ts';
import { RULES } from './rules.ts';
import { ROOT, Workshop } from './workshop.ts';

const USAGE = `npm run mutants -- [FILE…] [--since REF] [--all] [--sample N]
Bends the rules of the code, one at a time, and runs the tests that reach them: each must fail at least one.
  FILE         the rules of these files (src/verbs/scan/ear.ts, or a folder)
  --since REF  the rules of the files that differ from REF; the default, with HEAD
  --all        all rules
  --sample N   every so-and-so-many-th rule, so that N are bent
`;

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      since: { type: 'string', default: 'HEAD' },
      all: { type: 'boolean', default: false },
      sample: { type: 'string' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) {
    process.stdout.write(USAGE);
    return 0;
  }
  const rules = chosen(positionals, values);
  process.stdout.write(`${rules.length} of ${RULES.length} rules\n`);
  return report(await hunt(rules, (line) => process.stdout.write(`${line}\n`)));
}

function chosen(
  files: readonly string[],
  of: { readonly since: string; readonly all: boolean; readonly sample?: string | undefined },
): readonly Rule[] {
  if (of.all) return RULES;
  if (of.sample !== undefined) return sampleOf(RULES, Number(of.sample));
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

/** Spread evenly over the list, the same every time. */
export function sampleOf(rules: readonly Rule[], most: number): readonly Rule[] {
  const step = Math.max(1, rules.length / most);
  return Array.from({ length: Math.min(most, rules.length) }, (_, at) => rules[Math.floor(at * step)]!);
}

export interface Hunted {
  readonly rule: Rule;
  readonly by: string | null;
}

/** Bends each rule, two at a time in workshops of their own. */
export async function hunt(rules: readonly Rule[], tell: (line: string) => void): Promise<readonly Hunted[]> {
  const imports = new Imports(ROOT);
  const left = [...rules];
  const hunted: Hunted[] = [];
  const hunter = async (): Promise<void> => {
    const workshop = new Workshop();
    try {
      for (let rule = left.shift(); rule !== undefined; rule = left.shift()) {
        const by = await workshop.caughtBy(rule, imports.testsOf(`src/${rule.file}`));
        hunted.push({ rule, by });
        tell(
          `${by === null ? 'SURVIVES' : 'caught  '}  ${rule.file}: ${rule.name}${by === null ? '' : ` (${by})`}`,
        );
      }
    } finally {
      workshop.close();
    }
  };
  await Promise.all([hunter(), hunter()]);
  return hunted;
}

function report(hunted: readonly Hunted[]): number {
  const away = hunted.filter(({ by }) => by === null);
  const unexplained = away.filter(({ rule }) => rule.same === undefined);
  process.stdout.write(
    `${hunted.length - away.length} of ${hunted.length} caught; ${away.length - unexplained.length} change nothing, as the list says; ${unexplained.length} got away\n`,
  );
  return unexplained.length === 0 ? 0 : 1;
}

if (process.argv[1] === import.meta.filename) process.exitCode = await main();
