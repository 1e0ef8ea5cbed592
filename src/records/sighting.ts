import { formatIpv4 } from '../base/ipv4.ts';
import { formatMac, isLocallyAdministered } from '../base/mac.ts';
import type { JudgedStation } from '../inventory/judge-claims.ts';
import type { FoldedCapture } from '../verbs/read/summarise.ts';
import { type CaptureTime, formatCaptureTime } from '../wire/capture-time.ts';
import { field, type Fields } from './fields.ts';
import { round } from './station.ts';
import type { Kind } from './kind.ts';

/** A station of a capture as people and programs get it. */
export interface SightingRow {
  readonly seen: JudgedStation;
  readonly vendor: string | null;
}

/** schema/sighting.v1.json */
export function sightingRecord({ seen, vendor }: SightingRow): Readonly<Record<string, unknown>> {
  return {
    v: 1,
    type: 'sighting',
    ip: formatIpv4(seen.ip),
    mac: formatMac(seen.mac),
    vendor,
    localMac: isLocallyAdministered(seen.mac),
    vlan: seen.vlan,
    first: timeText(seen.first),
    last: timeText(seen.last),
    frames: seen.frames,
    claims: seen.claims,
    sourceDiffers: seen.sourceDiffers,
    verdict: seen.verdict,
    why: seen.why.map(({ code, text }) => ({ code, text })),
  };
}

/** What is not in the sightings: counted once at the end. */
export interface CaptureCounts {
  readonly stations: number;
  /** claimed by somebody */
  readonly addresses: number;
  /** asked or probed for, and claimed by nobody */
  readonly silent: number;
}

/** schema/capture.v1.json */
export function captureRecord(
  summary: FoldedCapture,
  counts: CaptureCounts,
): Readonly<Record<string, unknown>> {
  return {
    v: 1,
    type: 'capture',
    format: summary.format,
    frames: summary.frames,
    arp: summary.arp,
    kinds: summary.kinds,
    malformed: byCode(summary.malformedBy),
    unreadable: byCode(byReason(summary.unread)),
    first: timeText(summary.first),
    last: timeText(summary.last),
    seconds: round(summary.seconds, 6),
    rate: summary.rate === null ? null : round(summary.rate, 3),
    peak: summary.peak,
    stations: counts.stations,
    addresses: counts.addresses,
    silent: counts.silent,
    left: summary.sightings.left,
    forgotten: summary.sightings.forgotten,
    interrupted: summary.interrupted,
    error: errorOf(summary),
  };
}

function byReason(unread: FoldedCapture['unread']): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { code, frames } of unread) counts.set(code, (counts.get(code) ?? 0) + frames);
  return counts;
}

function byCode(
  counts: ReadonlyMap<string, number>,
): readonly { readonly code: string; readonly frames: number }[] {
  return [...counts].map(([code, frames]) => ({ code, frames }));
}

function errorOf({ broken, fault }: FoldedCapture): { readonly code: string; readonly text: string } | null {
  if (fault) return { code: fault.code === '' ? fault.kind : fault.code, text: fault.message };
  return broken && { code: broken.code, text: broken.text };
}

function timeText(time: CaptureTime | null): string | null {
  return time && formatCaptureTime(time);
}

function timeNumber(time: CaptureTime | null): number | null {
  return time && time.seconds + time.nanoseconds / 1e9;
}

/** What --where can name with --summary. */
export const SIGHTING_FIELDS: Fields<SightingRow> = {
  ip: field(
    'ip',
    ({ seen }) => seen.ip,
    ({ seen }) => formatIpv4(seen.ip),
  ),
  mac: field(
    'mac',
    ({ seen }) => seen.mac,
    ({ seen }) => formatMac(seen.mac),
  ),
  vendor: field('text', ({ vendor }) => vendor),
  vlan: field('number', ({ seen }) => seen.vlan),
  frames: field('number', ({ seen }) => seen.frames),
  first: field('number', ({ seen }) => timeNumber(seen.first)),
  last: field('number', ({ seen }) => timeNumber(seen.last)),
  local: field('flag', ({ seen }) => isLocallyAdministered(seen.mac)),
  verdict: field('text', ({ seen }) => seen.verdict),
  why: field('text', ({ seen }) => seen.why.map(({ text }) => text).join('; ')),
};

export const SIGHTING: Kind<SightingRow> = {
  types: ['sighting'],
  recordOf: sightingRecord,
  fields: SIGHTING_FIELDS,
  columns: [
    'ip',
    'mac',
    'vendor',
    'localMac',
    'vlan',
    'first',
    'last',
    'frames',
    'claims',
    'sourceDiffers',
    'verdict',
    'why',
  ],
};
