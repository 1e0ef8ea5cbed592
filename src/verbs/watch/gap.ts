import type { Instant, Millis } from '../../base/time.ts';
import type { Store } from '../../ports/store.ts';

/** A shorter one is a start again: whoever spoke meanwhile speaks soon. */
const SHORT: Millis = 5000;

/**
 * Opens a run in a store that is written live: the time since somebody listened last is blind, so that nobody takes it for a
 * silence. Throws SystemFault.
 */
export async function beginAfterGap(
  store: Pick<Store, 'begin' | 'commit' | 'facts'>,
  now: Instant,
): Promise<void> {
  const { lastCommit } = await store.facts();
  await store.begin(now);
  if (lastCommit === null || now - lastCommit < SHORT) return;
  const text = 'No watch was running';
  const blind = { code: 'not-running', text, from: lastCommit, until: now, interface: '', frames: null };
  await store.commit({ at: now, touches: [], events: [], blinds: [blind] });
}
