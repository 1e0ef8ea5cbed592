// Makes build/single/arpist-linux-ARCH: the program, its native package and its Node in one file, with checksums. The same
// sources make the same bytes. Needs strip(1).
import { createHash } from 'node:crypto';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';
import { bundleCommandLine } from '../bundle.mjs';
import { buildWeb } from '../web.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const at = (...parts) => join(root, ...parts);
const { arch } = process;
const out = process.argv[2] ?? at('build', 'single');
const work = join(out, `.work-${process.pid}`);
const name = `arpist-linux-${arch}`;
const runtime = at('node_modules', `node-linux-${arch}`, 'bin', 'node');

/** Flipped by whoever injects, looked for by Node (its docs, "Single executable applications"). */
const FUSE = 'NODE_SEA_FUSE_fce680ab2cc467b6e072b8b5df1996b2';

function run(program, ...args) {
  const { status, stderr, error } = spawnSync(program, args, { cwd: work, encoding: 'utf8' });
  if (status !== 0)
    throw new Error(`${program}: ${error?.code === 'ENOENT' ? 'not on this machine' : stderr || error}`);
}

// The thread of the store is given its script as text, so all of it is in one.
async function bundle(input, file) {
  const made = await rolldown({
    input,
    platform: 'node',
    external: ['koffi', 'pg', /^node:/],
    transform: { target: 'node24' },
    tsconfig: at('tsconfig.build.json'),
    onLog(level, log, next) {
      if (log.code === 'INEFFECTIVE_DYNAMIC_IMPORT') return;
      if (level === 'warn') throw new Error(`bundling: ${log.message}`);
      next(level, log);
    },
  });
  await made.write({ file: join(work, file), format: 'cjs', codeSplitting: false });
  await made.close();
}

async function main() {
  for (const needed of [runtime, at('build', 'vendors.bin')])
    if (!existsSync(needed)) throw new Error(`${needed} is missing: npm ci makes it`);
  if (!process.env.KEEP) rmSync(work, { recursive: true, force: true });
  mkdirSync(work, { recursive: true });
  await bundle(at('src', 'store', 'sqlite', 'worker.ts'), 'store-worker.js');
  const { version } = JSON.parse(readFileSync(at('package.json'), 'utf8'));
  writeFileSync(join(work, 'package.json'), JSON.stringify({ name: 'arpist', version }));
  const native = createRequire(at('package.json')).resolve(
    `@koromix/koffi-linux-${arch}/linux_${arch}/koffi.node`,
  );
  copyFileSync(native, join(work, 'koffi.node'));
  copyFileSync(at('build', 'vendors.bin'), join(work, 'vendors.bin'));
  copyFileSync(at('tools', 'pack', 'loader.cjs'), join(work, 'loader.cjs'));
  // The program as npm has it, so that a start reads as little.
  await bundleCommandLine(join(work, 'bin'));
  const scripts = readdirSync(join(work, 'bin'))
    .filter((file) => file.endsWith('.js') && file !== 'store-worker.js')
    .toSorted();
  for (const file of scripts) copyFileSync(join(work, 'bin', file), join(work, file));
  await buildWeb(join(work, 'web'));
  const page = readdirSync(join(work, 'web')).toSorted();
  const texts = page.map((file) => [file, readFileSync(join(work, 'web', file), 'utf8')]);
  writeFileSync(join(work, 'web.json'), JSON.stringify(Object.fromEntries(texts)));
  // Relative, as paths are kept in what is made.
  const files = ['koffi.node', 'package.json', 'store-worker.js', 'vendors.bin', 'web.json', ...scripts];
  const config = {
    main: 'loader.cjs',
    output: 'blob',
    disableExperimentalSEAWarning: true,
    useSnapshot: false,
    useCodeCache: false,
    // SIGUSR1 opens no debugger; what NODE_OPTIONS says is for those who work on Node programs.
    execArgv: ['--disable-sigusr1'],
    execArgvExtension: 'none',
    assets: Object.fromEntries(files.map((file) => [file, file])),
  };
  writeFileSync(join(work, 'config.json'), JSON.stringify(config));
  run(runtime, '--experimental-sea-config', 'config.json');
  copyFileSync(runtime, join(work, name));
  chmodSync(join(work, name), 0o755);
  // Before: what is injected would not survive it.
  run('strip', '--strip-all', name);
  const { inject } = createRequire(import.meta.url)('postject');
  await inject(join(work, name), 'NODE_SEA_BLOB', readFileSync(join(work, 'blob')), { sentinelFuse: FUSE });
  const bytes = readFileSync(join(work, name));
  const file = join(out, name);
  rmSync(file, { force: true });
  writeFileSync(file, bytes, { mode: 0o755 });
  chmodSync(file, 0o755);
  const sum = createHash('sha256').update(bytes).digest('hex');
  writeFileSync(`${file}.sha256`, `${sum}  ${name}\n`);
  process.stdout.write(`${file}: ${(bytes.length / 1e6).toFixed(1)} MB, sha256 ${sum}\n`);
}

try {
  await main();
} finally {
  if (!process.env.KEEP) rmSync(work, { recursive: true, force: true });
}
