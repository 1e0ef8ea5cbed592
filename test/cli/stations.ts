import assert from 'node:assert/strict';
import { parseIpv4 } from '../../src/base/ipv4.ts';
import { parseMac } from '../../src/base/mac.ts';
import type { Vendors } from '../../src/ports/host.ts';
import type { ScanEvent, ScanReport } from '../../src/verbs/scan/events.ts';
import type { Station } from '../../src/inventory/station.ts';

export const ip = (text: string): number => parseIpv4(text) ?? assert.fail(text);
export const mac = (text: string): number => parseMac(text) ?? assert.fail(text);

export function station(address: string, hardware: string, more: Partial<Station> = {}): ScanEvent {
  return {
    type: 'station',
    station: {
      ip: ip(address),
      mac: mac(hardware),
      interface: 'eth0',
      vlan: null,
      rttMs: 0.25,
      tries: 1,
      late: false,
      macs: 1,
      verdict: 'ok',
      why: [{ code: 'answered-probe', text: 'answers the probe' }],
      ...more,
    },
  };
}

export const PLAN: ScanEvent = {
  type: 'plan',
  interfaces: [
    { name: 'eth0', mac: mac('00:16:3e:00:00:01'), addresses: [ip('10.0.0.1')], targets: 254, vlans: [] },
  ],
  packets: 508,
  ifLost: 2540,
  evidence: 288,
  most: 3336,
  rate: 1000,
  seconds: 0.9,
  fastSeconds: 0.4,
};

export const REPORT: ScanReport = {
  asked: 254,
  answered: 2,
  stations: 3,
  sent: 512,
  evidence: 4,
  lossEstimate: 0.0312,
  missedEstimate: 3.6,
  seconds: 1.2345678,
  interrupted: false,
  linkLost: null,
  drops: 0,
  late: 0,
  others: 0,
  ranges: [],
};

export const VENDORS: Vendors = {
  vendorOf: (hardware) =>
    Math.floor(hardware / 2 ** 24) === 0xb827eb ? 'Raspberry Pi Foundation, "Ltd"' : null,
};

export async function* eventsOf(
  events: readonly ScanEvent[],
  report: ScanReport = REPORT,
): AsyncGenerator<ScanEvent, ScanReport> {
  for (const event of events) {
    await Promise.resolve();
    yield event;
  }
  return report;
}
