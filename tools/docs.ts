// Writes the pages that are made from the source: `npm run docs`. A test holds the written ones against what the source says.
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { findingPages } from './docs-findings.ts';
import { commandPages } from './docs-commands.ts';
import { kernelPages, type Page } from './docs-kernel.ts';
import { partPages } from './docs-parts.ts';
import { watchPages } from './docs-watch.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
/** Folders in which every page is made: what the source no longer has goes away. */
const MADE_FOLDERS = ['docs/reasons', 'docs/findings', 'docs/watch', 'man'];

export function madePages(): readonly Page[] {
  return [...kernelPages(), ...findingPages(), ...watchPages(), ...commandPages(), ...partPages(textOf)];
}

function textOf(path: string): string | null {
  try {
    return readFileSync(join(ROOT, path), 'utf8');
  } catch {
    return null;
  }
}

function strayPages(pages: readonly Page[]): string[] {
  const made = new Set(pages.map(([path]) => path));
  return MADE_FOLDERS.flatMap((folder) => {
    const there = existsSync(join(ROOT, folder)) ? readdirSync(join(ROOT, folder)) : [];
    return there.map((name) => `${folder}/${name}`).filter((path) => !made.has(path));
  });
}

/** Pages that are missing, differ from the source, or have none any more. */
export function stalePages(): readonly string[] {
  const pages = madePages();
  return [
    ...pages.filter(([path, text]) => textOf(path) !== text).map(([path]) => path),
    ...strayPages(pages),
  ];
}

function writePages(): void {
  const pages = madePages();
  for (const path of strayPages(pages)) rmSync(join(ROOT, path));
  for (const [path, text] of pages) {
    mkdirSync(dirname(join(ROOT, path)), { recursive: true });
    writeFileSync(join(ROOT, path), text);
  }
  process.stdout.write(`${pages.length} pages made\n`);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) writePages();
