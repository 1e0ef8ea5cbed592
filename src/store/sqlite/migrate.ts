import { SystemFault } from '../../base/fault.ts';
import type { Database } from './database.ts';
import { told } from './faults.ts';
import { MIGRATIONS, SCHEMA } from './schema.ts';

/** The number stands in the file's own header (PRAGMA user_version): 0 in one that was just made. */
export function schemaOf(database: Database): number {
  return Number(database.prepare('PRAGMA user_version').get()!['user_version']);
}

/**
 * Leads an older store to the newest schema, whole or not at all; `backup` is called before one that holds something is
 * changed. Throws SystemFault `damaged` for a store of a newer version.
 */
export function migrate(database: Database, path: string, backup: () => void): void {
  const from = schemaOf(database);
  refuseNewer(from, path);
  if (from === SCHEMA) return;
  if (from > 0) backup();
  told(path, 'migrate', () => {
    database.exec('BEGIN IMMEDIATE');
    try {
      for (const text of MIGRATIONS.slice(from)) database.exec(text);
      database.exec(`PRAGMA user_version = ${SCHEMA}; COMMIT`);
    } catch (fault) {
      database.exec('ROLLBACK');
      throw fault;
    }
  });
}

/** The code of the fault: the file is whole, and not ours to move. */
export const NEWER = 'NEWER_SCHEMA';

/** Throws SystemFault `damaged`: what a newer version wrote would be misread. */
export function refuseNewer(schema: number, path: string): void {
  if (schema <= SCHEMA) return;
  throw new SystemFault(
    'damaged',
    `${path}: a newer arpist wrote this store (schema ${schema}, known up to ${SCHEMA})`,
    {
      operation: 'open the store',
      code: NEWER,
      facts: { file: path, schema, known: SCHEMA },
      remedy: 'use that version, or bring back the backup made before it',
    },
  );
}
