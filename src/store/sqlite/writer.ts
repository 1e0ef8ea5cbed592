import type { StatementSync } from 'node:sqlite';
import type { Instant } from '../../base/time.ts';
import { continues, STRENGTHS } from '../../inventory/tenure.ts';
import type { Touch } from '../../inventory/touches.ts';
import type { Blind, Network, WatchEvent } from '../../inventory/watch-event.ts';
import type { EvidenceFrame, StoreBatch } from '../../ports/store.ts';
import { asLeftOpen, momentOf, networkText } from '../rows.ts';
import type { Database } from './database.ts';
import { SpoolShelf } from './spool.ts';

interface StationRow {
  readonly first: number;
  readonly last: number;
  readonly start: number;
}

const TEXTS = {
  network: 'SELECT id FROM network WHERE key = ?',
  addNetwork: 'INSERT INTO network (interface, vlan, inner_vlan, key) VALUES (?, ?, ?, ?)',
  station: 'SELECT first, last, start FROM station WHERE ip = ? AND mac = ? AND net = ?',
  addStation:
    'INSERT INTO station (ip, mac, net, first, last, frames, strength, start) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
  setStation: `UPDATE station SET first = ?, last = ?, frames = frames + ?, strength = max(strength, ?), start = ?
    WHERE ip = ? AND mac = ? AND net = ?`,
  holder: 'SELECT mac, last FROM holder WHERE ip = ? AND net = ?',
  setHolder: 'INSERT OR REPLACE INTO holder (ip, net, mac, last) VALUES (?, ?, ?, ?)',
  addTenure:
    'INSERT OR REPLACE INTO tenure (ip, net, start, mac, last, frames, strength) VALUES (?, ?, ?, ?, ?, ?, ?)',
  setTenure: `UPDATE tenure SET last = max(last, ?), frames = frames + ?, strength = max(strength, ?)
    WHERE ip = ? AND net = ? AND start = ? AND mac = ?`,
  episode: 'SELECT id, first FROM episode WHERE run = ? AND name = ?',
  addEpisode: `INSERT INTO episode (run, name, first, open, told, kind, severity, ip, mac, body)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  setEpisode: 'UPDATE episode SET open = ?, told = ?, severity = ?, mac = ?, body = ? WHERE id = ?',
  addEvent: 'INSERT INTO event (episode, body) VALUES (?, ?)',
  openEpisodes: 'SELECT id, body FROM episode WHERE open = 1',
  openBlind: 'SELECT start FROM blind WHERE interface = ? AND code = ? AND until IS NULL',
  addBlind:
    'INSERT OR REPLACE INTO blind (interface, code, start, until, text, frames) VALUES (?, ?, ?, ?, ?, ?)',
  addFrame: `INSERT OR REPLACE INTO frame (episode, slot, at, interface, outgoing, wire, bytes)
    VALUES (?, ?, ?, ?, ?, ?, ?)`,
  setMeta: 'INSERT OR REPLACE INTO meta (name, value) VALUES (?, ?)',
} as const;

/** What is written, within a transaction that somebody else opens and closes. */
export class Writer {
  readonly #database: Database;
  readonly #made = new Map<string, StatementSync>();
  readonly #networks = new Map<string, number>();
  #run = 0;
  readonly spool: SpoolShelf;

  constructor(database: Database) {
    this.#database = database;
    this.spool = new SpoolShelf(database);
  }

  /** What was learned within a transaction that failed is forgotten. */
  reset(): void {
    this.#networks.clear();
    this.spool.reset();
  }

  begin(at: Instant): void {
    const last = this.#database.prepare('SELECT max(run) AS run FROM episode').get();
    this.#run = Number(last?.['run'] ?? 0) + 1;
    for (const { id, body } of this.#say('openEpisodes').all()) {
      const event = asLeftOpen(JSON.parse(String(body)) as WatchEvent, at);
      this.#tell(Number(id), event, at);
    }
    this.#database.prepare('UPDATE blind SET until = ? WHERE until IS NULL').run(at);
    this.spool.flush(at);
  }

  write({ at, touches, events, blinds, frames = [] }: StoreBatch): void {
    for (const touch of touches) this.#touch(touch);
    for (const event of events) this.#take(event, at);
    for (const blind of blinds) this.#blind(blind);
    for (const frame of frames) this.#keep(frame);
    this.#say('setMeta').run('last-commit', at);
    this.spool.flush(at);
  }

  #say(name: keyof typeof TEXTS): StatementSync {
    let statement = this.#made.get(name);
    if (!statement) {
      statement = this.#database.prepare(TEXTS[name]);
      this.#made.set(name, statement);
    }
    return statement;
  }

  #networkOf(network: Network): number {
    const key = networkText(network);
    let id = this.#networks.get(key);
    if (id === undefined) {
      const known = this.#say('network').get(key);
      const made =
        known?.['id'] ??
        this.#say('addNetwork').run(network.interface, network.vlan, network.innerVlan, key).lastInsertRowid;
      id = Number(made);
      this.#networks.set(key, id);
    }
    return id;
  }

  #touch({ network, ip, mac, from, last, frames, strength }: Touch): void {
    const net = this.#networkOf(network);
    const rank = STRENGTHS.indexOf(strength);
    const station = this.#say('station').get(ip, mac, net) as StationRow | undefined;
    const holder = this.#say('holder').get(ip, net) as { mac: number; last: number } | undefined;
    if (!station) {
      this.#say('addTenure').run(ip, net, from, mac, last, frames, rank);
      this.#say('addStation').run(ip, mac, net, from, last, frames, rank, from);
      this.spool.bind({ k: 'bind', net: network, ip, mac, from, last, n: frames, how: strength }, null);
    } else {
      const goesOn = continues({ last: station.last, holds: holder?.mac === mac }, from);
      const start = goesOn ? station.start : from;
      if (goesOn) this.#say('setTenure').run(last, frames, rank, ip, net, start, mac);
      else this.#say('addTenure').run(ip, net, from, mac, last, frames, rank);
      const [first, latest] = [Math.min(station.first, from), Math.max(station.last, last)];
      this.#say('setStation').run(first, latest, frames, rank, start, ip, mac, net);
      this.spool.bind(
        {
          k: 'bind',
          net: network,
          ip,
          mac,
          from: start,
          last: goesOn ? latest : last,
          n: frames,
          how: strength,
        },
        { from: station.start, last: station.last },
      );
    }
    if (!holder || last >= holder.last) this.#say('setHolder').run(ip, net, mac, last);
  }

  #take(event: WatchEvent, at: Instant): void {
    const known = this.#say('episode').get(this.#run, event.id);
    if (known) {
      this.#tell(Number(known['id']), event, at);
      return;
    }
    const told = momentOf(event, at);
    const { kind, severity, ip, mac, id, since } = event;
    const open = event.state === 'close' ? 0 : 1;
    const made = this.#say('addEpisode').run(
      this.#run,
      id,
      since ?? told,
      open,
      told,
      kind,
      severity,
      ip,
      mac,
      JSON.stringify(event),
    );
    this.#say('addEvent').run(made.lastInsertRowid, JSON.stringify(event));
    this.spool.tell({ k: 'event', ep: Number(made.lastInsertRowid), at: told, e: event });
  }

  #tell(episode: number, event: WatchEvent, at: Instant): void {
    const body = JSON.stringify(event);
    const open = event.state === 'close' ? 0 : 1;
    this.#say('setEpisode').run(open, momentOf(event, at), event.severity, event.mac, body, episode);
    this.#say('addEvent').run(episode, body);
    this.spool.tell({ k: 'event', ep: episode, at: momentOf(event, at), e: event });
  }

  #keep({ id, slot, at, interface: name, outgoing, wireLength, bytes }: EvidenceFrame): void {
    const episode = this.#say('episode').get(this.#run, id);
    if (!episode) return;
    this.#say('addFrame').run(Number(episode['id']), slot, at, name, Number(outgoing), wireLength, bytes);
  }

  #blind(blind: Blind): void {
    const { interface: name, code, from, until, text, frames } = blind;
    const open = this.#say('openBlind').get(name, code);
    const began = open ? Number(open['start']) : from;
    this.#say('addBlind').run(name, code, began, until, text, frames);
    this.spool.tell({ k: 'blind', b: { ...blind, from: began } });
  }
}
