import { SystemFault } from '../../base/fault.ts';
import type { OwnFiles } from '../../ports/files.ts';
import type { PersistFile } from '../../ports/journal.ts';

/** What became of the files that make a change last. */
export interface FilesReport {
  /** Whole, on the disk and read back. */
  readonly written: readonly string[];
  /** Why the others are not there, one sentence each. */
  readonly unwritten: readonly string[];
}

export const NO_FILES: FilesReport = { written: [], unwritten: [] };

/** Each by itself: what can be written is, and the rest is told. The change they belong to stands in any case. */
export function writeFiles(own: OwnFiles, files: readonly PersistFile[]): FilesReport {
  const written: string[] = [];
  const unwritten: string[] = [];
  for (const file of files)
    try {
      own.write(file);
      written.push(file.path);
    } catch (cause) {
      if (!(cause instanceof SystemFault)) throw cause;
      unwritten.push(`${cause.message}: the change stands now, and is gone with the next start`);
    }
  return { written, unwritten };
}
