import type { Instant } from '../base/time.ts';
import type { Tenure } from '../inventory/tenure.ts';
import type { Network, WatchEvent } from '../inventory/watch-event.ts';
import type {
  EpisodeQuery,
  EvidenceFrame,
  StoredEpisode,
  StoredStation,
  TenureQuery,
} from '../ports/store.ts';

/** Frames of an episode as they were heard. */
export function inTheirOrder(a: EvidenceFrame, b: EvidenceFrame): number {
  return (a.at ?? 0) - (b.at ?? 0) || a.slot - b.slot;
}

/** Of the evidence; of the commit where that tells no times. */
export function momentOf({ at }: WatchEvent, otherwise: Instant): Instant {
  return at ?? otherwise;
}

/** An episode that nobody saw the end of: the process ended, and what is heard from now on is another. */
export function asLeftOpen(event: WatchEvent, at: Instant): WatchEvent {
  const text = 'It was still open when the watch ended.';
  return { ...event, state: 'close', at, why: [...event.why, { code: 'watch-ended', text }] };
}

export function isWantedTenure(one: Tenure, { ip, mac, from, until }: TenureQuery): boolean {
  return (
    (ip === undefined || one.ip === ip) &&
    (mac === undefined || one.mac === mac) &&
    (from === undefined || one.last >= from) &&
    (until === undefined || one.from <= until)
  );
}

export function isWantedEpisode({ episode, open, event }: StoredEpisode, query: EpisodeQuery): boolean {
  return (
    (query.open === undefined || open === query.open) &&
    (query.kind === undefined || event.kind === query.kind) &&
    (query.severity === undefined || event.severity === query.severity) &&
    (query.ip === undefined || event.ip === query.ip) &&
    (query.mac === undefined || event.mac === query.mac) &&
    (query.before === undefined || episode < query.before)
  );
}

type Place = Pick<StoredStation, 'ip' | 'mac' | 'network'>;

/** By address, MAC and network. */
export function byStation(a: Place, b: Place): number {
  return a.ip - b.ip || a.mac - b.mac || byNetwork(a.network, b.network);
}

function byNetwork(a: Network, b: Network): number {
  const [one, other] = [networkText(a), networkText(b)];
  return one < other ? -1 : one > other ? 1 : 0;
}

/** `eth0`, `eth0 20`, `eth0 20.7`: the key of a network in a store. */
export function networkText({ interface: name, vlan, innerVlan }: Network): string {
  if (vlan === null) return name;
  return innerVlan === null ? `${name} ${vlan}` : `${name} ${vlan}.${innerVlan}`;
}
