import { randomUUID } from 'node:crypto';
import type { Instant, Millis } from '../../base/time.ts';
import { type Dispatch, MOST_DISPATCHES } from '../../inventory/dispatch.ts';
import { STRENGTHS } from '../../inventory/tenure.ts';
import type { WatchEvent } from '../../inventory/watch-event.ts';
import type { SpoolBatch, SpoolFacts, SpoolLimits } from '../../ports/spool.ts';
import { packBody } from '../spool-body.ts';
import type { Database } from './database.ts';

/** A tenure that goes on is told once in each of these. */
const SEEN_EVERY: Millis = 300_000;

/** What goes first when there is no room: who is still there, then who came and went, and episodes long after all else. */
const RANKS = ['seen', 'bindings', 'episodes'] as const;
type Rank = 0 | 1 | 2;

const META = ['spool-run', 'spool-store', 'spool-last', 'spool-confirmed', 'spool-dropped'] as const;

interface Head {
  run: string;
  store: string;
  last: number;
  confirmed: number;
  dropped: number;
}

/** The rows of what waits for the centre, written within the transactions of the store. */
export class SpoolShelf {
  readonly #database: Database;
  #limits: SpoolLimits | null = null;
  #head: Head | null = null;
  #bytes = 0;
  #waiting: readonly [Dispatch[], Dispatch[], Dispatch[]] = [[], [], []];

  constructor(database: Database) {
    this.#database = database;
  }

  /** After a transaction that failed: as the file has it. */
  reset(): void {
    this.#waiting = [[], [], []];
    if (this.#limits) this.#read();
  }

  bind(
    bind: Extract<Dispatch, { k: 'bind' }>,
    before: { readonly from: Instant; readonly last: Instant } | null,
  ): void {
    if (!this.#limits) return;
    if (before === null) this.#waiting[1].push(bind);
    else if (before.from !== bind.from) this.#waiting[1].push({ ...bind, ...before }, bind);
    else if (Math.floor(before.last / SEEN_EVERY) !== Math.floor(bind.last / SEEN_EVERY))
      this.#waiting[0].push(bind);
  }

  tell(dispatch: Dispatch): void {
    if (this.#limits) this.#waiting[2].push(dispatch);
  }

  flush(now: Instant): void {
    if (!this.#limits) return;
    const waiting = this.#waiting;
    this.#waiting = [[], [], []];
    // Who came is told before what they did.
    for (const rank of [1, 0, 2] as const) this.#append(waiting[rank], rank, now);
    this.#fit(now);
    this.#write();
  }

  open(limits: SpoolLimits, now: Instant): SpoolFacts {
    this.#limits = limits;
    // A commit the centre was told of must outlive a loss of power.
    this.#read();
    const store = textOf(this.#meta('id'));
    if (this.#head!.run === '' || this.#head!.store !== store) this.renew(now);
    return this.facts();
  }

  facts(): SpoolFacts {
    const { run, store, confirmed, last, dropped } = this.#opened;
    const oldest = this.#database
      .prepare('SELECT at FROM spool WHERE last > ? ORDER BY last LIMIT 1')
      .get(confirmed);
    return {
      run,
      store,
      confirmed,
      last,
      bytes: this.#bytes,
      dropped,
      oldest: oldest ? Number(oldest['at']) : null,
    };
  }

  after(number: number, most: number): readonly SpoolBatch[] {
    const { run, store } = this.#opened;
    const rows = this.#database.prepare('SELECT * FROM spool WHERE last > ? ORDER BY last LIMIT ?');
    return rows.all(number, most).map((row) => ({
      run,
      store,
      from: Number(row['first']),
      to: Number(row['last']),
      was: row['was_run'] === null ? null : { run: String(row['was_run']), from: Number(row['was_first']) },
      dropped: row['dropped'] === null ? null : String(row['dropped']),
      form: row['form'] as SpoolBatch['form'],
      body: row['body'] as Uint8Array,
    }));
  }

  confirm(run: string, mark: number, now: Instant): SpoolFacts {
    const head = this.#opened;
    if (run === head.run && mark <= head.last) {
      head.confirmed = mark;
      const old = now - this.#limits!.keep;
      const gone = this.#database.prepare('DELETE FROM spool WHERE last <= ? AND at < ?').run(mark, old);
      if (Number(gone.changes) > 0) this.#measure();
      this.#write();
    }
    return this.facts();
  }

  /** What is known is told once more, then what waits, under new numbers and with the old ones beside them. */
  renew(now: Instant): SpoolFacts {
    const head = this.#opened;
    const [was, confirmed] = [head.run, head.confirmed];
    const kept = this.#database.prepare('SELECT * FROM spool WHERE last > ? ORDER BY last').all(confirmed);
    this.#database.exec('DELETE FROM spool');
    head.run = randomUUID();
    head.store = textOf(this.#meta('id'));
    head.last = 0;
    head.confirmed = 0;
    const lost = kept.length === 0 ? 0 : Number(kept[0]!['first']) - confirmed - 1;
    if (lost > 0)
      this.#put({ size: 1, at: now, rank: 2, was: null, dropped: `${lost} lost`, ...packBody([]) });
    this.#append(this.#stations(), 1, now);
    this.#append(this.#openEpisodes(), 2, now);
    for (const row of kept) {
      const earlier = row['was_run'] as string | null;
      this.#put({
        size: Number(row['last']) - Number(row['first']) + 1,
        at: Number(row['at']),
        rank: Number(row['rank']) as Rank,
        was:
          earlier === null
            ? { run: was, from: Number(row['first']) }
            : { run: earlier, from: Number(row['was_first']) },
        dropped: row['dropped'] as string | null,
        form: row['form'] as SpoolBatch['form'],
        body: row['body'] as Uint8Array,
      });
    }
    this.#measure();
    this.#write();
    return this.facts();
  }

  get #opened(): Head {
    if (!this.#head) throw new Error('the spool was not opened');
    return this.#head;
  }

  #append(dispatches: readonly Dispatch[], rank: Rank, at: Instant): void {
    for (let from = 0; from < dispatches.length; from += MOST_DISPATCHES) {
      const part = dispatches.slice(from, from + MOST_DISPATCHES);
      this.#put({ size: part.length, at, rank, was: null, dropped: null, ...packBody(part) });
    }
  }

  #put(
    row: { readonly size: number; readonly at: Instant; readonly rank: Rank } & Pick<
      SpoolBatch,
      'was' | 'dropped' | 'form' | 'body'
    >,
  ): void {
    const head = this.#opened;
    const first = head.last + 1;
    head.last += row.size;
    this.#bytes += row.body.length;
    this.#database
      .prepare(`INSERT INTO spool (last, first, at, rank, was_run, was_first, dropped, form, body)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`)
      .run(
        head.last,
        first,
        row.at,
        row.rank,
        row.was?.run ?? null,
        row.was?.from ?? null,
        row.dropped,
        row.form,
        row.body,
      );
  }

  /** What is confirmed goes first, then by rank, the oldest; episodes only when there is twice too much. */
  #fit(now: Instant): void {
    const { bytes } = this.#limits!;
    if (this.#bytes <= bytes) return;
    const head = this.#opened;
    this.#database.prepare('DELETE FROM spool WHERE last <= ?').run(head.confirmed);
    this.#measure();
    for (const rank of [0, 1, 2] as const) {
      const room = rank === 2 ? 2 * bytes : bytes;
      if (this.#bytes <= room) return;
      const rows = this.#database
        .prepare(
          'SELECT last, first, length(body) AS size FROM spool WHERE rank = ? AND dropped IS NULL ORDER BY last LIMIT 10000',
        )
        .all(rank);
      for (const row of rows) {
        if (this.#bytes <= room) break;
        const many = Number(row['last']) - Number(row['first']) + 1;
        this.#database
          .prepare(`UPDATE spool SET dropped = ?, at = ?, body = x'' WHERE last = ?`)
          .run(`${many} ${RANKS[rank]}`, now, Number(row['last']));
        this.#bytes -= Number(row['size']);
        head.dropped += many;
      }
    }
  }

  #stations(): readonly Dispatch[] {
    return this.#database
      .prepare(`SELECT s.ip, s.mac, s.start, s.last, s.frames, s.strength, n.interface, n.vlan, n.inner_vlan
        FROM station s JOIN network n ON n.id = s.net WHERE s.hidden = 0`)
      .all()
      .map((row) => ({
        k: 'bind' as const,
        net: {
          interface: String(row['interface']),
          vlan: row['vlan'] as number | null,
          innerVlan: row['inner_vlan'] as number | null,
        },
        ip: Number(row['ip']),
        mac: Number(row['mac']),
        from: Number(row['start']),
        last: Math.max(Number(row['last']), Number(row['start'])),
        n: Number(row['frames']),
        how: STRENGTHS[Number(row['strength'])] ?? 'asked-as',
      }));
  }

  #openEpisodes(): readonly Dispatch[] {
    return this.#database
      .prepare('SELECT id, told, body FROM episode WHERE open = 1')
      .all()
      .map((row) => ({
        k: 'episode' as const,
        ep: Number(row['id']),
        at: Number(row['told']),
        e: JSON.parse(String(row['body'])) as WatchEvent,
      }));
  }

  #meta(name: string): unknown {
    return this.#database.prepare('SELECT value FROM meta WHERE name = ?').get(name)?.['value'];
  }

  #read(): void {
    const [run, store, last, confirmed, dropped] = META.map((name) => this.#meta(name));
    this.#head = {
      run: textOf(run),
      store: textOf(store),
      last: Number(last ?? 0),
      confirmed: Number(confirmed ?? 0),
      dropped: Number(dropped ?? 0),
    };
    this.#measure();
  }

  #measure(): void {
    this.#bytes = Number(
      this.#database.prepare('SELECT sum(length(body)) AS size FROM spool').get()?.['size'] ?? 0,
    );
  }

  #write(): void {
    const { run, store, last, confirmed, dropped } = this.#opened;
    const set = this.#database.prepare('INSERT OR REPLACE INTO meta (name, value) VALUES (?, ?)');
    for (const [at, value] of [run, store, last, confirmed, dropped].entries()) set.run(META[at]!, value);
  }
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
