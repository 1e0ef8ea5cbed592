import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { testDoors } from './doors.ts';
import { testExamples, type User } from './examples.ts';
import { install, type Installed, ROOT } from './installed.ts';

/** The Node of the machine, which may be older than the one that runs the tests. */
const NODE = spawnSync('node', ['--version']).error ? process.execPath : 'node';

let place: Installed | undefined;
let folder = '';
let unpacked = '';

before(() => {
  place = install();
  ({ folder, unpacked } = place);
});

after(() => place?.remove());

const user = (): User => ({ folder, tarball: place!.tarball, node: NODE });
testExamples(user);
testDoors(user);

function arpist(...args: readonly string[]): {
  readonly status: number | null;
  readonly out: string;
  readonly err: string;
} {
  const done = spawnSync(NODE, [join(unpacked, 'dist/bin/arpist.js'), ...args], {
    encoding: 'utf8',
    cwd: folder,
  });
  return { status: done.status, out: done.stdout, err: done.stderr };
}

function allFiles(at: string): readonly string[] {
  return readdirSync(at, { recursive: true, encoding: 'utf8' }).filter((name) =>
    statSync(join(at, name)).isFile(),
  );
}

test('the tarball holds what is needed to run, and nothing of the workshop', () => {
  const files = allFiles(unpacked);
  for (const needed of [
    'package.json',
    'LICENSE',
    'dist/bin/arpist.js',
    'dist/vendors.bin',
    'dist/web/index.html',
    'dist/lib/library/index.js',
    'dist/lib/library/index.d.ts',
    'dist/lib/library/testing.js',
    'schema/station.v1.json',
  ])
    assert.ok(files.includes(needed), `${needed} is missing`);
  const stray = files.filter((file) =>
    /\.test\.|(^|\/)(src|test|tools|bench|build|node_modules)\//.test(file),
  );
  assert.deepEqual(stray, []);
  const size = files.reduce((sum, file) => sum + statSync(join(unpacked, file)).size, 0);
  assert.ok(size < 9_500_000, `${size} bytes`);
});

test('the command runs on the Node of the machine', () => {
  const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { version: string };
  const told = arpist('version');
  assert.match(told.out, new RegExp(`^arpist ${version.replaceAll('.', '\\.')} \\(Node `));
  assert.equal(told.status, 0);
  const help = arpist('--help');
  assert.match(help.out, /usage: arpist COMMAND/);
  assert.deepEqual([help.status, help.err], [0, '']);
  assert.equal(arpist('scan', '10.0.0.0/33').status, process.platform === 'linux' ? 2 : 3);
  const { mode } = statSync(join(unpacked, 'dist/bin/arpist.js'));
  assert.equal(mode & 0o111, 0o111, 'executable');
});

test('vendor names come from the package, not from the folder one is in', () => {
  writeFileSync(join(folder, 'vendors.bin'), 'not ours');
  const demo = arpist('demo', '--paper');
  assert.match(demo.out, /b8:27:eb\S+\tRaspberry Pi/);
  assert.equal(demo.status, 0);
});

test('--help opens few files of the bundle', () => {
  const bin = join(unpacked, 'dist/bin');
  const opened = new Set(['arpist.js']);
  for (const name of opened)
    for (const [, next = ''] of readFileSync(join(bin, name), 'utf8').matchAll(
      /^const \S+ = require\("\.\/([^"]+)"\)/gm,
    ))
      opened.add(next);
  const size = [...opened].reduce((sum, name) => sum + statSync(join(bin, name)).size, 0);
  assert.ok(opened.size <= 3 && size < 40_000, `${[...opened].join(' ')}: ${size} bytes`);
  assert.ok(readdirSync(bin).length > opened.size, 'the commands are in files of their own');
});
