import { chownSync, statSync } from 'node:fs';
import type * as Sqlite from 'node:sqlite';
import { SystemFault } from '../../base/fault.ts';
import { told } from './faults.ts';

/** Node brings SQLite since 22.5 behind a flag, and since this version without one. */
export const NODE_WITH_SQLITE = '22.13';

export type Database = Sqlite.DatabaseSync;

/**
 * Opens the file; a writer makes it when it is not there, a copy stays one file. Through a reader nothing can be written. Throws SystemFault
 * `unsupported` (a Node without SQLite), `file`, `damaged` or `busy`.
 */
export async function openDatabase(path: string, role: 'writer' | 'reader' | 'copy'): Promise<Database> {
  const { DatabaseSync: Opened } = sqlite();
  return told(path, 'open', () => {
    const database = new Opened(path, { readOnly: role === 'reader', timeout: 2000 });
    try {
      if (role === 'writer') {
        database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL');
        database.exec('PRAGMA wal_autocheckpoint = 1000; PRAGMA journal_size_limit = 16777216');
      } else if (role === 'reader') database.exec('PRAGMA query_only = 1');
      database.exec('PRAGMA cache_size = -16384');
      return database;
    } catch (fault) {
      database.close();
      throw fault;
    }
  });
}

/**
 * A store has one writer. Whoever holds a transaction on the file beside it is the one: the system ends that with the
 * process, however it ends. Throws SystemFault `busy`.
 */
export async function takeWriterLock(path: string): Promise<{ release(): void }> {
  const { DatabaseSync: Opened } = sqlite();
  return told(path, 'open', () => {
    const lock = new Opened(`${path}-writer`, { timeout: 0 });
    try {
      belongsAs(`${path}-writer`, path);
      lock.exec('BEGIN EXCLUSIVE');
    } catch (fault) {
      lock.close();
      throw fault;
    }
    return { release: () => lock.close() };
  });
}

/** Root that writes to the store of a service leaves nothing there that the service may not open. */
function belongsAs(file: string, other: string): void {
  const owner = process.getuid?.() === 0 ? statSync(other, { throwIfNoEntry: false }) : undefined;
  if (owner !== undefined && owner.uid !== 0) chownSync(file, owner.uid, owner.gid);
}

function sqlite(): typeof Sqlite {
  // Node 22 warns that it is an experiment, in the middle of what we say on stderr.
  const warn = process.emitWarning.bind(process);
  process.emitWarning = () => undefined;
  try {
    // Not imported: what runs from within a single file cannot import, and an old Node has none.
    const found = process.getBuiltinModule('node:sqlite') as typeof Sqlite | undefined;
    if (found !== undefined) return found;
  } finally {
    process.emitWarning = warn;
  }
  throw new SystemFault('unsupported', `this Node (${process.version}) has no SQLite to remember with`, {
    operation: 'open the store',
    facts: { node: process.version, needs: NODE_WITH_SQLITE },
    remedy: `install Node ${NODE_WITH_SQLITE} or newer`,
  });
}
