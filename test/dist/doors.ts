import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { test } from 'node:test';
import type { User } from './examples.ts';
import { ROOT } from './installed.ts';

/** All that is loaded with a door of the package: files from its root, and what is not a file of it. */
function loadedWith(door: string, unpacked: string): readonly string[] {
  const { exports } = JSON.parse(readFileSync(join(unpacked, 'package.json'), 'utf8')) as {
    readonly exports: Readonly<Record<string, { readonly default: string }>>;
  };
  const found = new Set<string>([join(unpacked, exports[door]!.default)]);
  for (const file of found) {
    if (!file.startsWith(unpacked)) continue;
    const text = readFileSync(file, 'utf8');
    for (const [, , next = ''] of text.matchAll(/^(import|export)\b[^;]*?(?<!')\bfrom\s*'([^']+)'/gm))
      found.add(next.startsWith('.') ? join(dirname(file), next) : next);
  }
  return [...found].map((file) => (file.startsWith(unpacked) ? relative(unpacked, file) : file)).toSorted();
}

/** The doors of the installed package. */
export function testDoors(userOf: () => User): void {
  const packageOf = ({ folder }: User): string => join(folder, 'node_modules', 'arpist');

  test('wire, kernel, capture and testing load no FFI, and neither Node nor this machine', () => {
    for (const door of ['./wire', './kernel', './capture', './testing']) {
      const loaded = loadedWith(door, packageOf(userOf()));
      assert.ok(loaded.length > 5, door);
      const foreign = loaded.filter((file) => !/^dist\/lib\/(?!linux\/|store\/)/.test(file));
      assert.deepEqual(foreign, [], door);
    }
    const whole = loadedWith('.', packageOf(userOf()));
    assert.ok(
      whole.some((file) => file.startsWith('dist/lib/linux/')),
      'the walk sees what it must not find',
    );
  });

  const skip = process.platform === 'linux' ? false : 'needs Linux';
  test('no door brings the FFI into the process before something is asked', { skip }, () => {
    const { folder, node } = userOf();
    const program = `import { readFileSync } from 'node:fs';
      const isThere = () => /koffi/.test(readFileSync('/proc/self/maps', 'utf8'));
      for (const door of ['', '/wire', '/kernel', '/mend', '/capture', '/testing']) await import('arpist' + door);
      const { openHands } = await import('arpist');
      const hands = openHands();
      const before = isThere();
      hands.host.interfaces();
      console.log(before, isThere());`;
    writeFileSync(join(folder, 'load.mjs'), program);
    const { stdout, stderr } = spawnSync(node, ['load.mjs'], { cwd: folder, encoding: 'utf8' });
    assert.equal(stdout, 'false true\n', stderr);
  });

  for (const [name, ...words] of [
    ['@arethetypeswrong/cli', '--profile', 'esm-only', '--no-color', '--no-emoji'],
    ['publint', '--strict'],
  ] as const) {
    const judge = programOf(name);
    const missing = judge === undefined ? `needs ${name}, which npm ci brings` : false;
    test(`${name} finds nothing wrong with the tarball`, { skip: missing }, () => {
      const { tarball } = userOf();
      const { status, stdout, stderr } = spawnSync(process.execPath, [judge!, tarball, ...words], {
        encoding: 'utf8',
      });
      assert.equal(status, 0, stdout + stderr);
      assert.match(stdout, name === 'publint' ? /All good!/ : /"arpist\/kernel" +│ OK \(ESM\)/, stdout);
    });
  }
}

/** The file of a package's program; undefined when it is not installed. */
function programOf(name: string): string | undefined {
  const folder = join(ROOT, 'node_modules', name);
  const manifest = join(folder, 'package.json');
  if (!existsSync(manifest)) return undefined;
  const { bin } = JSON.parse(readFileSync(manifest, 'utf8')) as {
    readonly bin: Readonly<Record<string, string>>;
  };
  return join(folder, Object.values(bin)[0]!);
}
