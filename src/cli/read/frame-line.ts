import { failed, ok } from '../../base/result.ts';
import { printable } from '../../base/printable.ts';
import { formatMac, type Mac } from '../../base/mac.ts';
import type { ReadFrame } from '../../verbs/read/events.ts';
import { describeArp } from '../../wire/describe.ts';
import { clockText, type TimeForm } from '../../terminal/text/clock.ts';

/** `14:03:07.123456 eth0 02:00:00:00:00:02 > ff:ff:ff:ff:ff:ff who-has 10.0.0.1 tell 10.0.0.2` */
export function frameLine(frame: ReadFrame, time: TimeForm): string {
  const when = clockText(frame.time, time);
  const parts = when === '' ? [] : [when];
  if (frame.interface !== '') parts.push(printable(frame.interface).replaceAll(' ', '\\x20'));
  const { link, arp, error } = frame;
  if (link) parts.push(`${macText(link.src)} > ${macText(link.dst)}`);
  if (link && error) parts.push(describeArp(link, failed(error)));
  else if (link && arp) parts.push(describeArp(link, ok(arp)));
  else parts.push(`${frame.kind}: ${error?.text ?? ''}`);
  return `${parts.join(' ')}\n`;
}

/** A cooked capture does not keep every address. */
function macText(mac: Mac | null): string {
  return mac === null ? '?' : formatMac(mac);
}
