import { formatIpv4 } from '../base/ipv4.ts';
import { formatMac } from '../base/mac.ts';
import type { Millis } from '../base/time.ts';
import type { Binding } from '../inventory/claims.ts';
import { field, type Fields } from './fields.ts';
import type { JsonRecord, Kind } from './kind.ts';

/** Who had an address from when to when, as people and programs get it. */
export interface BindingRow {
  readonly binding: Binding;
  readonly vendor: string | null;
}

/** schema/binding.v1.json; moments to the microsecond: finer ones are not kept. */
export function bindingRecord({ binding, vendor }: BindingRow): JsonRecord {
  const { ip, vlan, mac, from, last, began, ended, returned, missing } = binding;
  return {
    v: 1,
    type: 'binding',
    ip: formatIpv4(ip),
    vlan,
    mac: formatMac(mac),
    vendor,
    from: momentText(from),
    last: momentText(last),
    began,
    ended,
    returned,
    missing,
  };
}

function momentText(at: Millis): string | null {
  return Number.isNaN(at) ? null : (at / 1000).toFixed(6);
}

function secondsOf(at: Millis): number | null {
  return Number.isNaN(at) ? null : at / 1000;
}

const FIELDS: Fields<BindingRow> = {
  ip: field(
    'ip',
    ({ binding }) => binding.ip,
    ({ binding }) => formatIpv4(binding.ip),
  ),
  vlan: field('number', ({ binding }) => binding.vlan),
  mac: field(
    'mac',
    ({ binding }) => binding.mac,
    ({ binding }) => formatMac(binding.mac),
  ),
  vendor: field('text', ({ vendor }) => vendor),
  from: field(
    'number',
    ({ binding }) => secondsOf(binding.from),
    ({ binding }) => momentText(binding.from) ?? '',
  ),
  last: field(
    'number',
    ({ binding }) => secondsOf(binding.last),
    ({ binding }) => momentText(binding.last) ?? '',
  ),
  began: field('text', ({ binding }) => binding.began),
  ended: field('text', ({ binding }) => binding.ended),
  returned: field('flag', ({ binding }) => binding.returned),
  missing: field('number', ({ binding }) => binding.missing),
};

export const BINDING: Kind<BindingRow> = {
  types: ['binding'],
  recordOf: bindingRecord,
  fields: FIELDS,
  columns: ['ip', 'vlan', 'mac', 'vendor', 'from', 'last', 'began', 'ended', 'returned', 'missing'],
};
