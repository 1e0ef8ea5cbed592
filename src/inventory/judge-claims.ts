import type { Ipv4 } from '../base/ipv4.ts';
import { formatMac, type Mac } from '../base/mac.ts';
import { judgePassive, type PassiveVerdict } from './passive.ts';
import type { Evidence } from './verdict.ts';
import type { SeenAddress, SeenStation, Sightings } from './claims.ts';

/** Who claimed an address, and what the whole capture shows of that address. */
export interface JudgedStation extends SeenStation {
  readonly verdict: PassiveVerdict;
  readonly why: readonly Evidence[];
}

/** What is compared of one address, of one pair, and in all: a capture full of lies costs no more than this. */
const MOST_TWINS = 8;
const MOST_SHARED = 16;
const MOST_PAIRS = 100_000;

type SharedBy = (vlan: number | null, one: Mac, other: Mac) => readonly Ipv4[];

/** Every station, by address, VLAN and MAC, with what the capture shows of its address. */
export function* judge(sightings: Sightings): Generator<JudgedStation> {
  const sharedBy = sharedAddresses(sightings);
  for (const { address, stations } of byAddress(sightings)) {
    const { ip, vlan, switches, announced, quick } = address;
    const macs = inOrder(stations);
    const { verdict, why } = judgePassive({ ip, macs, switches, announced, quick }, (one, other) =>
      sharedBy(vlan, one, other),
    );
    for (const station of stations) yield { ...station, verdict, why: [...why, ...spokenFor(station)] };
  }
}

function spokenFor({ mac, sourceDiffers }: SeenStation): readonly Evidence[] {
  if (sourceDiffers === 0) return [];
  const frames = sourceDiffers === 1 ? 'one frame' : `${sourceDiffers} frames`;
  const text = `${frames} claiming it for ${formatMac(mac)} came from another Ethernet source`;
  return [{ code: 'sender-differs', text }];
}

/** By the time of their first claims. */
function inOrder(stations: readonly SeenStation[]): readonly Mac[] {
  return stations.toSorted((a, b) => compareTimes(a.first, b.first)).map(({ mac }) => mac);
}

function compareTimes(a: SeenStation['first'], b: SeenStation['first']): number {
  if (!a || !b) return 0;
  return a.seconds - b.seconds || a.nanoseconds - b.nanoseconds;
}

interface AddressGroup {
  readonly address: SeenAddress;
  readonly stations: readonly SeenStation[];
}

function* byAddress(sightings: Sightings): Generator<AddressGroup> {
  let stations: SeenStation[] = [];
  let address: SeenAddress | undefined;
  for (const station of sightings.sortedStations()) {
    if (address && (address.ip !== station.ip || address.vlan !== station.vlan)) {
      yield { address, stations };
      stations = [];
      address = undefined;
    }
    address ??= sightings.addressOf(station.ip, station.vlan);
    stations.push(station);
  }
  if (address) yield { address, stations };
}

function hasTwins(sightings: Sightings): boolean {
  for (const { macs } of sightings.addresses()) if (macs > 1) return true;
  return false;
}

function sharedAddresses(sightings: Sightings): SharedBy {
  const pairs = new Map<string, Ipv4[]>();
  const keyOf = (vlan: number | null, one: Mac, other: Mac): string =>
    `${vlan} ${Math.min(one, other)} ${Math.max(one, other)}`;
  for (const { address, stations } of hasTwins(sightings) ? byAddress(sightings) : []) {
    const twins = inOrder(stations).slice(0, MOST_TWINS);
    for (const [at, one] of twins.entries())
      for (const other of twins.slice(at + 1)) {
        const key = keyOf(address.vlan, one, other);
        const shared = pairs.get(key);
        if (!shared && pairs.size < MOST_PAIRS) pairs.set(key, [address.ip]);
        else if (shared && shared.length < MOST_SHARED) shared.push(address.ip);
      }
  }
  return (vlan, one, other) => pairs.get(keyOf(vlan, one, other)) ?? [];
}
