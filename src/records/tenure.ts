import { formatIpv4 } from '../base/ipv4.ts';
import { formatMac } from '../base/mac.ts';
import type { Instant } from '../base/time.ts';
import type { Tenure } from '../inventory/tenure.ts';
import type { Network } from '../inventory/watch-event.ts';
import type { Vendors } from '../ports/host.ts';
import type { HeldThere } from '../verbs/history/history.ts';
import { type JsonRecord, recordKind } from './kind.ts';

/** schema/tenure.v1.json */
export function tenureRecord(tenure: Tenure, vendors: Vendors): JsonRecord {
  const { ip, mac, network, from, last, frames, strength } = tenure;
  return {
    v: 1,
    type: 'tenure',
    ip: formatIpv4(ip),
    mac: formatMac(mac),
    vendor: vendors.vendorOf(mac),
    ...networkFields(network),
    from: isoText(from),
    last: isoText(last),
    seconds: round((last - from) / 1000),
    frames,
    strength,
  };
}

export const TENURE = recordKind(['tenure'], {
  ip: 'ip',
  mac: 'mac',
  vendor: 'text',
  interface: 'text',
  vlan: 'number',
  innerVlan: 'number',
  from: 'text',
  last: 'text',
  seconds: { kind: 'number', time: 's' },
  frames: 'number',
  strength: 'text',
});

/** schema/held.v1.json */
export function heldRecord(
  ip: number,
  at: Instant,
  { there, vendors }: { readonly there: HeldThere; readonly vendors: Vendors },
): JsonRecord {
  const { network, held } = there;
  const told = (one: Tenure | null): JsonRecord | null => {
    if (one === null) return null;
    const { mac, vendor, from, last, frames, strength } = tenureRecord(one, vendors);
    return { mac, vendor, from, last, frames, strength };
  };
  return {
    v: 1,
    type: 'held',
    ip: formatIpv4(ip),
    at: isoText(at),
    ...networkFields(network ?? { interface: '', vlan: null, innerVlan: null }),
    sure: held.sure,
    by: held.sure === 'heard' ? held.by.map(told) : [],
    before: held.sure === 'heard' ? null : told(held.before),
    after: held.sure === 'heard' ? null : told(held.after),
    blind:
      held.sure === 'blind'
        ? {
            code: held.blind.code,
            text: held.blind.text,
            from: isoText(held.blind.from),
            until: isoOrNull(held.blind.until),
          }
        : null,
  };
}

export function networkFields({ interface: name, vlan, innerVlan }: Network): JsonRecord {
  return { interface: name === '' ? null : name, vlan, innerVlan };
}

/** `2026-11-24T13:05:00.000Z`; what no calendar has is the first moment it has. */
export function isoText(at: Instant): string {
  const date = new Date(at);
  return Number.isNaN(date.getTime()) ? new Date(0).toISOString() : date.toISOString();
}

function isoOrNull(at: Instant | null): string | null {
  return at === null ? null : isoText(at);
}

function round(seconds: number): number {
  return Math.round(seconds * 1000) / 1000;
}
