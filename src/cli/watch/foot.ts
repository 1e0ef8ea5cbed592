import type { Pulse } from '../../verbs/watch/live.ts';
import { count, plural } from '../../terminal/text/texts.ts';

/** How it stands: on a terminal, below what is told, and never among it. */
export function footText({ rate, dropped, counts }: Pulse): string {
  const frames = rate < 10 ? rate.toFixed(1) : count(Math.round(rate));
  const parts = [
    `${frames} frames/s`,
    plural(counts.stations, 'station'),
    `${count(counts.openNow)} open`,
    ...(dropped > 0 ? [`${plural(dropped, 'frame')} lost`] : []),
  ];
  return parts.join(' · ');
}
