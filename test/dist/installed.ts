import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** The package as somebody has it who installed it. */
export interface Installed {
  /** A project of its own, with the package and its only dependency in node_modules. */
  readonly folder: string;
  /** The package in there. */
  readonly unpacked: string;
  readonly tarball: string;
  remove(): void;
}

/** Nothing is fetched: what the package depends on, and the types a program is checked with, are packed from here. */
const BESIDE = ['koffi', `@koromix/koffi-linux-${process.arch}`, '@types/node', 'undici-types'];

/** Builds, packs and installs, by npm and without a network. */
export function install(): Installed {
  const folder = mkdtempSync(join(tmpdir(), 'arpist-'));
  const remove = (): void => rmSync(folder, { recursive: true });
  try {
    execFileSync(process.execPath, [join(ROOT, 'tools/build.mjs')], { cwd: ROOT, stdio: 'pipe' });
    const packed = [ROOT, ...BESIDE.map((name) => join(ROOT, 'node_modules', name))];
    const options = ['--ignore-scripts', '--silent', '--pack-destination', folder];
    execFileSync('npm', ['pack', ...options, ...packed], { cwd: folder, stdio: 'pipe' });
    const tarballs = readdirSync(folder).filter((name) => name.endsWith('.tgz'));
    writeFileSync(join(folder, 'package.json'), '{ "name": "user", "private": true, "type": "module" }\n');
    const quiet = [
      '--offline',
      '--ignore-scripts',
      '--no-audit',
      '--no-fund',
      '--cache',
      join(folder, 'cache'),
    ];
    execFileSync('npm', ['install', ...quiet, ...tarballs.map((name) => `./${name}`)], {
      cwd: folder,
      stdio: 'pipe',
    });
    const tarball = join(folder, tarballs.find((name) => name.startsWith('arpist-'))!);
    return { folder, unpacked: join(folder, 'node_modules', 'arpist'), tarball, remove };
  } catch (cause) {
    remove();
    throw cause;
  }
}
