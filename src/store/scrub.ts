import { formatIpv4 } from '../base/ipv4.ts';
import { formatMac, type Mac } from '../base/mac.ts';
import type { WatchEvent } from '../inventory/watch-event.ts';
import type { Whom } from '../ports/orders.ts';

const GONE = '(forgotten)';

/** The event without whom somebody wants forgotten; the same object when it does not name it. */
export function without(event: WatchEvent, whom: Whom): WatchEvent {
  const said = textWithout(whom);
  const why = event.why.map((one) => ({ ...one, text: said(one.text) }));
  const worded = event.why.some(({ text }, at) => text !== why[at]!.text);
  if ('ip' in whom) {
    if (event.ip !== whom.ip && !event.ips.includes(whom.ip) && !worded) return event;
    return {
      ...event,
      why,
      ip: event.ip === whom.ip ? null : event.ip,
      ips: event.ips.filter((ip) => ip !== whom.ip),
    };
  }
  if (event.mac !== whom.mac && !event.macs.includes(whom.mac) && !worded) return event;
  return {
    ...event,
    why,
    mac: event.mac === whom.mac ? null : event.mac,
    macs: event.macs.filter((mac) => mac !== whom.mac),
  };
}

/** A text without whom somebody wants forgotten. */
export function textWithout(whom: Whom): (text: string) => string {
  const name = 'ip' in whom ? formatIpv4(whom.ip).replaceAll('.', String.raw`\.`) : formatMac(whom.mac);
  // An address within a longer one is another.
  const exact = 'ip' in whom ? new RegExp(`(?<![\\d.])${name}(?![\\d]|\\.\\d)`, 'g') : new RegExp(name, 'gi');
  return (text) => text.replace(exact, GONE);
}

const MAC_TEXT = /\b(?:[0-9a-f]{2}:){5}[0-9a-f]{2}\b/gi;

/** The event with other MACs in place of its own, in its words too. */
export function renamed(event: WatchEvent, to: (mac: Mac) => Mac): WatchEvent {
  const said = (text: string): string =>
    text.replace(MAC_TEXT, (word) => formatMac(to(Number.parseInt(word.replaceAll(':', ''), 16))));
  return {
    ...event,
    mac: event.mac === null ? null : to(event.mac),
    macs: event.macs.map(to),
    why: event.why.map((one) => ({ ...one, text: said(one.text) })),
  };
}
