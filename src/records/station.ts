import { formatIpv4 } from '../base/ipv4.ts';
import { formatMac, isLocallyAdministered } from '../base/mac.ts';
import type { Evidence, VerdictWord } from '../inventory/verdict.ts';
import type { ScanReport } from '../verbs/scan/events.ts';
import { type Station, stationKey } from '../inventory/station.ts';

/** A station as people and programs get it: with what is known of it beside the wire. */
export interface Row {
  readonly station: Station;
  readonly vendor: string | null;
  readonly name: string | null;
  /** 1 for the first MAC that answered for the address, 2 for the next … */
  readonly dup: number;
}

/** Rows with the same key are the same station; the later one counts. */
export function rowKey({ station }: Pick<Row, 'station'>): string {
  return stationKey(station);
}

/** Address, interface and VLAN: who shares them is in conflict, or one host with several MACs. */
export function placeKey({ station }: Pick<Row, 'station'>): string {
  return `${station.interface} ${station.vlan ?? ''} ${station.ip}`;
}

/** schema/station.v1.json: names and meanings never change within v 1; fields may be added. */
export interface StationRecord {
  readonly v: 1;
  readonly type: 'station';
  readonly ip: string;
  readonly mac: string;
  readonly vendor: string | null;
  readonly localMac: boolean;
  readonly interface: string;
  readonly vlan: number | null;
  readonly rttMs: number;
  readonly tries: number;
  readonly late: boolean;
  readonly macs: number;
  readonly verdict: VerdictWord;
  readonly why: readonly Evidence[];
  readonly name: string | null;
}

export function stationRecord({ station, vendor, name }: Row): StationRecord {
  return {
    v: 1,
    type: 'station',
    ip: formatIpv4(station.ip),
    mac: formatMac(station.mac),
    vendor,
    localMac: isLocallyAdministered(station.mac),
    interface: station.interface,
    vlan: station.vlan,
    rttMs: round(station.rttMs, 3),
    tries: station.tries,
    late: station.late,
    macs: station.macs,
    verdict: station.verdict,
    why: station.why.map(({ code, text }) => ({ code, text })),
    name,
  };
}

/** schema/summary.v1.json */
export function summaryRecord(report: ScanReport): Readonly<Record<string, unknown>> {
  return {
    v: 1,
    type: 'summary',
    asked: report.asked,
    answered: report.answered,
    stations: report.stations,
    sent: report.sent,
    evidence: report.evidence,
    lossEstimate: report.lossEstimate === null ? null : round(report.lossEstimate, 4),
    missedEstimate: report.missedEstimate === null ? null : round(report.missedEstimate, 1),
    seconds: round(report.seconds, 3),
    interrupted: report.interrupted,
    linkLost: report.linkLost,
    drops: report.drops,
    late: report.late,
    others: report.others,
    proxies: report.ranges.map((range) => ({
      mac: formatMac(range.mac),
      owner: range.owner === null ? null : formatIpv4(range.owner),
      first: formatIpv4(range.first),
      last: formatIpv4(range.last),
      count: range.count,
      interface: range.interface,
      vlan: range.vlan,
    })),
  };
}

export function round(value: number, digits: number): number {
  return Math.round(value * 10 ** digits) / 10 ** digits;
}
