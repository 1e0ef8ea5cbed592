import { mkdirSync, statSync } from 'node:fs';
import { SystemFault } from '../base/fault.ts';
import { levelsOf } from '../base/levels.ts';

/** For its owner and its group alone: who was where is nobody else's. Throws SystemFault `file`. */
export function makeStateFolder(folder: string): void {
  try {
    for (const level of levelsOf(folder)) makeLevel(level);
  } catch (fault) {
    throw new SystemFault('file', `${folder}: the folder for the store cannot be made`, {
      operation: 'make the folder of the store',
      code: fault instanceof Error && 'code' in fault ? String(fault.code) : '',
      facts: { folder },
      remedy: 'name a folder that can be written',
    });
  }
}

function makeLevel(level: string): void {
  if (statSync(level, { throwIfNoEntry: false })?.isDirectory()) return;
  mkdirSync(level, { mode: 0o750 });
}
