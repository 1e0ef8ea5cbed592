import { randomBytes } from 'node:crypto';
import { formatMac, type Mac } from '../../base/mac.ts';
import type { Instant } from '../../base/time.ts';
import type { WatchEvent } from '../../inventory/watch-event.ts';
import { hiddenMac } from '../hide.ts';
import { renamed } from '../scrub.ts';
import type { Database } from './database.ts';

/** Locally administered MACs first: those are telephones that people carry. */
const LOCAL_FIRST = 'ORDER BY (mac >> 41) & 1 DESC';

/** What was heard last before `before` loses its MACs, `most` rows of a kind at a time; returns the rows changed. */
export function hide(
  database: Database,
  before: Instant,
  { now, most }: { readonly now: Instant; readonly most: number },
): number {
  const key = keyOf(database, now);
  const to = (mac: Mac): Mac => hiddenMac(mac, key);
  return hideRows(database, before, { to, most }) + hideEpisodes(database, before, { to, most });
}

interface Hiding {
  readonly to: (mac: Mac) => Mac;
  readonly most: number;
}

/** Of a year: with another key the same MAC is another number. Last year's is not kept. */
function keyOf(database: Database, now: Instant): Uint8Array {
  const name = `key-${new Date(now).getUTCFullYear()}`;
  const known = database.prepare('SELECT value FROM meta WHERE name = ?').get(name);
  if (known) return known['value'] as Uint8Array;
  database.prepare("DELETE FROM meta WHERE name LIKE 'key-%'").run();
  const key = randomBytes(32);
  database.prepare('INSERT INTO meta (name, value) VALUES (?, ?)').run(name, key);
  return key;
}

function hideRows(database: Database, before: Instant, { to, most }: Hiding): number {
  const tenures = database
    .prepare(
      `SELECT ip, net, start, mac FROM tenure WHERE hidden = 0 AND last < ? ${LOCAL_FIRST}, ip LIMIT ?`,
    )
    .all(before, most);
  const setTenure = database.prepare(
    'UPDATE OR REPLACE tenure SET mac = ?, hidden = 1 WHERE ip = ? AND net = ? AND start = ? AND mac = ?',
  );
  for (const { ip, net, start, mac } of tenures)
    setTenure.run(to(Number(mac)), Number(ip), Number(net), Number(start), Number(mac));
  const stations = database
    .prepare(`SELECT ip, mac, net FROM station WHERE hidden = 0 AND last < ? ${LOCAL_FIRST}, ip LIMIT ?`)
    .all(before, most);
  const setHolder = database.prepare('UPDATE holder SET mac = ? WHERE ip = ? AND net = ? AND mac = ?');
  const setStation = database.prepare(
    'UPDATE OR REPLACE station SET mac = ?, hidden = 1 WHERE ip = ? AND mac = ? AND net = ?',
  );
  const known = database.prepare('SELECT 1 FROM station WHERE mac = ? LIMIT 1');
  const noName = database.prepare("DELETE FROM standing WHERE kind = 'note' AND key = ?");
  for (const row of stations) {
    const [ip, mac, net] = [Number(row['ip']), Number(row['mac']), Number(row['net'])];
    setHolder.run(to(mac), ip, net, mac);
    setStation.run(to(mac), ip, mac, net);
    // Its name goes with the last that was known of it.
    if (!known.get(mac)) noName.run(formatMac(mac));
  }
  return tenures.length + stations.length;
}

function hideEpisodes(database: Database, before: Instant, { to, most }: Hiding): number {
  const old = database
    .prepare(
      'SELECT id, mac, body FROM episode WHERE hidden = 0 AND open = 0 AND told < ? ORDER BY told LIMIT ?',
    )
    .all(before, most);
  const hidden = (body: unknown): string =>
    JSON.stringify(renamed(JSON.parse(String(body)) as WatchEvent, to));
  const setEpisode = database.prepare('UPDATE episode SET mac = ?, body = ?, hidden = 1 WHERE id = ?');
  const setEvent = database.prepare('UPDATE event SET body = ? WHERE seq = ?');
  const events = database.prepare('SELECT seq, body FROM event WHERE episode = ?');
  const noFrames = database.prepare('DELETE FROM frame WHERE episode = ?');
  for (const { id, mac, body } of old) {
    setEpisode.run(mac === null ? null : to(Number(mac)), hidden(body), Number(id));
    for (const one of events.all(Number(id))) setEvent.run(hidden(one['body']), Number(one['seq']));
    noFrames.run(Number(id));
  }
  return old.length;
}
