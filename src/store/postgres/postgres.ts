import type * as Pg from 'pg';
import { type FaultKind, SystemFault } from '../../base/fault.ts';

export type Client = Pg.PoolClient;

/** The driver is loaded here alone, and only by a centre. Throws SystemFault `unsupported` where it is not installed. */
async function driver(): Promise<typeof Pg> {
  try {
    const module = (await import('pg')) as typeof Pg & { readonly default?: typeof Pg };
    return module.default ?? module;
  } catch {
    throw new SystemFault(
      'unsupported',
      'a centre keeps what it knows in PostgreSQL, and the driver pg is not installed',
      {
        operation: 'open PostgreSQL',
        remedy: 'npm install --global pg (or pg beside arpist)',
      },
    );
  }
}

/** One database. Connections that break are made anew at the next question. */
export class Postgres {
  readonly #pool: Pg.Pool;
  /** Without a password. */
  readonly place: string;

  private constructor(pool: Pg.Pool, place: string) {
    this.#pool = pool;
    this.place = place;
  }

  static async open(url: string): Promise<Postgres> {
    const { Pool } = await driver();
    const pool = new Pool({
      connectionString: url,
      max: 8,
      connectionTimeoutMillis: 3000,
      application_name: 'arpist-centre',
      // A server that hangs must not keep sensors waiting without an end.
      statement_timeout: 60_000,
      keepAlive: true,
    });
    // Without a listener the end of an idle connection would end the process.
    pool.on('error', () => undefined);
    return new Postgres(pool, placeOf(url));
  }

  async query<R extends Pg.QueryResultRow>(
    text: string,
    values: readonly unknown[] = [],
  ): Promise<readonly R[]> {
    return await this.#told(async () => (await this.#pool.query<R>(text, [...values])).rows);
  }

  /** All of it or nothing. */
  async transaction<T>(deed: (client: Client) => Promise<T>): Promise<T> {
    return await this.#told(async () => {
      const client = await this.#pool.connect();
      let broken: Error | undefined;
      const heard = (fault: Error): void => {
        broken = fault;
      };
      client.on('error', heard);
      try {
        await client.query('BEGIN');
        const result = await deed(client);
        await client.query('COMMIT');
        return result;
      } catch (fault) {
        // One that cannot go back is of no use any more.
        await client.query('ROLLBACK').catch((cause: Error) => heard(cause));
        throw fault;
      } finally {
        client.off('error', heard);
        client.release(broken);
      }
    });
  }

  async close(): Promise<void> {
    await this.#pool.end();
  }

  async #told<T>(deed: () => Promise<T>): Promise<T> {
    try {
      return await deed();
    } catch (fault) {
      throw fault instanceof SystemFault ? fault : faultOf(fault, this.place);
    }
  }
}

interface PostgresFault {
  readonly code?: string;
  readonly message?: string;
}

function faultOf(fault: unknown, place: string): SystemFault {
  const { code = '', message = String(fault) } = fault as PostgresFault;
  const [kind, remedy] = meant(code);
  return new SystemFault(kind, `${place}: PostgreSQL ${said(code)}${message.trim().split('\n')[0]}`, {
    operation: 'ask PostgreSQL',
    code,
    remedy,
  });
}

function said(code: string): string {
  return /^E[A-Z]+$/.test(code) || code === '' ? 'does not answer: ' : `says: `;
}

function meant(code: string): readonly [FaultKind, string] {
  if (code.startsWith('22') || code.startsWith('23'))
    return ['damaged', 'this is a mistake in arpist, or in what was sent'];
  if (code === '53100') return ['disk-full', 'make room where PostgreSQL keeps its data'];
  if (code === '25006') return ['busy', 'it can only be read: name the primary'];
  if (code.startsWith('28') || code === '42501')
    return ['rights', 'createuser arpist; createdb -O arpist arpist; and see pg_hba.conf'];
  if (code === '3D000') return ['file', 'createdb -O arpist arpist'];
  if (code === '53300') return ['busy', 'raise max_connections'];
  return ['busy', 'see whether it runs, and where: --postgres postgres://USER@HOST:PORT/DATABASE'];
}

function placeOf(url: string): string {
  return url.replace(/\/\/[^/@]*@/, '//').replace(/([?&]password=)[^&]*/i, '$1…');
}
