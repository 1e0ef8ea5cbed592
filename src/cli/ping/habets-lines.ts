import { formatIpv4, type Ipv4 } from '../../base/ipv4.ts';
import { formatMac } from '../../base/mac.ts';
import type { Millis } from '../../base/time.ts';
import type { PingReply } from '../../verbs/ping/events.ts';
import type { RttSpread } from '../../verbs/ping/rtt.ts';

/** The words of arping(8) of Thomas Habets 2.23, for scripts that read them. */
export function habetsReply(target: Ipv4, reply: PingReply, index: string): string {
  const { length, mac, rttMs } = reply;
  return `${length} bytes from ${formatMac(mac)} (${formatIpv4(target)}): index=${index} time=${timeText(rttMs)}\n`;
}

function timeText(span: Millis): string {
  if (span < 1) return `${(span * 1000).toFixed(3)} usec`;
  return span < 1000 ? `${span.toFixed(3)} msec` : `${(span / 1000).toFixed(3)} sec`;
}

export interface HabetsCounts {
  readonly sent: number;
  readonly received: number;
  readonly rtt: RttSpread | null;
}

export function habetsSummary(target: Ipv4, { sent, received, rtt }: HabetsCounts): string {
  const numbers = rtt && [rtt.min, rtt.avg, rtt.max, rtt.mdev].map((value) => value.toFixed(3)).join('/');
  const { percent, extra } = missing(sent, received);
  return [
    `\n--- ${formatIpv4(target)} statistics ---\n`,
    `${sent} packets transmitted, ${received} packets received, ${percent}% unanswered (${extra} extra)\n`,
    numbers === null ? '\n' : `rtt min/avg/max/std-dev = ${numbers} ms\n`,
  ].join('');
}

export function habetsDots(sent: number, received: number): string {
  const { percent, extra } = missing(sent, received);
  return `\t${percent}% packet loss (${extra} extra)\n`;
}

function missing(sent: number, received: number): { readonly percent: string; readonly extra: number } {
  const lost = sent === 0 ? 0 : Math.max(0, 100 - (100 * received) / sent);
  return { percent: lost.toFixed(0).padStart(3), extra: Math.max(0, received - sent) };
}
