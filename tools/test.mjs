// Runs the tests with node's runner: all, --unit (beside the sources, contracts, transcripts), --live (namespaces),
// --interop (those of them beside other tools) or --vm (user-mode Linux).
// What was skipped is listed at the end; with CI set, a skip is a failure. No file takes longer than its limit, and what
// it starts does not outlive it: either is a failure.
import { globSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { relative, resolve } from 'node:path';
import { run } from 'node:test';
import { spec } from 'node:test/reporters';
import { fileURLToPath } from 'node:url';
import { guardTests } from './test-guard.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const LIVE = ['agreement', 'interop', 'live'];
const VM = ['vm'];
const LIMIT = Number(process.env.ARPIST_TEST_LIMIT ?? 15 * 60) * 1000;
// What arpist says to people follows the locale; the tests know its words in UTF-8.
process.env.LC_ALL = 'C.UTF-8';
const wishes = process.argv.slice(2);

const isIn = (rooms, file) => rooms.some((room) => file.startsWith(`test/${room}/`));
const wanted = (file) => {
  if (wishes.includes('--interop')) return file.startsWith('test/interop/');
  if (wishes.includes('--unit')) return !isIn([...LIVE, ...VM], file);
  if (wishes.includes('--live')) return isIn(LIVE, file);
  return wishes.includes('--vm') ? isIn(VM, file) : true;
};
const named = wishes.filter((wish) => !wish.startsWith('--'));
const all = globSync(['src/**/*.test.ts', 'bench/**/*.test.ts', 'test/**/*.test.ts', 'tools/**/*.test.ts'], {
  cwd: root,
});
const files = named.length > 0 ? named : all.filter(wanted).sort();

const skipped = [];
const failed = [];
const troubles = [];
const shortName = (file) => relative(root, file);
const guard = guardTests({
  limit: LIMIT,
  toldLate: (file) => troubles.push(`${shortName(file)} took longer than ${LIMIT / 1000} s and was ended`),
  toldLeft: (file, words) =>
    troubles.push(`${shortName(file)} left a process behind: ${words.slice(0, 200)}`),
});
const stream = run({
  files: files.map((file) => resolve(root, file)),
  concurrency: availableParallelism(),
  execArgv: ['--import', new URL('test-mark.mjs', import.meta.url).href],
});
stream.on('test:pass', ({ name, skip, file }) => {
  if (skip === undefined || skip === false) return;
  skipped.push({ name, file: shortName(file ?? ''), why: skip === true ? 'no reason given' : skip });
});
stream.on('test:fail', ({ name, todo }) => {
  if (todo === undefined) failed.push(name);
});
const report = stream.compose(spec());
report.pipe(process.stdout);
await new Promise((resolve) => report.on('end', resolve));
await guard.close();

if (skipped.length > 0) {
  const lines = skipped.map(({ name, file, why }) => `  ${file}: ${name} (${why})`);
  process.stdout.write(`\nskipped, ${skipped.length}:\n${[...new Set(lines)].join('\n')}\n`);
}
for (const trouble of troubles) process.stdout.write(`${trouble}\n`);
const strict = (process.env.CI ?? '') !== '' && process.env.CI !== 'false';
if (strict && skipped.length > 0) process.stdout.write('A skip is a failure here, because CI is set.\n');
const bad = failed.length > 0 || files.length === 0 || troubles.length > 0;
process.exitCode = bad || (strict && skipped.length > 0) ? 1 : 0;
