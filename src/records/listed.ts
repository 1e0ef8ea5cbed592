import { formatIpv4, type Ipv4 } from '../base/ipv4.ts';
import { formatMac, type Mac } from '../base/mac.ts';
import type { Instant } from '../base/time.ts';
import type { ListedStation } from '../known/listed.ts';
import { type JsonRecord, recordKind } from './kind.ts';
import { isoText } from './tenure.ts';

/** schema/listed.v1.json; what is imported may speak of an address or a MAC alone. */
export function listedRecord(
  station: Omit<ListedStation, 'ip' | 'mac'> & { readonly ip: Ipv4 | null; readonly mac: Mac | null },
): JsonRecord {
  const { ip, mac, vendor, name, note, approved, interface: link, vlan, first, last } = station;
  return {
    v: 1,
    type: 'listed',
    ip: ip === null ? null : formatIpv4(ip),
    mac: mac === null ? null : formatMac(mac),
    vendor,
    name,
    note,
    approved,
    interface: link,
    vlan,
    first: momentOf(first),
    last: momentOf(last),
  };
}

function momentOf(at: Instant | null): string | null {
  return at === null ? null : isoText(at);
}

export const LISTED = recordKind(['listed'], {
  ip: 'ip',
  mac: 'mac',
  vendor: 'text',
  name: 'text',
  note: 'text',
  approved: 'flag',
  interface: 'text',
  vlan: 'number',
  first: 'text',
  last: 'text',
});
