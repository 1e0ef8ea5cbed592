import { formatIpv4 } from '../base/ipv4.ts';
import { formatMac } from '../base/mac.ts';
import type { AnnounceReport, Proof } from '../verbs/announce/events.ts';
import { round } from './station.ts';
import { recordKind } from './kind.ts';

type JsonRecord = Readonly<Record<string, unknown>>;

/** Where an announcement is made: what all its records say. */
export interface AnnouncePlace {
  readonly interface: string;
  readonly vlan: number | null;
}

/** schema/proof.v1.json; `when` tells what was found before anything was announced. */
export function proofRecord(place: AnnouncePlace, proof: Proof, when: 'before' | 'after'): JsonRecord {
  const { afterMs } = proof;
  return {
    v: 1,
    type: 'proof',
    when,
    ip: formatIpv4(proof.ip),
    interface: place.interface,
    vlan: place.vlan,
    peer: formatIpv4(proof.peer),
    peerMac: proof.peerMac === null ? null : formatMac(proof.peerMac),
    belief: proof.belief,
    code: proof.code,
    afterMs: afterMs === null ? null : round(afterMs, 4),
    sendsTo: proof.sendsTo === null ? null : formatMac(proof.sendsTo),
    before: proof.before,
    told: proof.told,
    asked: proof.asked,
    answered: proof.answered,
  };
}

/** schema/announce-summary.v1.json */
export function announceSummaryRecord(place: AnnouncePlace, report: AnnounceReport): JsonRecord {
  const { proofs } = report;
  const count = (belief: Proof['belief']): number => proofs.filter((one) => one.belief === belief).length;
  return {
    v: 1,
    type: 'announce-summary',
    interface: place.interface,
    vlan: place.vlan,
    announced: report.announced,
    refused: report.refused,
    rounds: report.rounds,
    frames: report.frames,
    sent: report.sent,
    rivals: report.rivals.map(({ ip, mac, refused }) => ({
      ip: formatIpv4(ip),
      mac: formatMac(mac),
      refused,
    })),
    believed: count('believed'),
    stale: count('stale'),
    likely: count('likely'),
    contested: count('contested'),
    unknown: count('unknown'),
    announcedAt: report.announcedAt === null ? null : new Date(report.announcedAt).toISOString(),
    seconds: round(report.seconds, 3),
    interrupted: report.interrupted,
    linkLost: report.linkLost,
    drops: report.drops,
  };
}

export const PROOF = recordKind(['proof'], {
  when: 'text',
  ip: 'ip',
  interface: 'text',
  vlan: 'number',
  peer: 'ip',
  peerMac: 'mac',
  belief: 'text',
  code: 'text',
  afterMs: { kind: 'number', time: 'ms' },
  sendsTo: 'mac',
  before: 'text',
  told: 'flag',
  asked: 'number',
  answered: 'number',
});
