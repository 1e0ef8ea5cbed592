import { mkdirSync, statSync } from 'node:fs';
import { levelsOf } from '../base/levels.ts';

/** The folder and all above it, where they are missing. Throws as Node does, also where Node's own recursion has no end. */
export function makeFolders(folder: string, mode: number): void {
  for (const level of levelsOf(folder))
    if (!statSync(level, { throwIfNoEntry: false })?.isDirectory()) mkdirSync(level, { mode });
}
