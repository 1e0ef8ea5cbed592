// Makes dist/: the library (tsc), the command line in one bundle with chunks (rolldown), and the vendor names.
import { spawn } from 'node:child_process';
import { copyFileSync, cpSync, existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundleCommandLine } from './bundle.mjs';
import { buildWeb } from './web.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const at = (...parts) => join(root, ...parts);
// Made beside and moved over at the end: a build that fails leaves the last good one.
const fresh = at('build', `dist-${process.pid}`);

function run(file, ...args) {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [file, ...args], { cwd: root, stdio: 'inherit' });
    child.on('error', reject);
    child.on('exit', (code) => (code === 0 ? resolve() : reject(new Error(`${file} ended with ${code}`))));
  });
}

async function buildLibrary() {
  const typescript = dirname(createRequire(import.meta.url).resolve('typescript/package.json'));
  await run(join(typescript, 'bin', 'tsc'), '-p', 'tsconfig.build.json', '--outDir', join(fresh, 'lib'));
}

async function buildVendors() {
  await run(at('tools', 'vendors.ts'));
  mkdirSync(fresh, { recursive: true });
  copyFileSync(at('build', 'vendors.bin'), join(fresh, 'vendors.bin'));
}

// A clone's own service answers it from build/ as well.
async function buildPage() {
  await buildWeb(at('build', 'web'));
  cpSync(at('build', 'web'), join(fresh, 'web'), { recursive: true });
}

// What the bundle holds of others goes with their words.
function buildLicenses() {
  mkdirSync(join(fresh, 'licenses'), { recursive: true });
  for (const name of [
    '@hono/node-server',
    '@preact/signals',
    '@preact/signals-core',
    'eslint-visitor-keys',
    'hono',
    'nodemailer',
    'preact',
    'toml-eslint-parser',
    'valibot',
  ]) {
    const license = ['LICENSE', 'LICENSE.md'].map((file) => at('node_modules', name, file)).find(existsSync);
    copyFileSync(license, join(fresh, 'licenses', `${name.replaceAll(/\W/g, '-')}.txt`));
  }
}

const began = performance.now();
try {
  buildLicenses();
  await Promise.all([buildVendors(), buildLibrary(), bundleCommandLine(join(fresh, 'bin')), buildPage()]);
  rmSync(at('dist'), { recursive: true, force: true });
  renameSync(fresh, at('dist'));
} finally {
  rmSync(fresh, { recursive: true, force: true });
}
process.stdout.write(`dist/ built in ${((performance.now() - began) / 1000).toFixed(1)} s\n`);
