import { printable } from '../../base/printable.ts';
import { count } from '../../base/counted.ts';
import { formatMillis } from '../../base/time.ts';

export { count, plural } from '../../base/counted.ts';

/** The cells of a line record: whatever stands in one of them, it stays one line of as many cells. */
export function tabbed(cells: readonly string[]): string {
  return cells.map(printable).join('\t');
}

/** `eth0, eth1, eth2 and 37 more` */
export function someOf(names: readonly string[], most = 4): string {
  if (names.length <= most) return names.join(', ');
  return `${names.slice(0, most - 1).join(', ')} and ${count(names.length - most + 1)} more`;
}

/** `0.9 s`, `47 s`, `2 min 11 s`: as exact as a plan can be. */
export function about(seconds: number): string {
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  return seconds < 60 ? `${Math.round(seconds)} s` : formatMillis(seconds * 1000);
}
