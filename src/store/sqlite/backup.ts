import { randomBytes } from 'node:crypto';
import { closeSync, existsSync, openSync, renameSync, rmSync } from 'node:fs';
import { SystemFault } from '../../base/fault.ts';
import { type Database, openDatabase } from './database.ts';
import { told } from './faults.ts';

const META = 'INSERT OR REPLACE INTO meta (name, value) VALUES (?, ?)';

/** The store knows itself; one that was brought back from a backup becomes another, and knows from when it is. */
export function thisStore(database: Database): void {
  const value = (name: string): unknown =>
    database.prepare('SELECT value FROM meta WHERE name = ?').get(name)?.['value'];
  const backup = value('backup');
  if (value('id') !== undefined && backup === undefined) return;
  database.exec('BEGIN IMMEDIATE');
  database.prepare(META).run('id', randomBytes(8).toString('hex'));
  if (backup !== undefined) database.prepare(META).run('restored', Number(backup));
  database.exec("DELETE FROM meta WHERE name = 'backup'; COMMIT");
}

/**
 * The whole store as one file, for its owner alone, also while somebody writes to it; its name is there only when it is
 * whole. Throws SystemFault.
 */
export async function backUp(reading: Database, path: string, to: string): Promise<void> {
  const fault = (sentence: string, code: string): SystemFault =>
    new SystemFault('file', `${to}: ${sentence}`, {
      operation: 'back up the store',
      code,
      facts: { file: to, store: path },
      remedy: 'name another file, in a folder that can be written',
    });
  if (existsSync(to)) throw fault('this file is there already', 'EEXIST');
  const part = `${to}.part-${randomBytes(4).toString('hex')}`;
  try {
    // SQLite fills an empty file that is there: so nobody else can read it for a moment.
    closeSync(openSync(part, 'wx', 0o600));
  } catch (cause) {
    throw fault('the backup cannot be written', (cause as NodeJS.ErrnoException).code ?? '');
  }
  try {
    told(to, 'back up', () => {
      // The file is opened to read all the same: what may be written for a moment is the other one.
      reading.exec('PRAGMA query_only = 0');
      try {
        reading.exec(`VACUUM INTO '${part.replaceAll("'", "''")}'`);
      } finally {
        reading.exec('PRAGMA query_only = 1');
      }
    });
    const made = await openDatabase(part, 'copy');
    try {
      const last = made.prepare("SELECT value FROM meta WHERE name = 'last-commit'").get();
      made.prepare(META).run('backup', Number(last?.['value'] ?? 0));
    } finally {
      made.close();
    }
    renameSync(part, to);
  } catch (cause) {
    rmSync(part, { force: true });
    throw cause;
  }
}
