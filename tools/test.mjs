// Runs the tests with node's runner: all, --unit (beside the sources, contracts, transcripts), --live (namespaces),
// --interop (those of them beside other tools) or --vm (user-mode Linux).
// What was skipped is listed at the end; with CI set, a skip is a failure.
import { globSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { relative } from 'node:path';
import { run } from 'node:test';
import { spec } from 'node:test/reporters';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const LIVE = ['agreement', 'interop', 'live'];
const VM = ['vm'];
const wishes = process.argv.slice(2);

const isIn = (rooms, file) => rooms.some((room) => file.startsWith(`test/${room}/`));
const wanted = (file) => {
  if (wishes.includes('--interop')) return file.startsWith('test/interop/');
  if (wishes.includes('--unit')) return !isIn([...LIVE, ...VM], file);
  if (wishes.includes('--live')) return isIn(LIVE, file);
  return wishes.includes('--vm') ? isIn(VM, file) : true;
};
const files = globSync(['src/**/*.test.ts', 'test/**/*.test.ts'], { cwd: root }).filter(wanted).sort();

const skipped = [];
const failed = [];
const stream = run({ files: files.map((file) => `${root}${file}`), concurrency: availableParallelism() });
stream.on('test:pass', ({ name, skip, file }) => {
  if (skip === undefined || skip === false) return;
  skipped.push({ name, file: relative(root, file ?? ''), why: skip === true ? 'no reason given' : skip });
});
stream.on('test:fail', ({ name, todo }) => {
  if (todo === undefined) failed.push(name);
});
const report = stream.compose(spec());
report.pipe(process.stdout);
await new Promise((resolve) => report.on('end', resolve));

if (skipped.length > 0) {
  const lines = skipped.map(({ name, file, why }) => `  ${file}: ${name} (${why})`);
  process.stdout.write(`\nskipped, ${skipped.length}:\n${[...new Set(lines)].join('\n')}\n`);
}
const strict = (process.env.CI ?? '') !== '' && process.env.CI !== 'false';
if (strict && skipped.length > 0) process.stdout.write('A skip is a failure here, because CI is set.\n');
process.exitCode = failed.length > 0 || files.length === 0 || (strict && skipped.length > 0) ? 1 : 0;
