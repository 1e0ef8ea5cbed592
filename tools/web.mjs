// Makes build/web/ of web/: one script, one style and one page that names them by what is in them.
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';

const root = fileURLToPath(new URL('..', import.meta.url));
const at = (...parts) => join(root, ...parts);

const hashed = (stem, ending, text) =>
  `${stem}-${createHash('sha256').update(text).digest('hex').slice(0, 10)}.${ending}`;

async function script() {
  const bundle = await rolldown({
    input: at('web', 'src', 'main.tsx'),
    platform: 'browser',
    tsconfig: at('web', 'tsconfig.json'),
    transform: { target: 'es2022' },
    onLog(level, log, next) {
      if (level === 'warn') throw new Error(`bundling the page: ${log.message}`);
      next(level, log);
    },
  });
  const { output } = await bundle.generate({ format: 'esm', minify: true, codeSplitting: false });
  await bundle.close();
  return output[0].code;
}

/** Without comments and what only people read. */
function squeezed(css) {
  return css
    .replaceAll(/\/\*[\s\S]*?\*\//g, '')
    .replaceAll(/\s*\n\s*/g, '\n')
    .replaceAll(/\n+/g, '\n')
    .trim();
}

export async function buildWeb(folder = at('build', 'web')) {
  const code = await script();
  const style = squeezed(readFileSync(at('web', 'src', 'style.css'), 'utf8'));
  const names = { script: hashed('app', 'js', code), style: hashed('style', 'css', style) };
  const page = readFileSync(at('web', 'index.html'), 'utf8')
    .replace('SCRIPT', `/assets/${names.script}`)
    .replace('STYLE', `/assets/${names.style}`);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const [name, text] of [
    [names.script, code],
    [names.style, style],
    ['index.html', page],
  ])
    writeFileSync(join(folder, name), text);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await buildWeb();
