import { openDatabase } from './database.ts';
import { told } from './faults.ts';

/** A row of somebody else's table: by the names of its columns in small letters, numbers as texts, '' for nothing. */
export type ForeignRow = Readonly<Record<string, string>>;

/**
 * The rows of the first of the tables that the database has, `most` at most; null: it has none of them. Nothing is
 * written. Throws SystemFault.
 */
export async function readForeignTable(
  path: string,
  tables: readonly string[],
  most: number,
): Promise<{ readonly table: string; readonly rows: readonly ForeignRow[] } | null> {
  const database = await openDatabase(path, 'reader');
  return told(path, 'read', () => {
    try {
      const there = database.prepare("SELECT name FROM sqlite_master WHERE type = 'table'").all();
      const names = new Set(there.map(({ name }) => String(name)));
      const table = tables.find((name) => names.has(name));
      if (table === undefined) return null;
      const rows = database.prepare(`SELECT * FROM "${table.replaceAll('"', '""')}" LIMIT ?`).all(most);
      return { table, rows: rows.map(rowOf) };
    } finally {
      database.close();
    }
  });
}

function rowOf(row: Readonly<Record<string, unknown>>): ForeignRow {
  return Object.fromEntries(
    Object.entries(row).map(([name, value]) => [
      name.toLowerCase(),
      typeof value === 'string'
        ? value
        : typeof value === 'number' || typeof value === 'bigint'
          ? String(value)
          : '',
    ]),
  );
}
