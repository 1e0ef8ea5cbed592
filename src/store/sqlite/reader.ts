import type { SQLInputValue } from 'node:sqlite';
import type { Instant } from '../../base/time.ts';
import { STRENGTHS, type Tenure } from '../../inventory/tenure.ts';
import type { Blind, Network, WatchEvent } from '../../inventory/watch-event.ts';
import type { AuditLine, Stood, Whom } from '../../ports/orders.ts';
import type {
  EpisodeQuery,
  EvidenceFrame,
  Pruned,
  StoredEpisode,
  StoredEvent,
  StoredStation,
  StoreFacts,
  TenureQuery,
} from '../../ports/store.ts';
import type { StandValues, StandKind } from '../obey.ts';
import { inTheirOrder, networkText } from '../rows.ts';
import type { Database } from './database.ts';
import { bytesOf } from './files.ts';
import { schemaOf } from './migrate.ts';
import { SCHEMA_WITH_ORDERS } from './schema.ts';

type Row = Readonly<Record<string, unknown>>;

const NETWORK = 'n.interface AS interface, n.vlan AS vlan, n.inner_vlan AS innerVlan';
const TENURE = `SELECT ${NETWORK}, t.ip, t.mac, t.start, t.last, t.frames, t.strength
  FROM tenure t JOIN network n ON n.id = t.net`;
const STATION = `SELECT ${NETWORK}, s.ip, s.mac, s.first, s.last, s.frames, s.strength, h.mac = s.mac AS holds
  FROM station s JOIN network n ON n.id = s.net LEFT JOIN holder h ON h.ip = s.ip AND h.net = s.net`;

/** What is asked of a store, through a connection of its own: never in the way of whoever writes. */
export class Reader {
  readonly #database: Database;
  readonly #path: string;

  constructor(database: Database, path: string) {
    this.#database = database;
    this.#path = path;
  }

  tenures({ ip, mac, from, until }: TenureQuery, most: number): readonly Tenure[] {
    const where = conditions([
      ['t.ip = ?', ip],
      ['t.mac = ?', mac],
      ['t.last >= ?', from],
      ['t.start <= ?', until],
    ]);
    const order = 'ORDER BY t.start DESC, t.ip DESC, t.mac DESC, n.key DESC LIMIT ?';
    return this.#all(`${TENURE} ${where.text} ${order}`, [...where.values, most])
      .map((row) => ({ ...stationOf(row), from: Number(row['start']) }))
      .reverse();
  }

  blinds(from: Instant, until: Instant): readonly Blind[] {
    const rows = this.#all(
      'SELECT * FROM blind WHERE start <= ? AND (until IS NULL OR until >= ?) ORDER BY start, interface, code',
      [until, from],
    );
    return rows.map((row) => ({
      code: String(row['code']),
      text: String(row['text']),
      from: Number(row['start']),
      until: numberOf(row['until']),
      interface: String(row['interface']),
      frames: numberOf(row['frames']),
    }));
  }

  stations(after: StoredStation | null, most: number): readonly StoredStation[] {
    const where = after ? 'WHERE (s.ip, s.mac, n.key) > (?, ?, ?)' : '';
    const values = after ? [after.ip, after.mac, networkText(after.network)] : [];
    // The first two lead along the primary key; the network only tells those of one address and MAC apart.
    const index = after ? 'AND s.ip >= ?' : '';
    const more = after ? [after.ip] : [];
    return this.#all(`${STATION} ${where} ${index} ORDER BY s.ip, s.mac, n.key LIMIT ?`, [
      ...values,
      ...more,
      most,
    ]).map((row) => ({ ...stationOf(row), first: Number(row['first']), holds: row['holds'] === 1 }));
  }

  episodes(query: EpisodeQuery, most: number): readonly StoredEpisode[] {
    const where = conditions([
      ['open = ?', query.open === undefined ? undefined : Number(query.open)],
      ['kind = ?', query.kind],
      ['severity = ?', query.severity],
      ['ip = ?', query.ip],
      ['mac = ?', query.mac],
      ['id < ?', query.before],
    ]);
    const text = `SELECT id, first, open, body FROM episode ${where.text} ORDER BY id DESC LIMIT ?`;
    return this.#all(text, [...where.values, most]).map((row) => ({
      episode: Number(row['id']),
      first: Number(row['first']),
      open: row['open'] === 1,
      event: eventOf(row),
    }));
  }

  eventsOf(episode: number): readonly StoredEvent[] {
    return this.#all('SELECT * FROM event WHERE episode = ? ORDER BY seq', [episode]).map(storedEvent);
  }

  eventsAfter(seq: number, most: number): readonly StoredEvent[] {
    return this.#all('SELECT * FROM event WHERE seq > ? ORDER BY seq LIMIT ?', [seq, most]).map(storedEvent);
  }

  evidenceOf(episode: number): readonly EvidenceFrame[] {
    if (this.#isOld()) return [];
    const rows = this.#all(
      `SELECT f.*, e.name FROM frame f JOIN episode e ON e.id = f.episode WHERE f.episode = ?`,
      [episode],
    );
    return rows
      .map((row) => ({
        id: String(row['name']),
        slot: Number(row['slot']),
        at: numberOf(row['at']),
        interface: String(row['interface']),
        outgoing: row['outgoing'] === 1,
        wireLength: Number(row['wire']),
        bytes: row['bytes'] as Uint8Array,
      }))
      .toSorted(inTheirOrder);
  }

  standing<Kind extends StandKind>(kind: Kind): readonly Stood<StandValues[Kind]>[] {
    if (this.#isOld()) return [];
    return this.#all('SELECT id, at, by, body FROM standing WHERE kind = ? ORDER BY id', [kind]).map(
      (row) => ({
        id: Number(row['id']),
        at: Number(row['at']),
        by: String(row['by']),
        value: JSON.parse(String(row['body'])) as StandValues[Kind],
      }),
    );
  }

  audit(after: number, most: number): readonly AuditLine[] {
    if (this.#isOld()) return [];
    return this.#all('SELECT * FROM audit WHERE seq > ? ORDER BY seq LIMIT ?', [after, most]).map((row) => ({
      seq: Number(row['seq']),
      at: Number(row['at']),
      by: String(row['by']),
      line: String(row['line']),
      text: String(row['text']),
      undo: row['undo'] as string | null,
    }));
  }

  holdings(whom: Whom): Pruned {
    const [column, value] = columnOf(whom);
    const episodes = `(SELECT id FROM episode WHERE ${column} = ?)`;
    const count = (from: string): number =>
      Number(this.#all(`SELECT count(*) AS count FROM ${from}`, [value])[0]!['count']);
    return {
      episodes: count(`episode WHERE ${column} = ?`),
      events: count(`event WHERE episode IN ${episodes}`),
      tenures: count(`tenure WHERE ${column} = ?`),
      stations: count(`station WHERE ${column} = ?`),
      frames: this.#isOld() ? 0 : count(`frame WHERE episode IN ${episodes}`),
    };
  }

  /** Before there were orders and frames: nothing of them is there, and a reader leads no schema forward. */
  #isOld(): boolean {
    return schemaOf(this.#database) < SCHEMA_WITH_ORDERS;
  }

  facts(): StoreFacts {
    const count = (table: string): number =>
      Number(this.#all(`SELECT count(*) AS count FROM ${table}`, [])[0]!['count']);
    const meta = (name: string): unknown =>
      this.#all('SELECT value FROM meta WHERE name = ?', [name])[0]?.['value'];
    const commit = meta('last-commit');
    return {
      kind: 'sqlite',
      path: this.#path,
      schema: schemaOf(this.#database),
      events: count('event'),
      stations: count('station'),
      lastCommit: numberOf(commit ?? null),
      id: (meta('id') as string | undefined) ?? '',
      restored: numberOf(meta('restored') ?? null),
      bytes: bytesOf(this.#path),
    };
  }

  check(): readonly string[] {
    const found = this.#all('PRAGMA integrity_check(20)', []).map((row) => String(row['integrity_check']));
    const orphans = this.#all(
      'SELECT count(*) AS count FROM event WHERE episode NOT IN (SELECT id FROM episode)',
      [],
    );
    const count = Number(orphans[0]!['count']);
    const sentences = found.filter((text) => text !== 'ok');
    return count > 0 ? [...sentences, `${count} events belong to no episode`] : sentences;
  }

  #all(text: string, values: readonly SQLInputValue[]): readonly Row[] {
    return this.#database.prepare(text).all(...values);
  }
}

/** The column that names whom. */
export function columnOf(whom: Whom): readonly ['ip' | 'mac', number] {
  return 'ip' in whom ? ['ip', whom.ip] : ['mac', whom.mac];
}

/** Only what is asked for becomes a condition, so that the planner sees an index that fits. */
function conditions(wanted: readonly (readonly [text: string, value: SQLInputValue | undefined])[]): {
  readonly text: string;
  readonly values: readonly SQLInputValue[];
} {
  const asked = wanted.filter(([, value]) => value !== undefined);
  return {
    text: asked.length > 0 ? `WHERE ${asked.map(([text]) => text).join(' AND ')}` : '',
    values: asked.map(([, value]) => value!),
  };
}

function numberOf(value: unknown): number | null {
  return value === null ? null : Number(value);
}

function stationOf(row: Row): Omit<Tenure, 'from'> {
  const network: Network = {
    interface: String(row['interface']),
    vlan: numberOf(row['vlan']),
    innerVlan: numberOf(row['innerVlan']),
  };
  const { ip, mac, last, frames } = row as unknown as Tenure;
  return { network, ip, mac, last, frames, strength: STRENGTHS[Number(row['strength'])]! };
}

function eventOf(row: Row): WatchEvent {
  return JSON.parse(String(row['body'])) as WatchEvent;
}

function storedEvent(row: Row): StoredEvent {
  return { seq: Number(row['seq']), episode: Number(row['episode']), event: eventOf(row) };
}
