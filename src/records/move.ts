import { formatIpv4 } from '../base/ipv4.ts';
import { formatMac } from '../base/mac.ts';
import type { MoveReport } from '../verbs/move/events.ts';
import type { MoveOptions } from '../verbs/move/options.ts';
import { round } from './station.ts';

/** schema/move.v1.json */
export function moveRecord(
  options: Pick<MoveOptions, 'address' | 'prefixLength' | 'facts'>,
  report: MoveReport,
): Readonly<Record<string, unknown>> {
  const { announced, outageMs } = report;
  return {
    v: 1,
    type: 'move',
    ip: formatIpv4(options.address),
    prefixLength: options.prefixLength,
    interface: options.facts.name,
    ending: report.ending,
    owners: report.owners.map(formatMac),
    already: report.already,
    journal: report.name,
    refusal: report.refusal,
    outageMs: outageMs === null ? null : round(outageMs, 3),
    outageFrom: report.outageFrom,
    rounds: announced?.rounds ?? 0,
    frames: announced?.frames ?? 0,
    sent: report.sent,
    believed: (announced?.proofs ?? []).filter(({ belief }) => belief === 'believed').length,
    peers: announced?.proofs.length ?? 0,
    seconds: round(report.seconds, 3),
    interrupted: report.interrupted,
    linkLost: report.linkLost,
  };
}
