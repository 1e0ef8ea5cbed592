import { formatIpv4, type Ipv4 } from '../base/ipv4.ts';
import { formatMac, type Mac } from '../base/mac.ts';
import type { WatchSeverity } from '../inventory/watch-event.ts';
import type { StoredStation } from '../ports/store.ts';
import { type JsonRecord, recordKind } from './kind.ts';
import { knownStationRecord } from './known-station.ts';

/** What is known of an address beside who has it. */
export interface AddressFacts {
  readonly vendor: string | null;
  /** Of the network that it is in. */
  readonly networkName: string;
  /** MACs that claimed it. */
  readonly macs: number;
  /** Of the gravest episode that is open. */
  readonly worst: {
    readonly kind: string;
    readonly severity: WatchSeverity;
    readonly episode: number;
  } | null;
  readonly note: string | null;
  readonly approved: boolean;
}

/** schema/address.v1.json: an address on a network with whoever has it; `now` is when it is asked. */
export function addressRecord(holder: StoredStation, facts: AddressFacts, now: number): JsonRecord {
  const { vendor, networkName, macs, worst, note, approved } = facts;
  return {
    ...knownStationRecord(holder, { vendor, now }),
    type: 'address',
    ip: formatIpv4(holder.ip),
    network: networkName,
    state: worst?.kind ?? 'ok',
    severity: worst?.severity ?? null,
    episode: worst?.episode ?? null,
    macs,
    note,
    approved,
  };
}

/** schema/address.v1.json of an address that nobody has any more: its history is known alone. */
export function goneRecord(ip: Ipv4): JsonRecord {
  return { v: 1, type: 'address', ip: formatIpv4(ip), state: 'gone' };
}

/** schema/station-detail.v1.json; `more` is its history and what was ordered. */
export function stationDetailRecord(
  mac: Mac,
  vendor: string | null,
  more: { readonly addresses: readonly JsonRecord[] } & JsonRecord,
): JsonRecord {
  return { v: 1, type: 'station-detail', mac: formatMac(mac), vendor, ...more };
}

export const ADDRESS = recordKind(['address'], {
  ip: 'ip',
  mac: 'mac',
  vendor: 'text',
  state: 'text',
  severity: 'text',
  network: 'text',
  note: 'text',
  approved: 'flag',
  macs: 'number',
  episode: 'number',
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
});
