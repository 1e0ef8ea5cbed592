import { formatIpv4 } from '../base/ipv4.ts';
import { formatMac } from '../base/mac.ts';
import type { Expectation } from '../ports/expectations.ts';
import { type JsonRecord, recordKind } from './kind.ts';

/** schema/expectation.v1.json */
export function expectationRecord({ ip, mac, from, until, by }: Expectation): JsonRecord {
  return {
    v: 1,
    type: 'expectation',
    ip: formatIpv4(ip),
    mac: mac === null ? null : formatMac(mac),
    from: new Date(from).toISOString(),
    until: new Date(until).toISOString(),
    by,
  };
}

/** What expect lists. */
export const EXPECTATION = recordKind(['expectation'], {
  ip: 'ip',
  mac: 'mac',
  from: 'text',
  until: 'text',
  by: 'text',
});
