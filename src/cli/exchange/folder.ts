import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileFault } from '../files.ts';

/** The names of the files in a folder, in order; null: it is no folder. Throws SystemFault. */
export function namesIn(path: string): readonly string[] | null {
  try {
    if (statSync(path, { throwIfNoEntry: false })?.isDirectory() !== true) return null;
    return readdirSync(path)
      .filter((name) => statSync(join(path, name), { throwIfNoEntry: false })?.isFile() === true)
      .toSorted();
  } catch (cause) {
    throw fileFault(path, 'read', cause);
  }
}
