import { existsSync } from 'node:fs';
import { SystemFault } from '../../base/fault.ts';
import type { Instant } from '../../base/time.ts';
import type { Tenure } from '../../inventory/tenure.ts';
import type { Blind } from '../../inventory/watch-event.ts';
import type {
  Approval,
  AuditLine,
  MemoryOrder,
  Mute,
  Ordered,
  Remark,
  Stood,
  Whom,
} from '../../ports/orders.ts';
import type {
  EpisodeQuery,
  EvidenceFrame,
  Keep,
  Pruned,
  Store,
  StoreBatch,
  StoredEpisode,
  StoredEvent,
  StoredStation,
  StoreFacts,
  TenureQuery,
} from '../../ports/store.ts';
import type { Spool, SpoolBatch, SpoolFacts, SpoolLimits } from '../../ports/spool.ts';
import { type Database, openDatabase, takeWriterLock } from './database.ts';
import { backUp, thisStore } from './backup.ts';
import { prune } from './drop.ts';
import { told } from './faults.ts';
import { freeName } from './files.ts';
import { hide } from './hide.ts';
import { migrate, refuseNewer, schemaOf } from './migrate.ts';
import { obey } from '../obey.ts';
import { Reader } from './reader.ts';
import { SqliteShelf } from './shelf.ts';
import { Writer } from './writer.ts';

interface Parts {
  readonly path: string;
  readonly reading: Database;
  /** null: opened to read alone */
  readonly writing: { readonly database: Database; readonly lock: { release(): void } } | null;
}

/**
 * The store in one file. To write: takes the lock of the one writer, makes the file when it is not there, leads an older
 * schema forward after a backup beside it. Throws SystemFault `unsupported`, `busy`, `file`, `damaged`, `disk-full`.
 */
export async function openStore(path: string, role: 'writer' | 'reader'): Promise<Store & Spool> {
  if (role === 'reader') return new SqliteStore(await openToRead(path));
  const lock = await takeWriterLock(path);
  try {
    const database = await openDatabase(path, 'writer');
    migrate(database, path, () => database.exec(`VACUUM INTO '${backupOf(path, schemaOf(database))}'`));
    told(path, 'open', () => thisStore(database));
    const reading = await openDatabase(path, 'reader');
    return new SqliteStore({ path, reading, writing: { database, lock } });
  } catch (fault) {
    lock.release();
    throw fault;
  }
}

async function openToRead(path: string): Promise<Parts> {
  if (!existsSync(path))
    throw new SystemFault('file', `${path}: there is no store`, {
      operation: 'open the store',
      facts: { file: path },
      remedy: 'name the folder that arpist watch --store wrote',
    });
  const reading = await openDatabase(path, 'reader');
  refuseNewer(
    told(path, 'read', () => schemaOf(reading)),
    path,
  );
  return { path, reading, writing: null };
}

/** Beside it, never over one that is there: `arpist.db.schema-1`. */
function backupOf(path: string, schema: number): string {
  return freeName(`${path}.schema-${schema}`).replaceAll("'", "''");
}

class SqliteStore implements Store, Spool {
  readonly #parts: Parts;
  readonly #reader: Reader;
  readonly #writer: Writer | null;

  constructor(parts: Parts) {
    this.#parts = parts;
    this.#reader = new Reader(parts.reading, parts.path);
    this.#writer = parts.writing && new Writer(parts.writing.database);
  }

  async begin(at: Instant): Promise<void> {
    this.#whole('begin', (writer) => writer.begin(at));
  }

  async commit(batch: StoreBatch): Promise<void> {
    this.#whole('write', (writer) => writer.write(batch));
  }

  async tenures(query: TenureQuery, most: number): Promise<readonly Tenure[]> {
    return this.#read((reader) => reader.tenures(query, most));
  }

  async blinds(from: Instant, until: Instant): Promise<readonly Blind[]> {
    return this.#read((reader) => reader.blinds(from, until));
  }

  async stations(after: StoredStation | null, most: number): Promise<readonly StoredStation[]> {
    return this.#read((reader) => reader.stations(after, most));
  }

  async episodes(query: EpisodeQuery, most: number): Promise<readonly StoredEpisode[]> {
    return this.#read((reader) => reader.episodes(query, most));
  }

  async eventsOf(episode: number): Promise<readonly StoredEvent[]> {
    return this.#read((reader) => reader.eventsOf(episode));
  }

  async eventsAfter(seq: number, most: number): Promise<readonly StoredEvent[]> {
    return this.#read((reader) => reader.eventsAfter(seq, most));
  }

  async evidenceOf(episode: number): Promise<readonly EvidenceFrame[]> {
    return this.#read((reader) => reader.evidenceOf(episode));
  }

  async prune(keep: Keep, now: Instant, most = Number.MAX_SAFE_INTEGER): Promise<Pruned> {
    return this.#whole('shorten', (_, database) => {
      const gone = prune(database, keep, { now, most });
      if (keep.anonymiseAfter !== null) hide(database, now - keep.anonymiseAfter, { now, most });
      return gone;
    });
  }

  async holdings(whom: Whom): Promise<Pruned> {
    return this.#read((reader) => reader.holdings(whom));
  }

  async order(order: MemoryOrder, by: string, at: Instant): Promise<Ordered> {
    return this.#whole('write', (_, database) => obey(order, by, { at, shelf: new SqliteShelf(database) }));
  }

  async approvals(): Promise<readonly Stood<Approval>[]> {
    return this.#read((reader) => reader.standing('approval'));
  }

  async mutes(): Promise<readonly Stood<Mute>[]> {
    return this.#read((reader) => reader.standing('mute'));
  }

  async notes(): Promise<readonly Stood<Remark>[]> {
    return this.#read((reader) => reader.standing('note'));
  }

  async audit(after: number, most: number): Promise<readonly AuditLine[]> {
    return this.#read((reader) => reader.audit(after, most));
  }

  async backup(path: string): Promise<void> {
    await backUp(this.#parts.reading, this.#parts.path, path);
  }

  async facts(): Promise<StoreFacts> {
    return this.#read((reader) => reader.facts());
  }

  async check(): Promise<readonly string[]> {
    return this.#read((reader) => reader.check());
  }

  async openSpool(limits: SpoolLimits, now: Instant): Promise<SpoolFacts> {
    // What the centre was told must not be gone after a loss of power: its number would be given again.
    this.#parts.writing?.database.exec('PRAGMA synchronous = FULL');
    return this.#whole('spool', ({ spool }) => spool.open(limits, now));
  }

  async spooled(
    after: number,
    most: number,
  ): Promise<{ readonly facts: SpoolFacts; readonly batches: readonly SpoolBatch[] }> {
    return this.#whole('read', ({ spool }) => ({ facts: spool.facts(), batches: spool.after(after, most) }));
  }

  async confirm(run: string, mark: number, now: Instant): Promise<SpoolFacts> {
    return this.#whole('write', ({ spool }) => spool.confirm(run, mark, now));
  }

  async renewRun(now: Instant): Promise<SpoolFacts> {
    return this.#whole('write', ({ spool }) => spool.renew(now));
  }

  async close(): Promise<void> {
    const { reading, writing } = this.#parts;
    reading.close();
    writing?.database.close();
    writing?.lock.release();
  }

  #read<T>(question: (reader: Reader) => T): T {
    return told(this.#parts.path, 'read', () => question(this.#reader));
  }

  #whole<T>(operation: string, deed: (writer: Writer, database: Database) => T): T {
    const { path, writing } = this.#parts;
    const writer = this.#writer;
    if (!writing || !writer)
      throw new SystemFault('file', `${path}: the store was opened to read`, {
        operation: `${operation} the store`,
        facts: { file: path },
        remedy: 'open it to write',
      });
    const { database } = writing;
    return told(path, operation, () => {
      database.exec('BEGIN IMMEDIATE');
      try {
        const result = deed(writer, database);
        database.exec('COMMIT');
        return result;
      } catch (fault) {
        // A full disk has rolled back by itself.
        if (database.isTransaction) database.exec('ROLLBACK');
        writer.reset();
        throw fault;
      }
    });
  }
}
