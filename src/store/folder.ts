import { mkdirSync } from 'node:fs';
import { SystemFault } from '../base/fault.ts';

/** For its owner and its group alone: who was where is nobody else's. Throws SystemFault `file`. */
export function makeStateFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o750 });
  } catch (fault) {
    throw new SystemFault('file', `${folder}: the folder for the store cannot be made`, {
      operation: 'make the folder of the store',
      code: fault instanceof Error && 'code' in fault ? String(fault.code) : '',
      facts: { folder },
      remedy: 'name a folder that can be written with --store DIR',
    });
  }
}
