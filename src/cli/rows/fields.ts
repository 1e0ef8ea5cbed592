import { UsageFault } from '../../base/fault.ts';
import { formatIpv4 } from '../../base/ipv4.ts';
import { formatMac, isLocallyAdministered } from '../../base/mac.ts';
import { closest } from '../args/suggest.ts';
import { type Row, round } from './row.ts';

export type FieldKind = 'ip' | 'mac' | 'text' | 'number' | 'flag';

export interface Field {
  readonly kind: FieldKind;
  /** For comparing: addresses as numbers. null when there is none. */
  readonly value: (row: Row) => string | number | boolean | null;
  readonly text: (row: Row) => string;
}

function field(kind: FieldKind, value: Field['value'], text?: Field['text']): Field {
  return { kind, value, text: text ?? ((row) => String(value(row) ?? '')) };
}

/** What --where, --sort and --format can name. The names of arp-scan are among them. */
const FIELDS = {
  ip: field(
    'ip',
    ({ station }) => station.ip,
    ({ station }) => formatIpv4(station.ip),
  ),
  mac: field(
    'mac',
    ({ station }) => station.mac,
    ({ station }) => formatMac(station.mac),
  ),
  vendor: field('text', ({ vendor }) => vendor),
  name: field('text', ({ name }) => name),
  interface: field('text', ({ station }) => station.interface),
  vlan: field('number', ({ station }) => station.vlan),
  rtt: field(
    'number',
    ({ station }) => station.rttMs,
    ({ station }) => station.rttMs.toFixed(3),
  ),
  tries: field('number', ({ station }) => station.tries),
  late: field('flag', ({ station }) => station.late),
  local: field('flag', ({ station }) => isLocallyAdministered(station.mac)),
  verdict: field('text', ({ station }) => station.verdict),
  why: field('text', ({ station }) => station.why.map(({ text }) => text).join('; ')),
  dup: field(
    'number',
    ({ dup }) => dup,
    ({ dup }) => (dup > 1 ? String(dup) : ''),
  ),
  ipnum: field('number', ({ station }) => station.ip),
  rttMs: field('number', ({ station }) => round(station.rttMs, 3)),
} as const satisfies Record<string, Field>;

export type FieldName = keyof typeof FIELDS;

export function fieldNamed(name: string, where: string): Field {
  const lower = name.toLowerCase();
  const found = Object.keys(FIELDS).find((key) => key.toLowerCase() === lower) as FieldName | undefined;
  if (found) return FIELDS[found];
  const names = Object.keys(FIELDS);
  const near = closest(lower, names);
  throw new UsageFault(
    where,
    `there is no field '${name}'`,
    `${near ? `did you mean ${near}? ` : ''}fields are ${names.join(' ')}`,
  );
}
