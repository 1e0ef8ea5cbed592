import { UsageFault } from '../base/fault.ts';
import { formatIpv4 } from '../base/ipv4.ts';
import { formatMac, isLocallyAdministered } from '../base/mac.ts';
import { closest } from '../base/closest.ts';
import type { TimeUnit } from '../base/time.ts';
import { type Row, round } from './station.ts';

export type FieldKind = 'ip' | 'mac' | 'text' | 'number' | 'flag';

/** A part of a record that a person can name; the records are rows of stations unless said otherwise. */
export interface RecordField<R = Row> {
  readonly kind: FieldKind;
  /** A length of time, and the unit of its numbers. */
  readonly time?: TimeUnit;
  /** For comparing: addresses as numbers. null when there is none. */
  readonly value: (record: R) => string | number | boolean | null;
  readonly text: (record: R) => string;
}

/** Fields by their names. */
export type Fields<R> = Readonly<Record<string, RecordField<R>>>;

export function field<R = Row>(
  kind: FieldKind,
  value: RecordField<R>['value'],
  text?: RecordField<R>['text'],
): RecordField<R> {
  return { kind, value, text: text ?? ((record) => String(value(record) ?? '')) };
}

/** A number that is a length of time in `time`; with its unit it may be compared in any. */
export function timeField<R>(
  time: TimeUnit,
  value: RecordField<R>['value'],
  text?: RecordField<R>['text'],
): RecordField<R> {
  return { ...field('number', value, text), time };
}

/** What --where, --sort and --format can name. The names of arp-scan are among them. */
export const FIELDS = {
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
  rtt: timeField(
    'ms',
    ({ station }: Row) => station.rttMs,
    ({ station }) => station.rttMs.toFixed(3),
  ),
  tries: field('number', ({ station }) => station.tries),
  late: field('flag', ({ station }) => station.late),
  local: field('flag', ({ station }) => isLocallyAdministered(station.mac)),
  macs: field('number', ({ station }) => station.macs),
  verdict: field('text', ({ station }) => station.verdict),
  why: field('text', ({ station }) => station.why.map(({ text }) => text).join('; ')),
  dup: field(
    'number',
    ({ dup }) => dup,
    ({ dup }) => (dup > 1 ? String(dup) : ''),
  ),
  ipnum: field('number', ({ station }) => station.ip),
  rttMs: timeField('ms', ({ station }: Row) => round(station.rttMs, 3)),
} as const satisfies Record<string, RecordField>;

/** The field of that name, however it is capitalised. Throws UsageFault. */
export function fieldOf<R>(fields: Fields<R>, name: string, where: string): RecordField<R> {
  const lower = name.toLowerCase();
  const names = Object.keys(fields);
  const found = names.find((key) => key.toLowerCase() === lower);
  if (found !== undefined) return fields[found]!;
  const near = closest(lower, names);
  throw new UsageFault(
    where,
    `there is no field '${name}'`,
    `${near ? `did you mean ${near}? ` : ''}fields are ${names.join(' ')}`,
  );
}
