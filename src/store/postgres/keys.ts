import { createHash, randomBytes } from 'node:crypto';
import type { CentreSensor } from '../../ports/centre.ts';
import type { SensorKeys } from '../../ports/sink.ts';
import type { Postgres } from './postgres.ts';

/** A key that was revoked writes no longer than this. */
const REMEMBERED = 2000;
const ALPHABET = 'abcdefghijklmnopqrstuvwxyz234567';

/** Keys of sensors: only their hashes are kept. */
export class PostgresKeys implements SensorKeys {
  readonly #postgres: Postgres;
  readonly #known = new Map<string, { readonly sensor: string; readonly at: number }>();

  constructor(postgres: Postgres) {
    this.#postgres = postgres;
  }

  async sensorOf(secret: string): Promise<string | null> {
    const hash = hashOf(secret);
    const known = this.#known.get(hash);
    const now = performance.now();
    if (known && now - known.at < REMEMBERED) return known.sensor;
    this.#known.delete(hash);
    const [row] = await this.#postgres.query<{ name: string }>(
      `select t.name || '/' || s.name as name from sensor_key k join sensor s on s.id = k.sensor join site t on t.id = s.site
        where k.hash = $1 and k.revoked is null`,
      [hash],
    );
    if (!row) return null;
    this.#known.set(hash, { sensor: row.name, at: now });
    return row.name;
  }

  /** The line for the sensor's file; its sensor is made where it is not there. `anew`: the keys before are of no use any more. */
  async enrol(name: string, anew: boolean): Promise<{ readonly line: string; readonly before: number }> {
    const [site, sensor] = name.split('/');
    const secret = `arpk_${[...randomBytes(32)].map((byte) => ALPHABET[byte & 31]).join('')}`;
    const before = await this.#postgres.transaction(async (client) => {
      const { rows: sites } = await client.query<{ id: number }>(
        'insert into site (name) values ($1) on conflict (name) do update set name = excluded.name returning id',
        [site],
      );
      const { rows } = await client.query<{ id: number }>(
        `insert into sensor (site, name) values ($1, $2)
          on conflict (site, name) do update set name = excluded.name returning id`,
        [sites[0]!.id, sensor],
      );
      const { id } = rows[0]!;
      const { rows: good } = await client.query<{ many: number }>(
        'select count(*)::int as many from sensor_key where sensor = $1 and revoked is null',
        [id],
      );
      if (anew)
        await client.query('update sensor_key set revoked = now() where sensor = $1 and revoked is null', [
          id,
        ]);
      if (anew || good[0]!.many === 0)
        await client.query('insert into sensor_key (sensor, hash) values ($1, $2)', [id, hashOf(secret)]);
      return good[0]!.many;
    });
    return { line: `${name} ${secret}`, before };
  }

  /** How many keys of it are of no use any more. */
  async revoke(name: string): Promise<number> {
    const [site, sensor] = name.split('/');
    const gone = await this.#postgres.query(
      `update sensor_key k set revoked = now() from sensor s, site t
        where k.sensor = s.id and s.site = t.id and t.name = $1 and s.name = $2 and k.revoked is null returning k.id`,
      [site, sensor],
    );
    return gone.length;
  }
}

/** By site and name. */
export async function sensorsOf(postgres: Postgres): Promise<readonly CentreSensor[]> {
  const rows = await postgres.query<Record<string, string | number | Date | null>>(
    `select t.name as site, s.name as sensor, s.heard, s.skew_ms as skew, s.twice,
        (select count(*) from sensor_key k where k.sensor = s.id and k.revoked is null) as keys,
        coalesce((select mark from sensor_run r where r.sensor = s.id order by id desc limit 1), 0) as mark,
        (select count(*) from event e where e.sensor = s.id and e.kind = 'spool-dropped') as dropped,
        (select count(*) from binding_now b where b.sensor = s.id) as stations,
        (select count(*) from episode e where e.sensor = s.id and e.open) as open
      from sensor s join site t on t.id = s.site order by 1, 2`,
  );
  const time = (value: unknown): number | null => (value instanceof Date ? value.getTime() : null);
  return rows.map((row) => ({
    site: String(row['site']),
    sensor: String(row['sensor']),
    heard: time(row['heard']),
    keys: Number(row['keys']),
    skew: row['skew'] === null ? null : Number(row['skew']),
    twice: time(row['twice']),
    mark: Number(row['mark']),
    dropped: Number(row['dropped']),
    stations: Number(row['stations']),
    open: Number(row['open']),
  }));
}

function hashOf(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}
