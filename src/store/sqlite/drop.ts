import type { Instant } from '../../base/time.ts';
import type { Keep, Pruned } from '../../ports/store.ts';
import type { Database } from './database.ts';

/** What is too old goes; open episodes stay with all their events, and an address keeps its holder while it is known. */
export function prune(database: Database, keep: Keep, now: Instant): Pruned {
  const run = runnerOf(database);
  const episodes = 'SELECT id FROM episode WHERE open = 0 AND told < ?';
  const [events, tenures] = [now - keep.events, now - keep.tenures];
  return {
    events: run(`DELETE FROM event WHERE episode IN (${episodes})`, events),
    episodes: run('DELETE FROM episode WHERE open = 0 AND told < ?', events),
    tenures: run('DELETE FROM tenure WHERE last < ?', tenures),
    stations: stationsGone(run, 'last < ?', tenures),
  };
}

/** Everything of an address or a MAC, open or not. */
export function forget(database: Database, whom: { readonly ip: number } | { readonly mac: number }): Pruned {
  const run = runnerOf(database);
  const [column, value] = 'ip' in whom ? ['ip', whom.ip] : (['mac', whom.mac] as const);
  return {
    events: run(`DELETE FROM event WHERE episode IN (SELECT id FROM episode WHERE ${column} = ?)`, value),
    episodes: run(`DELETE FROM episode WHERE ${column} = ?`, value),
    tenures: run(`DELETE FROM tenure WHERE ${column} = ?`, value),
    stations: stationsGone(run, `${column} = ?`, value),
  };
}

type Run = (text: string, value: number) => number;

function runnerOf(database: Database): Run {
  return (text, value) => Number(database.prepare(text).run(value).changes);
}

function stationsGone(run: Run, condition: string, value: number): number {
  run(
    `DELETE FROM holder WHERE EXISTS (SELECT 1 FROM station s
       WHERE s.ip = holder.ip AND s.mac = holder.mac AND s.net = holder.net AND s.${condition})`,
    value,
  );
  return run(`DELETE FROM station WHERE ${condition}`, value);
}
