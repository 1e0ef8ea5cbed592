import type { Instant } from '../base/time.ts';
import { continues, stronger, type Tenure } from '../inventory/tenure.ts';
import type { Touch } from '../inventory/touches.ts';
import type { Blind, Network, WatchEvent } from '../inventory/watch-event.ts';
import type {
  EpisodeQuery,
  Keep,
  Pruned,
  Store,
  StoreBatch,
  StoredEpisode,
  StoredEvent,
  StoredStation,
  StoreFacts,
  TenureQuery,
} from '../ports/store.ts';
import { asLeftOpen, byStation, isWantedEpisode, isWantedTenure, momentOf } from './rows.ts';

/** In memory nothing is kept for ever: of the events the latest, of one station the latest tenures. */
export const MOST_EVENTS = 100_000;
export const MOST_TENURES = 64;

type Mutable<T> = { -readonly [Field in keyof T]: T[Field] };

/** Where nothing may be written, or Node brings no database: the same promises until the process ends. */
export class MemoryStore implements Store {
  #events: StoredEvent[] = [];
  #episodes = new Map<number, StoredEpisode>();
  /** of this run: the id of an episode and its number */
  #numbers = new Map<string, number>();
  #tenures = new Map<string, Mutable<Tenure>[]>();
  #stations = new Map<string, Mutable<StoredStation>>();
  #holders = new Map<string, { mac: number; last: Instant }>();
  #blinds: Mutable<Blind>[] = [];
  #seq = 0;
  #lastEpisode = 0;
  #lastCommit: Instant | null = null;

  async begin(at: Instant): Promise<void> {
    this.#numbers = new Map();
    for (const [number, one] of this.#episodes)
      if (one.open) this.#tell(number, asLeftOpen(one.event, at), one.first);
    for (const one of this.#blinds) one.until ??= at;
  }

  async commit({ at, touches, events, blinds }: StoreBatch): Promise<void> {
    for (const touch of touches) this.#touch(touch);
    for (const event of events) this.#take(event, at);
    for (const blind of blinds) this.#blind(blind);
    this.#lastCommit = at;
  }

  async tenures(query: TenureQuery, most: number): Promise<readonly Tenure[]> {
    const all = [...this.#tenures.values()].flat().filter((one) => isWantedTenure(one, query));
    return all
      .sort((a, b) => a.from - b.from || byStation(a, b))
      .slice(-most)
      .map((one) => ({ ...one }));
  }

  async blinds(from: Instant, until: Instant): Promise<readonly Blind[]> {
    return this.#blinds
      .filter((one) => one.from <= until && (one.until === null || one.until >= from))
      .map((one) => ({ ...one }));
  }

  async stations(after: StoredStation | null, most: number): Promise<readonly StoredStation[]> {
    const all = [...this.#stations.values()].toSorted(byStation);
    const next = after ? all.filter((one) => byStation(one, after) > 0) : all;
    return next.slice(0, most).map((one) => ({ ...one, holds: this.#holds(one) }));
  }

  async episodes(query: EpisodeQuery, most: number): Promise<readonly StoredEpisode[]> {
    return [...this.#episodes.values()]
      .filter((one) => isWantedEpisode(one, query))
      .sort((a, b) => b.episode - a.episode)
      .slice(0, most);
  }

  async eventsOf(episode: number): Promise<readonly StoredEvent[]> {
    return this.#events.filter((one) => one.episode === episode);
  }

  async eventsAfter(seq: number, most: number): Promise<readonly StoredEvent[]> {
    return this.#events.filter((one) => one.seq > seq).slice(0, most);
  }

  async prune(keep: Keep, now: Instant): Promise<Pruned> {
    const stays = (one: StoredEpisode): boolean => one.open || momentOf(one.event, now) >= now - keep.events;
    return this.#drop({
      episode: (one) => !stays(one),
      tenure: (one) => one.last < now - keep.tenures,
      station: (one) => one.last < now - keep.tenures,
    });
  }

  async forget(whom: { readonly ip: number } | { readonly mac: number }): Promise<Pruned> {
    const isMeant = (one: { readonly ip: number | null; readonly mac: number | null }): boolean =>
      'ip' in whom ? one.ip === whom.ip : one.mac === whom.mac;
    return this.#drop({ episode: ({ event }) => isMeant(event), tenure: isMeant, station: isMeant });
  }

  async facts(): Promise<StoreFacts> {
    return {
      kind: 'memory',
      path: '',
      schema: 0,
      events: this.#events.length,
      stations: this.#stations.size,
      lastCommit: this.#lastCommit,
    };
  }

  async check(): Promise<readonly string[]> {
    return [];
  }

  async close(): Promise<void> {}

  #touch(touch: Touch): void {
    const { network, ip, mac, from, last, frames, strength } = touch;
    const station = this.#stations.get(keyOf(network, ip, mac));
    const rows = this.#tenures.get(keyOf(network, ip, mac)) ?? [];
    const row = rows.at(-1);
    if (station && row && continues({ last: station.last, holds: this.#holds(station) }, from)) {
      row.last = Math.max(row.last, last);
      row.frames += frames;
      row.strength = stronger(row.strength, strength);
    } else if (rows.push({ network, ip, mac, from, last, frames, strength }) > MOST_TENURES) rows.shift();
    this.#tenures.set(keyOf(network, ip, mac), rows);
    if (station) {
      station.first = Math.min(station.first, from);
      station.last = Math.max(station.last, last);
      station.frames += frames;
      station.strength = stronger(station.strength, strength);
    } else
      this.#stations.set(keyOf(network, ip, mac), {
        network,
        ip,
        mac,
        first: from,
        last,
        frames,
        strength,
        holds: true,
      });
    const holder = this.#holders.get(keyOf(network, ip));
    if (!holder || last >= holder.last) this.#holders.set(keyOf(network, ip), { mac, last });
  }

  #holds({ network, ip, mac }: { readonly network: Network; readonly ip: number; readonly mac: number }) {
    return this.#holders.get(keyOf(network, ip))?.mac === mac;
  }

  #take(event: WatchEvent, at: Instant): void {
    const known = this.#numbers.get(event.id);
    const number = known ?? ++this.#lastEpisode;
    this.#numbers.set(event.id, number);
    this.#tell(number, event, this.#episodes.get(number)?.first ?? event.since ?? momentOf(event, at));
  }

  #tell(episode: number, event: WatchEvent, first: Instant): void {
    this.#events.push({ seq: ++this.#seq, episode, event });
    this.#episodes.set(episode, { episode, first, open: event.state !== 'close', event });
    if (this.#events.length > MOST_EVENTS) this.#shorten();
  }

  /** A tenth at a time, and closed episodes with their last event. */
  #shorten(): void {
    const gone = this.#events.splice(0, MOST_EVENTS / 10);
    const kept = new Set(this.#events.map(({ episode }) => episode));
    for (const { episode } of gone)
      if (!kept.has(episode) && !this.#episodes.get(episode)?.open) this.#episodes.delete(episode);
  }

  #blind(blind: Blind): void {
    const open = this.#blinds.find(
      (one) => one.until === null && one.code === blind.code && one.interface === blind.interface,
    );
    if (open) Object.assign(open, blind, { from: Math.min(open.from, blind.from) });
    else this.#blinds.push({ ...blind });
  }

  #drop(out: {
    readonly episode: (one: StoredEpisode) => boolean;
    readonly tenure: (one: Tenure) => boolean;
    readonly station: (one: StoredStation) => boolean;
  }): Pruned {
    const gone = { events: 0, episodes: 0, tenures: 0, stations: 0 };
    const episodes = new Set<number>();
    for (const [number, one] of this.#episodes) if (out.episode(one)) episodes.add(number);
    for (const number of episodes) this.#episodes.delete(number);
    gone.episodes = episodes.size;
    const events = this.#events.filter((one) => !episodes.has(one.episode));
    gone.events = this.#events.length - events.length;
    this.#events = events;
    for (const [key, rows] of this.#tenures) {
      const stay = rows.filter((one) => !out.tenure(one));
      gone.tenures += rows.length - stay.length;
      if (stay.length > 0) this.#tenures.set(key, stay);
      else this.#tenures.delete(key);
    }
    for (const [key, one] of this.#stations) {
      if (!out.station(one)) continue;
      if (this.#holds(one)) this.#holders.delete(keyOf(one.network, one.ip));
      this.#stations.delete(key);
      gone.stations++;
    }
    return gone;
  }
}

function keyOf({ interface: name, vlan, innerVlan }: Network, ...numbers: readonly number[]): string {
  return `${numbers.join(' ')} ${vlan} ${innerVlan} ${name}`;
}
