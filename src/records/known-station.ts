import { formatIpv4 } from '../base/ipv4.ts';
import { formatMac, isLocallyAdministered } from '../base/mac.ts';
import type { Instant } from '../base/time.ts';
import type { StoredStation } from '../ports/store.ts';
import { type JsonRecord, recordKind } from './kind.ts';
import { isoText, networkFields } from './tenure.ts';

/** schema/known-station.v1.json; `now` is when it is asked. */
export function knownStationRecord(
  station: StoredStation,
  { vendor, now }: { readonly vendor: string | null; readonly now: Instant },
): JsonRecord {
  const { ip, mac, network, first, last, frames, strength, holds } = station;
  return {
    v: 1,
    type: 'known-station',
    ip: formatIpv4(ip),
    mac: formatMac(mac),
    vendor,
    localMac: isLocallyAdministered(mac),
    ...networkFields(network),
    first: isoText(first),
    last: isoText(last),
    new: seconds(now - first),
    silent: seconds(now - last),
    frames,
    strength,
    holds,
  };
}

export const KNOWN_STATION = recordKind(['known-station'], {
  ip: 'ip',
  mac: 'mac',
  vendor: 'text',
  localMac: 'flag',
  interface: 'text',
  vlan: 'number',
  innerVlan: 'number',
  first: 'text',
  last: 'text',
  new: { kind: 'number', time: 's' },
  silent: { kind: 'number', time: 's' },
  frames: 'number',
  strength: 'text',
  holds: 'flag',
});

function seconds(span: number): number {
  return Math.round(span / 1000);
}
