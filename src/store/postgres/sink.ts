import type { Instant } from '../../base/time.ts';
import { WATCH_SEVERITIES } from '../../inventory/watch-event.ts';
import { formatIpv4 } from '../../base/ipv4.ts';
import { formatMac } from '../../base/mac.ts';
import type { Sink, SinkBatch, SinkMark } from '../../ports/sink.ts';
import { type KeptBinding, Fold, joined, keyOf } from './fold.ts';
import type { Client, Postgres } from './postgres.ts';

interface SensorIds {
  readonly sensor: number;
  readonly site: number;
}

interface Run {
  readonly id: number;
  readonly mark: number;
  now: number;
  /** Another run began after this one: two machines speak with one key. */
  readonly superseded: boolean;
}

/** The truth in PostgreSQL: what batches tell and how far they were told, in one transaction. */
export class PostgresSink implements Sink {
  readonly #postgres: Postgres;
  readonly #ids = new Map<string, SensorIds>();

  constructor(postgres: Postgres) {
    this.#postgres = postgres;
  }

  async commit(batches: readonly SinkBatch[], now: Instant): Promise<readonly SinkMark[]> {
    for (const { sensor } of batches)
      if (!this.#ids.has(sensor)) this.#ids.set(sensor, await this.#look(sensor));
    return await this.#postgres.transaction(async (client) => {
      // One transaction after another for a sensor; in one order for all nodes, so that none waits for the other.
      const sensors = [...new Set(batches.map(({ sensor }) => this.#ids.get(sensor)!.sensor))].toSorted(
        (a, b) => a - b,
      );
      await client.query('select id from sensor where id = any($1) order by id for update', [sensors]);
      const runs = await this.#runs(client, batches, now);
      const fold = new Fold(now);
      const marks = batches.map((batch) => this.#take(batch, runs, fold));
      await write(client, fold);
      await this.#move(client, { batches, runs, now });
      return marks;
    });
  }

  async #look(name: string): Promise<SensorIds> {
    const [site, sensor] = name.split('/');
    const made = await this.#postgres.query<{ id: number }>(
      'insert into site (name) values ($1) on conflict (name) do update set name = excluded.name returning id',
      [site],
    );
    const [row] = await this.#postgres.query<{ id: number }>(
      `insert into sensor (site, name) values ($1, $2)
        on conflict (site, name) do update set name = excluded.name returning id`,
      [made[0]!.id, sensor],
    );
    return { sensor: row!.id, site: made[0]!.id };
  }

  /** Those that are named, also as earlier ones; made where they are not there. */
  async #runs(client: Client, batches: readonly SinkBatch[], now: Instant): Promise<Map<string, Run>> {
    const named = new Map<
      string,
      { readonly sensor: number; readonly run: string; readonly store: string }
    >();
    for (const { sensor: name, run, store } of batches) {
      const { sensor } = this.#ids.get(name)!;
      named.set(`${sensor} ${run}`, { sensor, run, store });
    }
    const rows = [...named.values()];
    await client.query(
      `insert into sensor_run (sensor, run, store, began, heard)
        select s, r, t, $4, $4 from unnest($1::int[], $2::text[], $3::text[]) u(s, r, t) on conflict do nothing`,
      [rows.map((one) => one.sensor), rows.map((one) => one.run), rows.map((one) => one.store), iso(now)],
    );
    const found = await client.query<{
      id: number;
      sensor: number;
      run: string;
      mark: string;
      latest: number;
    }>(
      `select id, sensor, run, mark, max(id) over (partition by sensor) as latest from sensor_run where sensor = any($1)`,
      [[...new Set(rows.map((one) => one.sensor))]],
    );
    return new Map(
      found.rows.map(({ id, sensor, run, mark, latest }) => [
        `${sensor} ${run}`,
        { id, mark: Number(mark), now: Number(mark), superseded: id !== latest },
      ]),
    );
  }

  #take(batch: SinkBatch, runs: ReadonlyMap<string, Run>, fold: Fold): SinkMark {
    const { sensor: name, run: named, store, from, to, was, dropped, dispatches } = batch;
    const { sensor, site } = this.#ids.get(name)!;
    const run = runs.get(`${sensor} ${named}`)!;
    if (from > run.now + 1) return { mark: run.now, gap: true, double: false };
    if (to <= run.now) return { mark: run.now, gap: false, double: to >= from };
    const known = was === null ? 0 : (runs.get(`${sensor} ${was.run}`)?.now ?? 0);
    const whence = { site, sensor, run: run.id, store };
    for (const [at, dispatch] of dispatches.entries()) {
      const before = was !== null && was.from + at <= known;
      if (from + at > run.now && !before) fold.add(dispatch, whence, from + at);
    }
    if (dropped !== null) fold.dropped(dropped, whence, to);
    run.now = to;
    return { mark: to, gap: false, double: false };
  }

  async #move(
    client: Client,
    {
      batches,
      runs,
      now,
    }: {
      readonly batches: readonly SinkBatch[];
      readonly runs: ReadonlyMap<string, Run>;
      readonly now: Instant;
    },
  ): Promise<void> {
    const named = new Map(
      batches.map((one) => {
        const { sensor } = this.#ids.get(one.sensor)!;
        return [
          `${sensor} ${one.run}`,
          { sensor, skew: now - one.sent, run: runs.get(`${sensor} ${one.run}`)! },
        ];
      }),
    );
    const rows = [...named.values()];
    await client.query(
      `update sensor_run r set mark = u.mark, heard = $3 from unnest($1::int[], $2::bigint[]) u(id, mark) where r.id = u.id`,
      [rows.map(({ run }) => run.id), rows.map(({ run }) => run.now), iso(now)],
    );
    const sensors = new Map(rows.map((one) => [one.sensor, one]));
    const each = [...sensors.values()];
    await client.query(
      `update sensor s set heard = $4, skew_ms = u.skew, twice = case when u.twice then $4 else s.twice end
        from unnest($1::int[], $2::bigint[], $3::boolean[]) u(id, skew, twice) where s.id = u.id`,
      [
        each.map(({ sensor }) => sensor),
        each.map(({ skew }) => Math.round(Math.max(-1e15, Math.min(1e15, skew)))),
        each.map(({ sensor }) => rows.some((one) => one.sensor === sensor && one.run.superseded)),
        iso(now),
      ],
    );
  }
}

function iso(at: Instant): string {
  return new Date(at).toISOString();
}

/** For one parameter a column. */
function columns<R>(rows: readonly R[], ...of: readonly ((row: R) => unknown)[]): unknown[][] {
  return of.map((pick) => rows.map(pick));
}

async function write(client: Client, fold: Fold): Promise<void> {
  const { events } = fold;
  if (events.length > 0)
    await client.query(
      `insert into event (at, site, sensor, run, seq, episode, kind, severity, ip, mac, clamped, body)
        select * from unnest($1::timestamptz[], $2::int[], $3::int[], $4::int[], $5::bigint[], $6::bigint[], $7::text[],
          $8::smallint[], $9::inet[], $10::macaddr[], $11::boolean[], $12::text[])`,
      columns(
        events,
        (e) => iso(e.at),
        (e) => e.site,
        (e) => e.sensor,
        (e) => e.run,
        (e) => e.seq,
        (e) => e.episode,
        (e) => e.kind,
        (e) => e.severity,
        (e) => e.ip,
        (e) => e.mac,
        (e) => e.clamped,
        (e) => e.body,
      ),
    );
  await writeBindings(client, fold);
  const episodes = [...fold.episodes.values()];
  if (episodes.length > 0)
    await client.query(
      `insert into episode as e (sensor, store, ep, site, kind, severity, ip, mac, opened, told, open, body)
        select * from unnest($1::int[], $2::text[], $3::bigint[], $4::int[], $5::text[], $6::smallint[], $7::inet[],
          $8::macaddr[], $9::timestamptz[], $10::timestamptz[], $11::boolean[], $12::text[])
        on conflict (sensor, store, ep) do update set kind = excluded.kind, severity = excluded.severity, mac = excluded.mac,
          told = excluded.told, open = excluded.open, body = excluded.body`,
      columns(
        episodes,
        (e) => e.sensor,
        (e) => e.store,
        (e) => e.ep,
        (e) => e.site,
        ({ event }) => event.kind,
        ({ event }) => WATCH_SEVERITIES.indexOf(event.severity),
        ({ event: { ip } }) => (ip === null ? null : formatIpv4(ip)),
        ({ event: { mac } }) => (mac === null ? null : formatMac(mac)),
        (e) => iso(e.opened),
        (e) => iso(e.at),
        ({ event }) => event.state !== 'close',
        ({ event }) => JSON.stringify(event),
      ),
    );
  const blinds = [...fold.blinds.values()];
  if (blinds.length > 0)
    await client.query(
      `insert into blind (sensor, site, interface, code, since, until, told, frames)
        select * from unnest($1::int[], $2::int[], $3::text[], $4::text[], $5::timestamptz[], $6::timestamptz[], $7::text[], $8::bigint[])
        on conflict (sensor, interface, code, since) do update set until = excluded.until, told = excluded.told,
          frames = excluded.frames`,
      columns(
        blinds,
        (b) => b.sensor,
        (b) => b.site,
        ({ blind }) => blind.interface,
        ({ blind }) => blind.code,
        ({ blind }) => iso(blind.from),
        ({ blind }) => (blind.until === null ? null : iso(blind.until)),
        ({ blind }) => blind.text,
        ({ blind }) => blind.frames,
      ),
    );
}

interface KnownRow {
  readonly site: number;
  readonly vlan: number;
  readonly inner: number;
  readonly ip: string;
  readonly mac: string;
  readonly interface: string;
  readonly since: string;
  readonly seen: string;
  readonly frames: string;
  readonly strength: number;
  readonly sensor: number;
}

const BINDING = `unnest($1::int[], $2::smallint[], $3::smallint[], $4::inet[], $5::macaddr[], $6::text[], $7::timestamptz[],
  $8::timestamptz[], $9::bigint[], $10::smallint[], $11::int[])`;
const NAMED = '(site, vlan, inner_vlan, ip, mac, interface, since, seen, frames, strength, sensor)';

function bindingColumns(rows: readonly KeptBinding[]): unknown[][] {
  return columns(
    rows,
    (b) => b.site,
    (b) => b.vlan,
    (b) => b.inner,
    (b) => b.ip,
    (b) => b.mac,
    (b) => b.interface,
    (b) => iso(b.since),
    (b) => iso(b.seen),
    (b) => b.frames,
    (b) => b.strength,
    (b) => b.sensor,
  );
}

async function writeBindings(client: Client, { bindings }: Fold): Promise<void> {
  if (bindings.size === 0) return;
  const keys = [...bindings.keys()].toSorted();
  const asked = keys.map((key) => bindings.get(key)![0]!);
  const found = await client.query<KnownRow>(
    `select b.site, b.vlan, b.inner_vlan as inner, host(b.ip) as ip, b.mac::text as mac, b.interface,
        extract(epoch from b.since) * 1000 as since, extract(epoch from b.seen) * 1000 as seen, b.frames, b.strength, b.sensor
      from binding_now b join unnest($1::int[], $2::smallint[], $3::smallint[], $4::inet[], $5::macaddr[]) u(s, v, i, ip, mac)
        on b.site = u.s and b.vlan = u.v and b.inner_vlan = u.i and b.ip = u.ip and b.mac = u.mac
      order by 1, 2, 3, b.ip, b.mac for update of b`,
    bindingColumns(asked).slice(0, 5),
  );
  const known = new Map<string, KeptBinding>();
  for (const row of found.rows) {
    const one = { ...row, since: Number(row.since), seen: Number(row.seen), frames: Number(row.frames) };
    known.set(keyOf(one), one);
  }
  const now: KeptBinding[] = [];
  const past: KeptBinding[] = [];
  for (const key of keys) {
    const all = joined(known.get(key), bindings.get(key)!);
    now.push(all.now);
    past.push(...all.past);
  }
  if (past.length > 0)
    await client.query(`insert into binding_past ${NAMED} select * from ${BINDING}`, bindingColumns(past));
  await client.query(
    `insert into binding_now as b ${NAMED} select * from ${BINDING} u
      on conflict (site, vlan, inner_vlan, ip, mac) do update set interface = excluded.interface, since = excluded.since,
        seen = excluded.seen, frames = excluded.frames, strength = excluded.strength, sensor = excluded.sensor`,
    bindingColumns(now),
  );
}
