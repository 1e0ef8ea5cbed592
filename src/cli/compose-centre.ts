import type { intake as intakeOver } from '../http/centre/intake.ts';
import type { listenFor as openFor } from '../http/centre/listen.ts';
import type { Sink } from '../ports/sink.ts';
import type { CentreSensor } from '../ports/centre.ts';
import type { PostgresKeys } from '../store/postgres/keys.ts';
import type { Postgres } from '../store/postgres/postgres.ts';

/** The database of a centre, led to the newest schema. Throws SystemFault. */
export async function steelDatabase(
  url: string,
): Promise<{ readonly postgres: Postgres; readonly migrated: readonly string[] }> {
  const [{ Postgres: Opened }, { migrate }] = await Promise.all([
    import('../store/postgres/postgres.ts'),
    import('../store/postgres/migrate.ts'),
  ]);
  const postgres = await Opened.open(url);
  try {
    return { postgres, migrated: await migrate(postgres) };
  } catch (fault) {
    await postgres.close();
    throw fault;
  }
}

export async function steelKeys(postgres: Postgres): Promise<PostgresKeys> {
  return new (await import('../store/postgres/keys.ts')).PostgresKeys(postgres);
}

/** What takes batches in. */
export async function steelCentre(): Promise<{
  readonly sinkOver: (postgres: Postgres) => Sink;
  readonly intake: typeof intakeOver;
  readonly listenFor: typeof openFor;
}> {
  const [sink, intake, listen] = await Promise.all([
    import('../store/postgres/sink.ts'),
    import('../http/centre/intake.ts'),
    import('../http/centre/listen.ts'),
  ]);
  return {
    sinkOver: (postgres) => new sink.PostgresSink(postgres),
    intake: intake.intake,
    listenFor: listen.listenFor,
  };
}

export async function sensorsOf(postgres: Postgres): Promise<readonly CentreSensor[]> {
  return await (await import('../store/postgres/keys.ts')).sensorsOf(postgres);
}
