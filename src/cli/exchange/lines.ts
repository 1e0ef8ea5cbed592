import { formatIpv4 } from '../../base/ipv4.ts';
import { formatMac } from '../../base/mac.ts';
import { printable } from '../../base/printable.ts';
import type { Instant } from '../../base/time.ts';
import type { Hearsay } from '../../known/hearsay/hearsay.ts';
import { tabbed } from '../../terminal/text/texts.ts';

/** `10.77.0.50⇥00:1b:21:00:00:50⇥nas⇥the old one⇥approved⇥claimed since 2024-05-01, last 2026-11-01` */
export function hearsayLine({ ip, mac, name, note, approved, first, last }: Hearsay): string {
  const times = [
    ...(first === null ? [] : [`since ${dayOf(first)}`]),
    ...(last === null ? [] : [`last ${dayOf(last)}`]),
  ];
  return tabbed([
    ip === null ? 'any address' : formatIpv4(ip),
    mac === null ? 'any MAC' : formatMac(mac),
    ...[name, note].flatMap((text) => (text === null ? [] : [printable(text)])),
    ...(approved ? ['approved'] : []),
    ...(times.length === 0 ? [] : [`claimed ${times.join(', ')}`]),
  ]);
}

function dayOf(at: Instant): string {
  const date = new Date(at);
  return Number.isNaN(date.getTime()) ? 'long ago' : date.toISOString().slice(0, 10);
}
