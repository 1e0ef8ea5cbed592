import type { Ipv4 } from '../../base/ipv4.ts';
import type { Mac } from '../../base/mac.ts';
import type { Instant, Millis } from '../../base/time.ts';
import type { About, Episode } from '../episode.ts';
import { EPISODE_KINDS } from '../episodes.ts';
import {
  type EpisodeState,
  type Network,
  type Sure,
  WATCH_KINDS,
  type WatchEvent,
  type WatchKind,
  type WatchReason,
} from '../watch-event.ts';
import { LineAllowance } from './line-allowance.ts';
import { Floods } from './floods.ts';
import type { Timers } from './timers.ts';

/** An episode that goes on is told again at most so often, unless something new is known of it. */
export const UPDATE_EVERY: Millis = 60_000;
/** A storm is told again after a second, then whenever it has lasted twice as long, and at last once a minute. */
export const STORM_EVERY: Millis = 1000;

const MOST_MACS = 16;
const MOST_IPS = 64;
const MOST_REASONS = 16;

/** What is new of an episode. */
export interface EpisodeNews {
  readonly sure?: Sure;
  readonly why?: readonly WatchReason[];
  readonly macs?: readonly Mac[];
  readonly mac?: Mac | null;
  readonly ips?: readonly Ipv4[];
}

/** Opens, updates and closes episodes, with a bound; numbers them by kind. */
export class EpisodeBook {
  readonly opened = Object.fromEntries(WATCH_KINDS.map((kind) => [kind, 0])) as Record<WatchKind, number>;
  /** Episodes that were not opened, and open ones that had to make room for graver ones. */
  left = 0;
  /** What was counted and not told, because there was too much of it. */
  withheld = 0;
  readonly #allowance = new LineAllowance();
  readonly #floods = new Floods(this);
  #isOver = false;
  readonly #open = new Set<Episode>();
  readonly #timers: Timers;
  readonly #tell: (event: WatchEvent) => void;
  readonly #most: number;
  readonly #clock: (at: Instant) => Instant | null;

  /** `clock` makes the time that is told of the time that is reckoned with. */
  constructor(
    timers: Timers,
    tell: (event: WatchEvent) => void,
    { most, clock }: { readonly most: number; readonly clock: (at: Instant) => Instant | null },
  ) {
    this.#timers = timers;
    this.#tell = tell;
    this.#most = most;
    this.#clock = clock;
  }

  get openNow(): number {
    return this.#open.size;
  }

  /** What happens in one moment. */
  once(kind: WatchKind, about: About, at: Instant): void {
    this.#say(this.#make(kind, about, at), 'close', at);
  }

  /** Such things are told one by one as yet; where they are not, `pass` counts one without making words for it. */
  hasRoom(network: Network, at: Instant): boolean {
    return this.#allowance.has(network, at);
  }

  /** One that is not critical, and for which there is no room. */
  pass(kind: WatchKind, network: Network, at: Instant): void {
    this.opened[kind]++;
    this.#withhold(kind, network, at);
  }

  /** Undefined when there is no room: grave ones make it by ending the oldest that is not grave. */
  open(kind: WatchKind, about: About, at: Instant): Episode | undefined {
    if (this.#open.size >= this.#most && !this.#makeRoom(kind, about)) {
      this.left++;
      return undefined;
    }
    const episode = this.#make(kind, about, at);
    this.#open.add(episode);
    this.#say(episode, 'open', at);
    this.#watch(episode, at);
    return episode;
  }

  /** Something of it was heard. */
  touch(episode: Episode, at: Instant, frames = 1): void {
    episode.last = at;
    episode.frames += frames;
    if (at - episode.toldAt >= updateEvery(episode)) this.#say(episode, 'update', at);
  }

  /** Tells what is new, if anything is. */
  learn(episode: Episode, news: EpisodeNews, at: Instant): void {
    const { sure, why, mac, macs, ips } = news;
    const isNew =
      (sure !== undefined && sure !== episode.sure) ||
      (mac !== undefined && mac !== episode.mac) ||
      (macs !== undefined && macs.length !== episode.macs.length) ||
      (ips !== undefined && ips.length !== episode.ips.length);
    if (sure !== undefined) episode.sure = sure;
    if (why !== undefined) episode.why = why.slice(0, MOST_REASONS);
    if (mac !== undefined) episode.mac = mac;
    if (macs !== undefined) episode.macs = macs.slice(0, MOST_MACS);
    if (ips !== undefined) episode.ips = ips.slice(0, MOST_IPS);
    if (isNew && episode.open) this.#say(episode, 'update', at);
  }

  /** `became`: the id of what it became. */
  close(episode: Episode, at: Instant, became: string | null = null): void {
    if (!episode.open) return;
    episode.open = false;
    this.#open.delete(episode);
    this.#say(episode, 'close', at, became);
  }

  /** The id that the next episode of the kind gets. */
  nextId(kind: WatchKind): string {
    return `${kind}-${this.opened[kind] + 1}`;
  }

  /** Those that go on are told as they stand. */
  end(at: Instant): void {
    this.#isOver = true;
    for (const episode of this.#open) this.#say(episode, 'update', at);
  }

  #makeRoom(kind: WatchKind, about: About): boolean {
    const severity = severityOf(kind, { ...about, frames: about.frames ?? 1 });
    if (severity !== 'critical') return false;
    for (const one of this.#open) {
      if (one.severity === 'critical') continue;
      this.left++;
      this.close(one, one.last);
      return true;
    }
    return false;
  }

  /** What is critical, and what sums others up, asks nobody. */
  #mayTell({ kind, severity, network }: Episode, at: Instant): boolean {
    if (severity === 'critical' || ALWAYS_TOLD.has(kind)) return true;
    if (this.#allowance.take(network, at)) return true;
    this.#withhold(kind, network, at);
    return false;
  }

  #withhold(kind: WatchKind, network: Network, at: Instant): void {
    this.withheld++;
    this.#floods.withheld(kind, network, at);
  }

  #make(kind: WatchKind, about: About, at: Instant): Episode {
    const { ip = null, ips = [], mac = null, macs = [], network, gateway = false } = about;
    const { sure, why, frames = 1, since = at } = about;
    const id = `${kind}-${++this.opened[kind]}`;
    return {
      kind,
      id,
      since,
      last: at,
      frames,
      ip,
      ips: ips.slice(0, MOST_IPS),
      mac,
      macs: macs.slice(0, MOST_MACS),
      network,
      gateway,
      sure,
      why: why.slice(0, MOST_REASONS),
      severity: severityOf(kind, { sure, why, frames, gateway }),
      toldAt: at,
      told: false,
      open: true,
    };
  }

  #watch(episode: Episode, at: Instant): void {
    const { quiet } = EPISODE_KINDS[episode.kind];
    if (quiet === null || quiet === Number.POSITIVE_INFINITY) return;
    this.#timers.add(Math.max(at, episode.last) + quiet, (now) => {
      if (!episode.open) return;
      if (now - episode.last >= quiet) this.close(episode, now);
      else this.#watch(episode, episode.last);
    });
  }

  #say(episode: Episode, state: EpisodeState, at: Instant, became: string | null = null): void {
    const { kind, sure, why, frames, gateway } = episode;
    episode.severity = severityOf(kind, { sure, why, frames, gateway });
    episode.toldAt = at;
    const ends = this.#isOver || (state === 'close' && !episode.open);
    if (ends ? !episode.told : !this.#mayTell(episode, at)) return;
    const first = !episode.told;
    episode.told = true;
    this.#tell({
      kind,
      state: first && state === 'update' ? 'open' : state,
      id: episode.id,
      at: this.#clock(at),
      since: this.#clock(episode.since),
      lasted: Math.max(0, episode.last - episode.since),
      ip: episode.ip,
      ips: episode.ips,
      mac: episode.mac,
      macs: episode.macs,
      network: episode.network,
      severity: episode.severity,
      sure,
      why,
      decides: sure === 'proven' ? null : EPISODE_KINDS[kind].decides,
      gateway,
      frames,
      became,
    });
  }
}

const ALWAYS_TOLD: ReadonlySet<WatchKind> = new Set(['storm', 'sensor-blind']);

function updateEvery({ kind, since, toldAt }: Episode): Millis {
  return kind === 'storm' ? Math.min(UPDATE_EVERY, Math.max(STORM_EVERY, toldAt - since)) : UPDATE_EVERY;
}

function severityOf(
  kind: WatchKind,
  about: {
    readonly sure: Sure;
    readonly why: readonly WatchReason[];
    readonly frames: number;
    readonly gateway?: boolean;
  },
): WatchEvent['severity'] {
  const { sure, why, frames, gateway = false } = about;
  return EPISODE_KINDS[kind].severity({ sure, frames, gateway, reasons: why });
}
