import { randomBytes } from 'node:crypto';
import { SystemFault } from '../base/fault.ts';
import type { Mac } from '../base/mac.ts';
import type { Instant } from '../base/time.ts';
import { continues, stronger, type Tenure } from '../inventory/tenure.ts';
import type { Touch } from '../inventory/touches.ts';
import type { Blind, Network, WatchEvent } from '../inventory/watch-event.ts';
import type {
  Approval,
  AuditLine,
  MemoryOrder,
  Mute,
  Ordered,
  Remark,
  Stood,
  Whom,
} from '../ports/orders.ts';
import type {
  EpisodeQuery,
  EvidenceFrame,
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
import { hiddenMac } from './hide.ts';
import { MemoryStanding } from './memory-standing.ts';
import { obey } from './obey.ts';
import { asLeftOpen, byStation, inTheirOrder, isWantedEpisode, isWantedTenure, momentOf } from './rows.ts';
import { renamed, without } from './scrub.ts';

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
  #frames = new Map<number, Map<number, EvidenceFrame>>();
  readonly #standing = new MemoryStanding((whom) => this.#forget(whom));
  readonly #id = randomBytes(8).toString('hex');
  readonly #hidden = new Set<Mac>();
  #key = { year: 0, key: new Uint8Array() };

  async begin(at: Instant): Promise<void> {
    this.#numbers = new Map();
    for (const [number, one] of this.#episodes)
      if (one.open) this.#tell(number, asLeftOpen(one.event, at), one.first);
    for (const one of this.#blinds) one.until ??= at;
  }

  async commit({ at, touches, events, blinds, frames = [] }: StoreBatch): Promise<void> {
    for (const touch of touches) this.#touch(touch);
    for (const event of events) this.#take(event, at);
    for (const blind of blinds) this.#blind(blind);
    for (const frame of frames) this.#keep(frame);
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

  async evidenceOf(episode: number): Promise<readonly EvidenceFrame[]> {
    return [...(this.#frames.get(episode)?.values() ?? [])].toSorted(inTheirOrder);
  }

  async prune(keep: Keep, now: Instant, most = Number.POSITIVE_INFINITY): Promise<Pruned> {
    const stays = (one: StoredEpisode): boolean => one.open || momentOf(one.event, now) >= now - keep.events;
    const frames = this.#dropFrames(keep.evidence, now);
    if (keep.anonymiseAfter !== null) this.#hide(now - keep.anonymiseAfter, now);
    const gone = this.#drop(
      {
        episode: (one) => !stays(one),
        tenure: (one) => one.last < now - keep.tenures,
        station: (one) => one.last < now - keep.tenures,
      },
      most,
    );
    return { ...gone, frames: gone.frames + frames };
  }

  async holdings(whom: Whom): Promise<Pruned> {
    const isMeant = meant(whom);
    const episodes = [...this.#episodes].filter(([, { event }]) => isMeant(event)).map(([number]) => number);
    const theirs = new Set(episodes);
    return {
      episodes: episodes.length,
      events: this.#events.filter(({ episode }) => theirs.has(episode)).length,
      tenures: [...this.#tenures.values()].flat().filter(isMeant).length,
      stations: [...this.#stations.values()].filter(isMeant).length,
      frames: episodes.reduce((sum, number) => sum + (this.#frames.get(number)?.size ?? 0), 0),
    };
  }

  async order(order: MemoryOrder, by: string, at: Instant): Promise<Ordered> {
    return obey(order, by, { at, shelf: this.#standing });
  }

  async approvals(): Promise<readonly Stood<Approval>[]> {
    return this.#standing.all('approval');
  }

  async mutes(): Promise<readonly Stood<Mute>[]> {
    return this.#standing.all('mute');
  }

  async notes(): Promise<readonly Stood<Remark>[]> {
    return this.#standing.all('note');
  }

  async audit(after: number, most: number): Promise<readonly AuditLine[]> {
    return this.#standing.lines(after, most);
  }

  async backup(path: string): Promise<void> {
    throw new SystemFault('unsupported', 'what is kept in memory alone cannot be backed up', {
      operation: 'back up',
      facts: { file: path },
      remedy: 'keep it in a folder',
    });
  }

  async facts(): Promise<StoreFacts> {
    return {
      kind: 'memory',
      path: '',
      schema: 0,
      events: this.#events.length,
      stations: this.#stations.size,
      lastCommit: this.#lastCommit,
      id: this.#id,
      restored: null,
      bytes: 0,
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

  #keep(frame: EvidenceFrame): void {
    const number = this.#numbers.get(frame.id);
    if (number === undefined || !this.#episodes.has(number)) return;
    const frames = this.#frames.get(number) ?? new Map<number, EvidenceFrame>();
    frames.set(frame.slot, frame);
    this.#frames.set(number, frames);
  }

  #dropFrames({ time, bytes }: Keep['evidence'], now: Instant): number {
    let gone = 0;
    const drop = (number: number): void => {
      gone += this.#frames.get(number)?.size ?? 0;
      this.#frames.delete(number);
    };
    for (const number of this.#frames.keys()) {
      const one = this.#episodes.get(number);
      if (!one || (!one.open && momentOf(one.event, now) < now - time)) drop(number);
    }
    let held = [...this.#frames.values()].reduce((sum, frames) => sum + bytesOf(frames), 0);
    for (const [number, frames] of [...this.#frames].toSorted(([a], [b]) => a - b)) {
      if (held <= bytes) break;
      held -= bytesOf(frames);
      drop(number);
    }
    return gone;
  }

  #forget(whom: Whom): Pruned {
    const isMeant = meant(whom);
    const gone = this.#drop({ episode: ({ event }) => isMeant(event), tenure: isMeant, station: isMeant });
    this.#rewrite((event) => without(event, whom));
    return gone;
  }

  #rewrite(change: (event: WatchEvent) => WatchEvent): void {
    this.#events = this.#events.map((one) => ({ ...one, event: change(one.event) }));
    for (const [number, one] of this.#episodes)
      this.#episodes.set(number, { ...one, event: change(one.event) });
  }

  /** Of a year: with another key the same MAC is another number, and nobody can say that they were one. */
  #keyOf(now: Instant): Uint8Array {
    const year = new Date(now).getUTCFullYear();
    if (this.#key.year !== year) this.#key = { year, key: randomBytes(32) };
    return this.#key.key;
  }

  #hide(before: Instant, now: Instant): void {
    const key = this.#keyOf(now);
    const to = (mac: Mac): Mac => {
      if (this.#hidden.has(mac)) return mac;
      const hidden = hiddenMac(mac, key);
      this.#hidden.add(hidden);
      return hidden;
    };
    for (const [place, rows] of this.#tenures) {
      const old = rows.filter(({ last, mac }) => last < before && !this.#hidden.has(mac));
      if (old.length === 0) continue;
      const stay = rows.filter((one) => !old.includes(one));
      if (stay.length > 0) this.#tenures.set(place, stay);
      else this.#tenures.delete(place);
      const mac = to(old[0]!.mac);
      const target = keyOf(old[0]!.network, old[0]!.ip, mac);
      this.#tenures.set(target, [
        ...(this.#tenures.get(target) ?? []),
        ...old.map((one) => ({ ...one, mac })),
      ]);
    }
    for (const [place, one] of this.#stations) {
      if (one.last >= before || this.#hidden.has(one.mac)) continue;
      const mac = to(one.mac);
      const holder = this.#holders.get(keyOf(one.network, one.ip));
      if (holder?.mac === one.mac) holder.mac = mac;
      this.#stations.delete(place);
      this.#stations.set(keyOf(one.network, one.ip, mac), { ...one, mac });
      if (![...this.#stations.values()].some((other) => other.mac === one.mac))
        this.#standing.unname(one.mac);
    }
    const old = new Set<number>();
    for (const [number, one] of this.#episodes)
      if (!one.open && momentOf(one.event, before) < before) {
        old.add(number);
        this.#frames.delete(number);
        this.#episodes.set(number, { ...one, event: renamed(one.event, to) });
      }
    this.#events = this.#events.map((one) =>
      old.has(one.episode) ? { ...one, event: renamed(one.event, to) } : one,
    );
  }

  #drop(
    out: {
      readonly episode: (one: StoredEpisode) => boolean;
      readonly tenure: (one: Tenure) => boolean;
      readonly station: (one: StoredStation) => boolean;
    },
    most = Number.POSITIVE_INFINITY,
  ): Pruned {
    const gone = { events: 0, episodes: 0, tenures: 0, stations: 0, frames: 0 };
    const episodes = new Set<number>();
    for (const [number, one] of this.#episodes)
      if (episodes.size < most && out.episode(one)) episodes.add(number);
    for (const number of episodes) {
      this.#episodes.delete(number);
      gone.frames += this.#frames.get(number)?.size ?? 0;
      this.#frames.delete(number);
    }
    gone.episodes = episodes.size;
    const events = this.#events.filter((one) => !episodes.has(one.episode));
    gone.events = this.#events.length - events.length;
    this.#events = events;
    for (const [key, rows] of this.#tenures) {
      const stay: Mutable<Tenure>[] = [];
      for (const one of rows)
        if (gone.tenures < most && out.tenure(one)) gone.tenures++;
        else stay.push(one);
      if (stay.length > 0) this.#tenures.set(key, stay);
      else this.#tenures.delete(key);
    }
    for (const [key, one] of this.#stations) {
      if (gone.stations >= most || !out.station(one)) continue;
      if (this.#holds(one)) this.#holders.delete(keyOf(one.network, one.ip));
      this.#stations.delete(key);
      gone.stations++;
    }
    return gone;
  }
}

function meant(whom: Whom): (one: { readonly ip: number | null; readonly mac: number | null }) => boolean {
  return (one) => ('ip' in whom ? one.ip === whom.ip : one.mac === whom.mac);
}

function bytesOf(frames: ReadonlyMap<number, EvidenceFrame>): number {
  return [...frames.values()].reduce((sum, { bytes }) => sum + bytes.length, 0);
}

function keyOf({ interface: name, vlan, innerVlan }: Network, ...numbers: readonly number[]): string {
  return `${numbers.join(' ')} ${vlan} ${innerVlan} ${name}`;
}
