import type { SQLInputValue } from 'node:sqlite';
import { formatIpv4 } from '../../base/ipv4.ts';
import { formatMac } from '../../base/mac.ts';
import type { Instant } from '../../base/time.ts';
import type { WatchEvent } from '../../inventory/watch-event.ts';
import type { Whom } from '../../ports/orders.ts';
import type { Keep, Pruned } from '../../ports/store.ts';
import { without } from '../scrub.ts';
import type { Database } from './database.ts';
import { columnOf } from './reader.ts';

type Run = (text: string, ...values: readonly SQLInputValue[]) => number;

/**
 * What is too old goes, `most` rows of a kind at a time; open episodes stay with all their events, and an address keeps
 * its holder while it is known.
 */
export function prune(
  database: Database,
  keep: Keep,
  { now, most }: { readonly now: Instant; readonly most: number },
): Pruned {
  const run = runnerOf(database);
  const frames = evidenceGone(database, keep, { now, most });
  const tenures = now - keep.tenures;
  return {
    ...episodesGone(database, now - keep.events, { most, frames }),
    tenures: run(
      `DELETE FROM tenure WHERE (ip, net, start, mac) IN
        (SELECT ip, net, start, mac FROM tenure WHERE last < ? LIMIT ?)`,
      tenures,
      most,
    ),
    stations: stationsGone(
      run,
      '(ip, mac, net) IN (SELECT ip, mac, net FROM station WHERE last < ? ORDER BY ip, mac, net LIMIT ?)',
      [tenures, most],
    ),
  };
}

/** Events first: an episode whose last event went goes with it. */
function episodesGone(
  database: Database,
  before: Instant,
  { most, frames }: { readonly most: number; readonly frames: number },
): Pick<Pruned, 'episodes' | 'events' | 'frames'> {
  const run = runnerOf(database);
  const gone = { episodes: 0, events: 0, frames };
  const old = database
    .prepare('SELECT id FROM episode WHERE open = 0 AND told < ? ORDER BY told LIMIT ?')
    .all(before, most);
  for (const { id } of old) {
    const number = Number(id);
    gone.events += run(
      'DELETE FROM event WHERE seq IN (SELECT seq FROM event WHERE episode = ? ORDER BY seq LIMIT ?)',
      number,
      Math.max(1, most - gone.events),
    );
    if (database.prepare('SELECT 1 FROM event WHERE episode = ? LIMIT 1').get(number)) break;
    gone.frames += run('DELETE FROM frame WHERE episode = ?', number);
    gone.episodes += run('DELETE FROM episode WHERE id = ?', number);
    if (gone.events >= most) break;
  }
  return gone;
}

/** Frames of old episodes, and the oldest while there are more bytes of them than may be. */
function evidenceGone(
  database: Database,
  { evidence }: Keep,
  { now, most }: { readonly now: Instant; readonly most: number },
): number {
  const run = runnerOf(database);
  let gone = run(
    `DELETE FROM frame WHERE episode IN (SELECT id FROM episode WHERE open = 0 AND told < ?
       AND EXISTS (SELECT 1 FROM frame f WHERE f.episode = episode.id) ORDER BY told LIMIT ?)`,
    now - evidence.time,
    most,
  );
  const held = (): number =>
    Number(database.prepare('SELECT coalesce(sum(length(bytes)), 0) AS held FROM frame').get()!['held']);
  for (let over = held() - evidence.bytes; over > 0; ) {
    const oldest = database
      .prepare(
        'SELECT episode, sum(length(bytes)) AS held FROM frame GROUP BY episode ORDER BY episode LIMIT 1',
      )
      .get();
    if (!oldest) break;
    gone += run('DELETE FROM frame WHERE episode = ?', Number(oldest['episode']));
    over -= Math.max(1, Number(oldest['held']));
    if (gone >= most) break;
  }
  return gone;
}

/** Everything of an address or a MAC, open or not; what is told of others is told without it. */
export function forget(database: Database, whom: Whom): Pruned {
  const run = runnerOf(database);
  const [column, value] = columnOf(whom);
  const theirs = `(SELECT id FROM episode WHERE ${column} = ?)`;
  const gone = {
    frames: run(`DELETE FROM frame WHERE episode IN ${theirs}`, value),
    events: run(`DELETE FROM event WHERE episode IN ${theirs}`, value),
    episodes: run(`DELETE FROM episode WHERE ${column} = ?`, value),
    tenures: run(`DELETE FROM tenure WHERE ${column} = ?`, value),
    stations: stationsGone(run, `${column} = ?`, [value]),
  };
  const text = 'ip' in whom ? formatIpv4(whom.ip) : formatMac(whom.mac);
  for (const [table, key] of [
    ['event', 'seq'],
    ['episode', 'id'],
  ] as const) {
    const rows = database
      .prepare(`SELECT ${key} AS key, body FROM ${table} WHERE instr(body, ?) OR instr(body, ?)`)
      .all(text, String(value));
    const change = database.prepare(`UPDATE ${table} SET body = ? WHERE ${key} = ?`);
    for (const { key: number, body } of rows) {
      const event = JSON.parse(String(body)) as WatchEvent;
      const left = without(event, whom);
      if (left !== event) change.run(JSON.stringify(left), Number(number));
    }
  }
  return gone;
}

function runnerOf(database: Database): Run {
  return (text, ...values) => Number(database.prepare(text).run(...values).changes);
}

function stationsGone(run: Run, condition: string, values: readonly SQLInputValue[]): number {
  run(
    `DELETE FROM holder WHERE (ip, mac, net) IN (SELECT ip, mac, net FROM station WHERE ${condition})`,
    ...values,
  );
  return run(`DELETE FROM station WHERE ${condition}`, ...values);
}
