// Makes dist/: the library (tsc), the command line in one bundle with chunks (rolldown), and the vendor names.
import { spawn } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';
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

// What --help opens too.
const EVERY_START =
  /rolldown.runtime|\/src\/(?:cli\/exit-codes|terminal\/(?:args\/(?:times|flags)|text\/(?:wrap|ascii))|base\/(?:closest|fault|printable|time))\.ts$/;
// What one question needs, with all that these import: one file is opened sooner than forty.
const ONE_QUESTION =
  /\/src\/(?:cli\/(?:process-io|faults|ping\/ping)|linux\/(?:host|clock)|store\/vendors)\.ts$/;

// Commands stay in chunks of their own: --help opens two small files, and koffi is loaded by path when a socket is opened.
async function buildCommandLine() {
  const bundle = await rolldown({
    input: {
      arpist: at('src', 'cli', 'main.ts'),
      'store-worker': at('src', 'store', 'sqlite', 'worker.ts'),
    },
    platform: 'node',
    external: ['koffi', /^node:/],
    transform: { target: 'node20.19' },
    tsconfig: at('tsconfig.build.json'),
    onLog(level, log, next) {
      // Deferred on purpose: what one question needs lies in one file, whoever else imports it.
      if (log.code === 'INEFFECTIVE_DYNAMIC_IMPORT') return;
      if (level === 'warn') throw new Error(`bundling: ${log.message}`);
      next(level, log);
    },
  });
  await bundle.write({
    dir: join(fresh, 'bin'),
    format: 'cjs',
    entryFileNames: '[name].js',
    chunkFileNames: '[name]-[hash].js',
    banner: (chunk) => (chunk.isEntry ? '#!/usr/bin/env node' : ''),
    codeSplitting: {
      groups: [
        { name: 'words', test: EVERY_START, priority: 2 },
        { name: 'ping', test: ONE_QUESTION, priority: 1 },
      ],
    },
  });
  await bundle.close();
  // Not as ES modules, which Node loads more slowly than what it runs from them.
  writeFileSync(join(fresh, 'bin', 'package.json'), '{ "type": "commonjs" }\n');
  chmodSync(join(fresh, 'bin', 'arpist.js'), 0o755);
}

const began = performance.now();
try {
  buildLicenses();
  await Promise.all([buildVendors(), buildLibrary(), buildCommandLine(), buildPage()]);
  rmSync(at('dist'), { recursive: true, force: true });
  renameSync(fresh, at('dist'));
} finally {
  rmSync(fresh, { recursive: true, force: true });
}
process.stdout.write(`dist/ built in ${((performance.now() - began) / 1000).toFixed(1)} s\n`);
