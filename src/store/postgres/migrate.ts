import { createHash } from 'node:crypto';
import { SystemFault } from '../../base/fault.ts';
import type { Postgres } from './postgres.ts';
import { CENTRE_MIGRATIONS } from './schema.ts';

/** Of all nodes one leads the database on. */
const LOCK = [4711, 999] as const;

/** Leads the database to the newest schema. Throws SystemFault `damaged` for one of a newer version. Returns what was done. */
export async function migrate(postgres: Postgres): Promise<readonly string[]> {
  const done: string[] = [];
  for (let more = true; more; ) {
    const name = await step(postgres);
    if (name === null) more = false;
    else done.push(name);
  }
  return done;
}

/** The next one, or null when there is none. */
async function step(postgres: Postgres): Promise<string | null> {
  return await postgres.transaction(async (client) => {
    await client.query('select pg_advisory_xact_lock($1, $2)', [...LOCK]);
    await client.query(`create table if not exists migration (
      n int primary key, name text not null, sha256 text not null, at timestamptz not null default now())`);
    const { rows } = await client.query<{ n: number; sha256: string }>(
      'select n, sha256 from migration order by n',
    );
    const known = rows.at(-1)?.n ?? 0;
    if (known > CENTRE_MIGRATIONS.length)
      throw fault(
        postgres,
        `a newer arpist leads this database (schema ${known}, known up to ${CENTRE_MIGRATIONS.length})`,
        'upgrade this node',
      );
    for (const { n, sha256 } of rows)
      if (sha256 !== sumOf(CENTRE_MIGRATIONS[n - 1]!.text))
        throw fault(
          postgres,
          `schema ${n} of this database was made by other statements than these`,
          'bring back its backup',
        );
    const next = CENTRE_MIGRATIONS[known];
    if (!next) return null;
    await client.query(next.text);
    await client.query('insert into migration (n, name, sha256) values ($1, $2, $3)', [
      known + 1,
      next.name,
      sumOf(next.text),
    ]);
    return next.name;
  });
}

function fault(postgres: Postgres, sentence: string, remedy: string): SystemFault {
  return new SystemFault('damaged', `${postgres.place}: ${sentence}`, { operation: 'migrate', remedy });
}

function sumOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
