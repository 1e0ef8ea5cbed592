import { formatIpv4 } from '../base/ipv4.ts';
import { formatMac } from '../base/mac.ts';
import type { Instant } from '../base/time.ts';
import type { Differences, Difference } from '../known/differences.ts';
import type { Vendors } from '../ports/host.ts';
import { type JsonRecord, recordKind } from './kind.ts';

function moment(at: Instant | null): string | null {
  return at === null ? null : new Date(at).toISOString();
}

/** schema/difference.v1.json */
export function differenceRecord(difference: Difference, vendors: Vendors): JsonRecord {
  const { kind, ip, vlan, heard, known, also } = difference;
  const notes = known.flatMap(({ note }) => note ?? []);
  return {
    v: 1,
    type: 'difference',
    kind,
    ip: formatIpv4(ip),
    vlan,
    interface: heard?.interface ?? null,
    mac: heard === null ? null : formatMac(heard.mac),
    vendor: heard === null ? null : vendors.vendorOf(heard.mac),
    known: known.flatMap(({ mac }) => (mac === null ? [] : [formatMac(mac)])),
    also,
    verdict: heard?.verdict ?? null,
    note: notes[0] ?? null,
    expires: moment(known.find(({ expires }) => expires !== null)?.expires ?? null),
    line: known[0]?.line ?? null,
    first: moment(heard?.first ?? null),
    last: moment(heard?.last ?? null),
  };
}

export interface DiffCounts extends Differences {
  /** Pairs in the file. */
  readonly known: number;
  /** Pairs that were heard. */
  readonly heard: number;
}

/** schema/diff-summary.v1.json */
export function diffSummaryRecord(file: string, counts: DiffCounts, interrupted: boolean): JsonRecord {
  const of = (kind: string): number => counts.differences.filter((one) => one.kind === kind).length;
  return {
    v: 1,
    type: 'diff-summary',
    file,
    known: counts.known,
    heard: counts.heard,
    same: counts.same,
    new: of('new'),
    changed: of('changed'),
    gone: of('gone'),
    expired: of('expired'),
    ended: counts.ended.length,
    unasked: counts.unasked,
    interrupted,
  };
}

/** What diff lists. */
export const DIFFERENCE = recordKind(['difference'], {
  kind: 'text',
  ip: 'ip',
  vlan: 'number',
  interface: 'text',
  mac: 'mac',
  vendor: 'text',
  known: 'mac',
  also: 'flag',
  verdict: 'text',
  note: 'text',
  expires: 'text',
  line: 'number',
  first: 'text',
  last: 'text',
});
