import { printable } from '../../base/printable.ts';
import type { WatchEvent, WatchSeverity } from '../../inventory/watch-event.ts';
import type { WatchCounts } from '../../inventory/watcher.ts';
import { watchSentence } from '../../records/watch-sentence.ts';
import { instantText } from '../../records/watch.ts';
import type { Ink, Paint } from '../../terminal/text/paint.ts';
import { count, plural } from '../../terminal/text/texts.ts';

const INKS: Readonly<Record<WatchSeverity, Ink | undefined>> = {
  info: undefined,
  warning: 'yellow',
  critical: 'red',
};

/** `14:03:07 critical spoof: 08:00:… lies about 10.0.0.1, …`: what happened, or how it goes on and ended. */
export function watchLine(
  event: WatchEvent,
  { paint, why }: { readonly paint: Paint; readonly why: boolean },
): string {
  const head = `${clockOf(event)} ${event.severity === 'info' ? '' : `${event.severity} `}${event.kind}: ${watchSentence(event)}`;
  const reasons = why
    ? event.why.map(({ text }) => `${paint('dim', `    ${printable(text)}`)}\n`).join('')
    : '';
  const decides =
    why && event.decides !== null && event.sure === 'undecided'
      ? `${paint('dim', `    what would decide it: ${printable(event.decides)}`)}\n`
      : '';
  return `${paint(INKS[event.severity], printable(head))}\n${reasons}${decides}`;
}

function clockOf({ at }: WatchEvent): string {
  return instantText(at)?.slice(11, 19) ?? '-';
}

/** What the watch heard, at its end. */
export function watchWords(counts: WatchCounts): readonly string[] {
  const opened = Object.entries(counts.opened).filter(([, times]) => times > 0);
  const lines = [
    `${plural(counts.frames, 'frame')}, ${count(counts.arp)} of them ARP; ${plural(counts.stations, 'station')} at ${plural(counts.addresses, 'address', 'addresses')}`,
    opened.length === 0
      ? 'nothing to tell'
      : `${opened.map(([kind, times]) => `${count(times)} ${kind}`).join(', ')}; ${count(counts.openNow)} still open`,
  ];
  const { stations, episodes, events } = counts.left;
  if (events > 0)
    lines.push(`${plural(events, 'event')} counted and not told one by one: there were too many`);
  if (stations + episodes > 0)
    lines.push(
      `left out for want of room: ${plural(stations, 'claim')} of stations, ${plural(episodes, 'episode')}`,
    );
  return lines;
}
