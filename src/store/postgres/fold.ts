import { formatIpv4 } from '../../base/ipv4.ts';
import { formatMac } from '../../base/mac.ts';
import type { Instant, Millis } from '../../base/time.ts';
import type { Dispatch } from '../../inventory/dispatch.ts';
import { STRENGTHS } from '../../inventory/tenure.ts';
import { type Blind, WATCH_SEVERITIES, type WatchEvent } from '../../inventory/watch-event.ts';

/** A row of binding_now or binding_past, times in milliseconds. */
export interface KeptBinding {
  readonly site: number;
  readonly vlan: number;
  readonly inner: number;
  readonly ip: string;
  readonly mac: string;
  readonly interface: string;
  readonly since: Instant;
  readonly seen: Instant;
  readonly frames: number;
  readonly strength: number;
  readonly sensor: number;
}

export interface EventRow {
  readonly at: Instant;
  readonly site: number;
  readonly sensor: number;
  readonly run: number;
  readonly seq: number;
  readonly episode: number | null;
  readonly kind: string;
  readonly severity: number;
  readonly ip: string | null;
  readonly mac: string | null;
  readonly clamped: boolean;
  readonly body: string;
}

export interface EpisodeRow {
  readonly sensor: number;
  readonly store: string;
  readonly ep: number;
  readonly site: number;
  readonly at: Instant;
  readonly opened: Instant;
  readonly event: WatchEvent;
}

export interface BlindRow {
  readonly sensor: number;
  readonly site: number;
  readonly blind: Blind;
}

export interface Whence {
  readonly site: number;
  readonly sensor: number;
  readonly run: number;
  readonly store: string;
}

/** An event of a clock that is so far ahead, or so old, is put where it arrived, and marked. */
const MOST_AHEAD: Millis = 86_400_000;
const MOST_BEHIND: Millis = 40 * 86_400_000;

/** What one transaction writes, each row once: gathered from many batches in their order. */
export class Fold {
  readonly events: EventRow[] = [];
  readonly bindings = new Map<string, KeptBinding[]>();
  readonly episodes = new Map<string, EpisodeRow>();
  readonly blinds = new Map<string, BlindRow>();
  readonly #now: Instant;

  constructor(now: Instant) {
    this.#now = now;
  }

  add(dispatch: Dispatch, whence: Whence, seq: number): void {
    switch (dispatch.k) {
      case 'bind':
        this.#bind(dispatch, whence);
        break;
      case 'event':
        this.#event(dispatch.e, dispatch, { whence, seq });
        this.#episode(dispatch, whence);
        break;
      case 'episode':
        this.#episode(dispatch, whence);
        break;
      case 'blind':
        this.#blind(dispatch.b, whence);
        break;
      case 'other':
        this.#plain(dispatch.kind, dispatch.text, { whence, seq });
    }
  }

  /** The place of what had to go before it could be told. */
  dropped(words: string, whence: Whence, seq: number): void {
    this.#plain('spool-dropped', JSON.stringify({ dropped: words }), { whence, seq });
  }

  #bind(one: Extract<Dispatch, { k: 'bind' }>, { site, sensor }: Whence): void {
    const ip = formatIpv4(one.ip);
    const mac = formatMac(one.mac);
    const { at: seen, clamped } = this.#at(one.last);
    const row = {
      site,
      vlan: one.net.vlan ?? -1,
      inner: one.net.innerVlan ?? -1,
      ip,
      mac,
      interface: one.net.interface,
      since: clamped ? seen : Math.min(one.from, seen),
      seen,
      frames: one.n,
      strength: STRENGTHS.indexOf(one.how),
      sensor,
    };
    const key = keyOf(row);
    const rows = this.bindings.get(key);
    if (rows) rows.push(row);
    else this.bindings.set(key, [row]);
  }

  #event(
    e: WatchEvent,
    { ep, at: told }: { readonly ep: number; readonly at: Instant },
    { whence, seq }: { readonly whence: Whence; readonly seq: number },
  ): void {
    const { site, sensor, run } = whence;
    this.events.push({
      ...this.#at(told),
      site,
      sensor,
      run,
      seq,
      episode: ep,
      kind: e.kind,
      severity: WATCH_SEVERITIES.indexOf(e.severity),
      ip: e.ip === null ? null : formatIpv4(e.ip),
      mac: e.mac === null ? null : formatMac(e.mac),
      body: JSON.stringify(e),
    });
  }

  #episode(
    { ep, at: told, e }: Extract<Dispatch, { k: 'event' | 'episode' }>,
    { sensor, store, site }: Whence,
  ): void {
    const { at } = this.#at(told);
    const opened = typeof e.since === 'number' && e.since > 0 && e.since <= at ? e.since : at;
    this.episodes.set(`${sensor} ${store} ${ep}`, { sensor, store, ep, site, at, opened, event: e });
  }

  #blind(blind: Blind, { sensor, site }: Whence): void {
    this.blinds.set(`${sensor} ${blind.interface} ${blind.code} ${blind.from}`, { sensor, site, blind });
  }

  #plain(
    kind: string,
    body: string,
    { whence, seq }: { readonly whence: Whence; readonly seq: number },
  ): void {
    const { site, sensor, run } = whence;
    const empty = { episode: null, severity: 0, ip: null, mac: null, clamped: false };
    this.events.push({ ...empty, at: this.#now, site, sensor, run, seq, kind, body });
  }

  #at(at: Instant): { readonly at: Instant; readonly clamped: boolean } {
    const fits = at <= this.#now + MOST_AHEAD && at >= this.#now - MOST_BEHIND;
    return fits ? { at, clamped: false } : { at: this.#now, clamped: true };
  }
}

export function keyOf({ site, vlan, inner, ip, mac }: KeptBinding): string {
  return `${site} ${vlan} ${inner} ${ip} ${mac}`;
}

/**
 * Who had an address goes on where two tellings touch in time, of whatever sensor; what lies apart is an interval of its
 * own. `known` is the one that stands; returns the one that stands then, and those that are closed.
 */
export function joined(
  known: KeptBinding | undefined,
  told: readonly KeptBinding[],
): { readonly now: KeptBinding; readonly past: readonly KeptBinding[] } {
  const past: KeptBinding[] = [];
  let now = known;
  for (const one of told) {
    if (!now) now = one;
    else if (one.since > now.seen) {
      past.push(now);
      now = one;
    } else if (one.seen < now.since) past.push(one);
    else
      now = {
        ...one,
        since: Math.min(now.since, one.since),
        seen: Math.max(now.seen, one.seen),
        frames: now.frames + one.frames,
        strength: Math.max(now.strength, one.strength),
      };
  }
  return { now: now!, past };
}
