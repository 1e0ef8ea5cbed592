import type { Ipv4 } from '../base/ipv4.ts';
import { formatMac, type Mac } from '../base/mac.ts';
import { type CommonClaims, judgeClaims, type PassiveVerdict } from './passive.ts';
import type { Evidence } from './verdict.ts';
import { type Askings, askedKey } from './askers.ts';
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

type CommonOf = (vlan: number | null, one: Mac, other: Mac) => CommonClaims;

/** Every station, by address, VLAN and MAC, with what the capture shows of its address. */
export function* judge(sightings: Sightings): Generator<JudgedStation> {
  const askings = sightings.askings();
  const commonOf = commonClaims(sightings, askings);
  for (const { address, stations } of byAddress(sightings)) {
    const { ip, vlan, changes } = address;
    const claimants = inOrder(stations);
    const claimed = { ip, claimants, changes, byAsker: askings.get(askedKey(ip, vlan))?.byAsker === true };
    const { verdict, why } = judgeClaims(claimed, (one, other) => commonOf(vlan, one, other));
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
function inOrder(stations: readonly SeenStation[]): readonly SeenStation[] {
  return stations.toSorted((a, b) => compareTimes(a.first, b.first));
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

interface Common {
  readonly shared: Ipv4[];
  /** All of them, those not listed too. */
  count: number;
  /** Looked for once; null: not yet. */
  alone: CommonClaims['alone'] | null;
}

function commonClaims(sightings: Sightings, askings: ReadonlyMap<string, Askings>): CommonOf {
  const pairs = new Map<string, Common>();
  /** Of each MAC that has a twin all its addresses. */
  const owns = new Map<string, Ipv4[]>();
  const twinned = hasTwins(sightings);
  for (const { address, stations } of twinned ? byAddress(sightings) : []) {
    const twins = inOrder(stations).slice(0, MOST_TWINS);
    for (const [at, one] of twins.entries())
      for (const other of twins.slice(at + 1)) {
        const key = pairKey(address.vlan, one.mac, other.mac);
        const known = pairs.get(key);
        if (known) {
          known.count++;
          if (known.shared.length < MOST_SHARED) known.shared.push(address.ip);
        } else if (pairs.size < MOST_PAIRS) {
          pairs.set(key, { shared: [address.ip], count: 1, alone: null });
          for (const { mac } of [one, other]) owns.set(`${address.vlan} ${mac}`, []);
        }
      }
  }
  for (const { ip, mac, vlan } of twinned ? sightings.stations() : []) owns.get(`${vlan} ${mac}`)?.push(ip);
  const aloneOf = (vlan: number | null, pair: readonly [Mac, Mac], count: number): CommonClaims['alone'] => {
    for (const [at, mac] of pair.entries()) {
      const ips = owns.get(`${vlan} ${mac}`) ?? [];
      if (ips.length <= count) continue;
      const twin = pair[1 - at]!;
      // So many are common, and beyond the first claimants of an address nobody counts them.
      const ip = ips.slice(0, count + MOST_SHARED).find((each) => !sightings.has(each, twin, vlan));
      if (ip !== undefined) return { mac, ip };
    }
    return undefined;
  };
  return (vlan, one, other) => {
    const common = pairs.get(pairKey(vlan, one, other));
    if (common === undefined) return { shared: [], alone: undefined };
    const { shared, count } = common;
    // Two cards that answer at once for several addresses are as alike as can be heard.
    const alike = shared.filter((ip) => askings.get(askedKey(ip, vlan))?.alike === true);
    if (alike.length > 1) return { shared, alone: undefined };
    if (common.alone === null) common.alone = aloneOf(vlan, [one, other], count);
    return { shared, alone: common.alone };
  };
}

function pairKey(vlan: number | null, one: Mac, other: Mac): string {
  return `${vlan} ${Math.min(one, other)} ${Math.max(one, other)}`;
}
