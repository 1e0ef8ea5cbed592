// The command line in one bundle with chunks, as dist/bin and the single file have it.
import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';

const root = fileURLToPath(new URL('..', import.meta.url));
const at = (...parts) => join(root, ...parts);

// What --help opens too.
const EVERY_START =
  /rolldown.runtime|\/src\/(?:cli\/exit-codes|terminal\/(?:args\/(?:times|flags)|text\/(?:wrap|ascii))|base\/(?:closest|fault|printable|time))\.ts$/;
// What one question needs, with all that these import: one file is opened sooner than forty.
const ONE_QUESTION =
  /\/src\/(?:cli\/(?:process-io|faults|ping\/ping)|linux\/(?:host|clock)|store\/vendors)\.ts$/;

// Commands stay in chunks of their own: --help opens two small files, and koffi is loaded by path when a socket is opened.
export async function bundleCommandLine(dir) {
  const bundle = await rolldown({
    input: {
      arpist: at('src', 'cli', 'main.ts'),
      'store-worker': at('src', 'store', 'sqlite', 'worker.ts'),
    },
    platform: 'node',
    external: ['koffi', 'pg', /^node:/],
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
    dir,
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
  writeFileSync(join(dir, 'package.json'), '{ "type": "commonjs" }\n');
  chmodSync(join(dir, 'arpist.js'), 0o755);
}
