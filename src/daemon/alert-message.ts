import { formatIpv4 } from '../base/ipv4.ts';
import { formatMac } from '../base/mac.ts';
import { printable } from '../base/printable.ts';
import type { Instant } from '../base/time.ts';
import { EPISODE_KINDS } from '../inventory/episodes.ts';
import type { WatchEvent } from '../inventory/watch-event.ts';
import type { Message } from '../ports/telling.ts';
import { watchSentence } from '../records/watch-sentence.ts';
import { watchRecord } from '../records/watch.ts';

/** An event in its place; without numbers while nothing can be stored. */
export interface AlertEvent {
  readonly event: WatchEvent;
  /** The number of its episode in the store. */
  readonly episode: number | null;
  readonly seq: number | null;
}

/** What a message of an event is: in the words of `arpist watch`. `page` is where the pages are, without a slash at its end. */
export function messageOf(
  { event, episode, seq }: AlertEvent,
  { at, page, first }: { readonly at: Instant; readonly page: string | null; readonly first: boolean },
): Message {
  const { kind, state, severity, sure, why, decides } = event;
  const lines = [`${watchSentence(event)}.`];
  if (state !== 'close' || first) {
    lines.push(...why.map(({ text }) => `  ${text}`));
    if (sure === 'undecided' && decides !== null) lines.push(`What would decide it: ${decides}.`);
    if (severity !== 'info') lines.push(`What to do: ${EPISODE_KINDS[kind].next}`);
  }
  return {
    id: seq === null ? `r-${event.id}-${state}-${Math.floor(at)}` : `e-${episode}-${seq}`,
    episode,
    state,
    kind,
    severity,
    at: event.at ?? at,
    title: titleOf(event, first),
    text: lines.map((line) => printable(line)).join('\n'),
    link: page === null || episode === null ? null : `${page}/episodes/${episode}`,
    record: { ...watchRecord(event), ...(episode === null ? {} : { episode }) },
  };
}

/** `conflict 10.20.0.50 on eth0`; then `… is critical now`, `… is over`. */
function titleOf({ kind, state, severity, ip, mac, network }: WatchEvent, first: boolean): string {
  const who = ip !== null ? ` ${formatIpv4(ip)}` : mac !== null ? ` ${formatMac(mac)}` : '';
  const where = network.interface === '' ? '' : ` on ${network.interface}`;
  const vlan = network.vlan === null ? '' : ` VLAN ${network.vlan}`;
  const now = first ? '' : state === 'close' ? ' is over' : ` is ${severity} now`;
  return printable(`${kind}${who}${where}${vlan}${now}`);
}

/** A marked example, for whoever wants to see that a target works. */
export function exampleMessage(at: Instant, site: string): Message {
  return {
    id: `test-${Math.floor(at)}`,
    episode: null,
    state: 'close',
    kind: 'test',
    severity: 'info',
    at,
    title: printable(`a test of arpist at ${site}`),
    text: 'This is an example that somebody asked for (arpist notify test): nothing happened.\nMessages of what happens on the network come this way.',
    link: null,
    record: { test: true, site },
  };
}

/** The watch itself is in trouble, or is well again. */
export function serviceMessage(
  at: Instant,
  { severity, title, text }: Pick<Message, 'severity' | 'title' | 'text'>,
): Message {
  return {
    id: `service-${Math.floor(at)}`,
    episode: null,
    state: 'close',
    kind: 'service',
    severity,
    at,
    title: printable(title),
    text: text.split('\n').map(printable).join('\n'),
    link: null,
    record: { service: true, title, text },
  };
}
