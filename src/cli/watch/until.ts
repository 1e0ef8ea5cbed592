import type { WatchEvent } from '../../inventory/watch-event.ts';
import { isAlarm } from '../../verbs/watch/replay.ts';
import type { Until } from './live-flags.ts';

/** Whether it is what --until waits for. */
export function isAwaited(event: WatchEvent, until: Until | undefined): boolean {
  if (until === 'critical') return event.severity === 'critical';
  return event.kind === until || (until === 'conflict' && event.kind === 'own-conflict');
}

/** Exit code 4 stands for it. */
export function isGrave(event: WatchEvent): boolean {
  return isAlarm(event) || event.severity === 'critical';
}
