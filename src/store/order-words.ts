import { UsageFault } from '../base/fault.ts';
import { formatIpv4 } from '../base/ipv4.ts';
import { formatMac } from '../base/mac.ts';
import { shellWord } from '../base/shell-word.ts';
import type { Instant } from '../base/time.ts';
import type { Approval, MemoryOrder, Mute, Remark, Whom } from '../ports/orders.ts';
import type { Pruned } from '../ports/store.ts';

/** The command line of an order, as the audit holds it. */
export function lineOf(order: MemoryOrder): string {
  switch (order.order) {
    case 'approve':
      return approveLine(order.approval);
    case 'mute':
      return muteLine(order.mute);
    case 'note':
      return noteLine(order.note);
    case 'revoke':
      return `arpist revoke ${order.id}`;
    case 'forget':
      return `arpist forget ${whomText(order.whom)}`;
  }
}

export function whomText(whom: Whom): string {
  return 'ip' in whom ? formatIpv4(whom.ip) : formatMac(whom.mac);
}

function approveLine({ ip, mac, note, expires }: Approval): string {
  return joined(
    'arpist approve',
    formatIpv4(ip),
    formatMac(mac),
    flag('--note', note),
    moment('--expires', expires),
  );
}

function muteLine({ kind, ip, mac, interface: name, episode, gateways, until: end }: Mute): string {
  return joined(
    'arpist mute',
    kind ?? '',
    ip === null ? '' : formatIpv4(ip),
    mac === null ? '' : formatMac(mac),
    episode === null ? '' : `e-${episode}`,
    flag('--on', name ?? ''),
    gateways ? '--gateways' : '',
    moment('--until', end),
  );
}

function noteLine({ whom, text }: Remark): string {
  return joined('arpist note', whomText(whom), text === '' ? "''" : shellWord(text));
}

/** What is different now. */
export function approvedText({ ip, mac, expires }: Approval): string {
  return `${formatMac(mac)} may have ${formatIpv4(ip)}${untilWords(expires)}: that is told no more, and another MAC for it is.`;
}

export function mutedText(mute: Mute): string {
  const gateways = mute.gateways
    ? 'gateways and virtual addresses too'
    : 'but of gateways and virtual addresses';
  return `${mutedWhat(mute)} is told no more${untilWords(mute.until)}, ${gateways}; it is kept all the same.`;
}

function mutedWhat({ kind, ip, mac, interface: name, episode }: Mute): string {
  const what = [
    episode === null ? '' : `episode e-${episode}`,
    kind ?? '',
    ip === null ? '' : `of ${formatIpv4(ip)}`,
    mac === null ? '' : `by ${formatMac(mac)}`,
    name === null ? '' : `on ${name}`,
  ];
  const words = joined(...what);
  return kind === null && episode === null ? `What happens ${words}` : words;
}

export function notedText({ whom, text }: Remark, before: string | null): string {
  if (text === '')
    return before === null ? `${whomText(whom)} has no note.` : `The note of ${whomText(whom)} is gone.`;
  return `The note of ${whomText(whom)} is: ${text}`;
}

export function takenBackText(what: { readonly approval: Approval } | { readonly mute: Mute }): string {
  if ('mute' in what) return `${mutedWhat(what.mute)} is told again.`;
  const { ip, mac } = what.approval;
  return `${formatMac(mac)} is no longer approved for ${formatIpv4(ip)}.`;
}

export function forgottenText({ events, episodes, tenures, stations, frames }: Pruned): string {
  return `${counted(stations, 'station')}, ${counted(tenures, 'tenure')}, ${counted(episodes, 'episode')} with ${counted(events, 'event')} and ${counted(frames, 'frame')} are gone for good.`;
}

/** Throws UsageFault. */
export function mustBeMute(mute: Mute): void {
  const { kind, ip, mac, interface: name, episode } = mute;
  if (kind ?? ip ?? mac ?? name ?? episode) return;
  if (ip === 0 || mac === 0) return;
  throw new UsageFault(
    'mute',
    'a mute of everything would be none to trust',
    'say a kind, an address, a MAC, an episode or an interface',
  );
}

export function unknownNumber(id: number): UsageFault {
  return new UsageFault(
    String(id),
    `there is no approval and no mute with the number ${id}`,
    'arpist approve and arpist mute without words list them',
  );
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

function joined(...words: readonly string[]): string {
  return words.filter((word) => word !== '').join(' ');
}

function flag(name: string, value: string): string {
  return value === '' ? '' : `${name} ${shellWord(value)}`;
}

function moment(name: string, at: Instant | null): string {
  return at === null ? '' : `${name} ${isoOf(at)}`;
}

function untilWords(at: Instant | null): string {
  return at === null ? '' : ` until ${isoOf(at)}`;
}

function isoOf(at: Instant): string {
  return `${new Date(at).toISOString().slice(0, 19)}Z`;
}
