import type { AuditLine, Stood, Whom } from '../../ports/orders.ts';
import type { Pruned } from '../../ports/store.ts';
import { isAbout, type Shelf, type StandValues, type StandKind, type Stands } from '../obey.ts';
import { textWithout } from '../scrub.ts';
import type { Database } from './database.ts';
import { forget } from './drop.ts';

type Row = Readonly<Record<string, unknown>>;

/** What stands, and who asked for it, within a transaction that somebody else opens and closes. */
export class SqliteShelf implements Shelf {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  find(kind: StandKind, key: string): Stands | undefined {
    return standsOf(
      this.#database.prepare('SELECT * FROM standing WHERE kind = ? AND key = ?').get(kind, key),
    );
  }

  numbered(id: number): Stands | undefined {
    return standsOf(this.#database.prepare('SELECT * FROM standing WHERE id = ?').get(id));
  }

  put(kind: StandKind, key: string, { at, by, value }: Omit<Stood<StandValues[StandKind]>, 'id'>): number {
    this.#database.prepare('DELETE FROM standing WHERE kind = ? AND key = ?').run(kind, key);
    const made = this.#database
      .prepare('INSERT INTO standing (kind, key, at, by, body) VALUES (?, ?, ?, ?, ?)')
      .run(kind, key, at, by, JSON.stringify(value));
    return Number(made.lastInsertRowid);
  }

  drop(id: number): void {
    this.#database.prepare('DELETE FROM standing WHERE id = ?').run(id);
  }

  audit({ at, by, line, text, undo }: Omit<AuditLine, 'seq'>): void {
    this.#database
      .prepare('INSERT INTO audit (at, by, line, text, undo) VALUES (?, ?, ?, ?, ?)')
      .run(at, by, line, text, undo);
  }

  forget(whom: Whom): Pruned {
    for (const row of this.#database.prepare('SELECT * FROM standing').all()) {
      const one = standsOf(row);
      if (one && isAbout(one, whom)) this.drop(one.id);
    }
    const said = textWithout(whom);
    const change = this.#database.prepare('UPDATE audit SET line = ?, text = ?, undo = ? WHERE seq = ?');
    for (const row of this.#database.prepare('SELECT * FROM audit').all()) {
      const [line, text, undo] = [String(row['line']), String(row['text']), row['undo'] as string | null];
      const without = undo !== null && said(undo) !== undo ? null : undo;
      if (said(line) !== line || said(text) !== text || without !== undo)
        change.run(said(line), said(text), without, row['seq'] as number);
    }
    return forget(this.#database, whom);
  }
}

function standsOf(row: Row | undefined): Stands | undefined {
  if (row === undefined) return undefined;
  return {
    kind: row['kind'],
    id: Number(row['id']),
    at: Number(row['at']),
    by: String(row['by']),
    value: JSON.parse(String(row['body'])) as unknown,
  } as Stands;
}
