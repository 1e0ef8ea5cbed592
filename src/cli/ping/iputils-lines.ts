import { formatIpv4 } from '../../base/ipv4.ts';
import { formatMac } from '../../base/mac.ts';
import { printable } from '../../base/printable.ts';
import type { PingReply, PingReport } from '../../verbs/ping/events.ts';
import type { PingOptions } from '../../verbs/ping/options.ts';

/** The words of arping(8) of iputils 20221126, for scripts that read them. */
export function iputilsHead({ target, source, facts }: PingOptions): string {
  return `ARPING ${formatIpv4(target)} from ${formatIpv4(source ?? 0)} ${printable(facts.name)}`;
}

export function iputilsReply(
  { target }: PingOptions,
  { mac, rttMs, byBroadcast }: Pick<PingReply, 'mac' | 'rttMs' | 'byBroadcast'>,
): string {
  const how = byBroadcast ? 'Broadcast' : 'Unicast';
  return `${how} reply from ${formatIpv4(target)} [${formatMac(mac).toUpperCase()}]  ${rttMs.toFixed(3)}ms`;
}

export function iputilsSummary(
  { asked, unicast, replies }: Pick<PingReport, 'asked' | 'unicast' | 'replies'>,
  byBroadcast: number,
): readonly string[] {
  const broadcasts = byBroadcast > 0 ? ` (${byBroadcast} broadcast(s))` : '';
  return [
    `Sent ${asked} probes (${asked - unicast} broadcast(s))`,
    `Received ${replies} response(s)${broadcasts}`,
  ];
}
