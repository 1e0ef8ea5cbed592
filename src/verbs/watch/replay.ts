import type { Signal } from '../../base/signal.ts';
import { type Instant, instantOf } from '../../base/time.ts';
import type { Expected } from '../../inventory/expected.ts';
import { Watch } from '../../inventory/watch.ts';
import { WATCH_BOUNDS, type WatchBounds, type WatchCounts } from '../../inventory/watcher.ts';
import type { WatchEvent } from '../../inventory/watch-event.ts';
import { openCaptureReader } from '../../wire/capture.ts';
import type { FrameVisitor } from '../../wire/capture-frame.ts';
import { readChunks } from '../read/chunks.ts';
import type { Store } from '../../ports/store.ts';
import type { CaptureRead } from '../read/events.ts';
import { WatchFeed } from './feed.ts';
import { Keeper } from './keeper.ts';

/** Events in the order in which they became known, in batches: as many as one piece of the capture shows. */
export interface WatchedEvents {
  readonly type: 'events';
  readonly events: readonly WatchEvent[];
}

export interface ReplayReport extends CaptureRead {
  readonly counts: WatchCounts;
  /** A conflict, or a spoof or takeover of a gateway or virtual address, was open at any time. */
  readonly alarmed: boolean;
}

export interface ReplayOptions {
  readonly expected: Expected;
  readonly bounds?: WatchBounds;
  /** Hears the same frames; then a batch is told for every piece of the capture, an empty one too. */
  readonly beside?: FrameVisitor | undefined;
  /** Where what is found out is remembered; nobody else writes to it meanwhile. */
  readonly store?: Store | undefined;
  /** Whether enough was told: then the rest is not read. Left out: never. */
  readonly enough?: () => boolean;
}

/**
 * Watches a capture by its own times. Throws SystemFault only when nothing could be read at all, or the store fails; when `signal` fires, what
 * was heard so far is told, and the report says so.
 */
export async function* replay(
  source: AsyncIterable<Uint8Array>,
  { expected, bounds = WATCH_BOUNDS, beside, store, enough = () => false }: ReplayOptions,
  signal?: Signal,
): AsyncGenerator<WatchedEvents, ReplayReport> {
  let waiting: WatchEvent[] = [];
  let alarmed = false;
  const keeper = store && new Keeper(store);
  const fold = new Watch(
    expected,
    (event) => {
      alarmed ||= isAlarm(event);
      waiting.push(event);
      keeper?.evidence.tell(event);
    },
    bounds,
  );
  if (keeper) fold.remember(keeper.touches);
  const momentNow = (): Instant => fold.counts.last ?? 0;
  const feed = new WatchFeed(fold);
  const reader = openCaptureReader((frame) => {
    keeper?.evidence.heard(frame);
    keeper?.evidence.judging(frame);
    feed.take(frame);
    keeper?.evidence.judging(undefined);
    beside?.(frame);
  });
  const chunks = readChunks(source, signal);
  for await (const chunk of chunks.parts) {
    reader.push(chunk);
    const events = waiting;
    waiting = [];
    keeper?.take(events);
    if (keeper?.isFull) await keeper.commit(momentNow());
    if (events.length > 0 || beside !== undefined) yield { type: 'events', events };
    if (enough() || !reader.isOpen()) break;
  }
  const ended = chunks.endOf(reader);
  // Of what nobody wanted to read nothing is missing.
  const read = enough() ? { ...ended, broken: null } : ended;
  if (read.until) fold.pass(instantOf(read.until.seconds, read.until.nanoseconds));
  fold.end();
  keeper?.take(waiting);
  await keeper?.commit(momentNow());
  if (waiting.length > 0) yield { type: 'events', events: waiting };
  const { counts } = fold;
  const { arp, malformed, unreadable } = counts;
  return { ...read, arp, malformed, unreadable, unread: feed.unread, counts, alarmed };
}

/** Exit code 4 stands for these. */
export function isAlarm({ kind, gateway }: Pick<WatchEvent, 'kind' | 'gateway'>): boolean {
  if (kind === 'conflict' || kind === 'own-conflict') return true;
  return gateway && (kind === 'spoof' || kind === 'takeover');
}
