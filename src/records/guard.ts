import { parseIpv4 } from '../base/ipv4.ts';
import type { GuardRow } from '../verbs/guard/guard.ts';
import { field, type Fields } from './fields.ts';
import type { Column, JsonRecord, Kind } from './kind.ts';

/** schema/guard.v1.json */
export function guardRecord(row: GuardRow): JsonRecord {
  const { ip, macs, links, mode, expires, since, liars } = row;
  return {
    v: 1,
    type: 'guard',
    ip,
    macs,
    interfaces: links,
    mode,
    expires,
    since: since === null ? null : new Date(since).toISOString(),
    lies: liesOf(row),
    liars,
  };
}

export function liesOf({ liars }: GuardRow): number {
  return liars.reduce((sum, { frames }) => sum + frames, 0);
}

const FIELDS: Fields<GuardRow> = {
  ip: field('ip', ({ ip }) => parseIpv4(ip) ?? null),
  macs: field('text', ({ macs }) => macs.join(' ')),
  interfaces: field('text', ({ links }) => links.join(' ')),
  mode: field('text', ({ mode }) => mode),
  expires: field('number', ({ expires }) => expires),
  since: field('text', ({ since }) => (since === null ? null : new Date(since).toISOString())),
  lies: field('number', liesOf),
  liars: field('text', ({ liars }) => liars.map(({ mac }) => mac).join(' ')),
};

const COLUMNS: readonly Column[] = [
  'ip',
  ['macs', 'macs'],
  'interfaces',
  'mode',
  'expires',
  'since',
  'lies',
  ['liars', 'liars.mac'],
];

export const GUARD: Kind<GuardRow> = {
  types: ['guard'],
  recordOf: guardRecord,
  fields: FIELDS,
  columns: COLUMNS,
};
