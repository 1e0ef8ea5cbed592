import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
/** The Node of the machine, which may be older than the one that runs the tests. */
const NODE = spawnSync('node', ['--version']).error ? process.execPath : 'node';

let folder = '';
let unpacked = '';

before(() => {
  execFileSync(process.execPath, [join(ROOT, 'tools/build.mjs')], { cwd: ROOT, stdio: 'pipe' });
  folder = mkdtempSync(join(tmpdir(), 'arpist-'));
  const options = ['--ignore-scripts', '--silent', '--pack-destination', folder];
  execFileSync('npm', ['pack', ...options], { cwd: ROOT, stdio: 'pipe' });
  const [tarball = ''] = readdirSync(folder).filter((name) => name.endsWith('.tgz'));
  execFileSync('tar', ['-xzf', join(folder, tarball), '-C', folder]);
  // As npm lays it out: the package and its only dependency beside each other.
  const modules = join(folder, 'node_modules');
  execFileSync('mkdir', ['-p', modules]);
  for (const name of ['koffi', '@koromix'])
    symlinkSync(join(ROOT, 'node_modules', name), join(modules, name));
  unpacked = join(modules, 'arpist');
  execFileSync('mv', [join(folder, 'package'), unpacked]);
});

after(() => {
  if (folder !== '') rmSync(folder, { recursive: true });
});

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
    'dist/lib/index.js',
    'dist/lib/index.d.ts',
    'dist/lib/testing.js',
    'schema/station.v1.json',
  ])
    assert.ok(files.includes(needed), `${needed} is missing`);
  const stray = files.filter((file) =>
    /\.test\.|(^|\/)(src|test|tools|bench|build|node_modules)\//.test(file),
  );
  assert.deepEqual(stray, []);
  const size = files.reduce((sum, file) => sum + statSync(join(unpacked, file)).size, 0);
  assert.ok(size < 6_000_000, `${size} bytes`);
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

test('the library and its types work from outside', () => {
  const program =
    "import { parseMac, formatMac, parseTargets } from 'arpist'; import { openWorld } from 'arpist/testing'; console.log(formatMac(parseMac('B8-27-EB-0-0-1')), parseTargets('10.0.0.0/30').length, typeof openWorld)";
  writeFileSync(join(folder, 'use.mjs'), program);
  const used = spawnSync(NODE, ['use.mjs'], { cwd: folder, encoding: 'utf8' });
  assert.equal(used.stdout.trim(), 'b8:27:eb:00:00:01 1 function', used.stderr);
  assert.ok(existsSync(join(unpacked, 'dist/lib/testing.d.ts')));
});
