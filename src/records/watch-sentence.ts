import { plural } from '../base/counted.ts';
import { formatMillis } from '../base/time.ts';
import { EPISODE_KINDS } from '../inventory/episodes.ts';
import type { WatchEvent } from '../inventory/watch-event.ts';

/** What happened, or how it goes on and ended, without a time: the same to whoever is told, wherever. */
export function watchSentence(event: WatchEvent): string {
  const told = EPISODE_KINDS[event.kind].sentence(event);
  const doubt = event.sure === 'proven' ? '' : ` (${event.sure})`;
  const lasting = EPISODE_KINDS[event.kind].quiet !== null;
  if (event.state === 'open' || !lasting) return `${told}${doubt}`;
  const span = `${formatMillis(event.lasted)}, ${plural(event.frames, 'frame')}`;
  if (event.state === 'update') return `${told}${doubt}; it goes on: ${span}`;
  return event.became === null
    ? `over after ${span}: ${told}`
    : `it became ${event.became} after ${span}: ${told}`;
}
