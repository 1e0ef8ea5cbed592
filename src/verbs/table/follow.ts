import type { Signal } from '../../base/signal.ts';
import type { NeighbourEntry } from '../../ports/neighbours.ts';
import type { TableWatch } from '../../ports/table-watch.ts';

export type EntryChange = 'new' | 'changed' | 'gone';

/** One entry came, became another one, or went. */
export interface TableEvent {
  readonly type: 'change';
  readonly kind: EntryChange;
  /** As it is now, or was last. */
  readonly entry: NeighbourEntry;
  /** As it was before; null for a new one. */
  readonly before: NeighbourEntry | null;
  /** Found by reading the table again: when it happened, and what was in between, is lost. */
  readonly recovered: boolean;
}

export type FollowEvent =
  | TableEvent
  | { readonly type: 'watching'; readonly entries: number }
  /** Notices were lost; the table was read again, and its `differences` follow. */
  | { readonly type: 'overrun'; readonly entries: number; readonly differences: number };

export interface FollowReport {
  readonly overruns: number;
  readonly interrupted: boolean;
}

/** Ctrl-C is noticed within this time. */
const LONGEST_NAP = 100;
/** Linux sends no notices about published addresses (net/core/neighbour.c pneigh_create): they are read so often. */
const PUBLISHED_EVERY = 1000;

type Known = Map<string, NeighbourEntry>;

/**
 * Tells every change of the table from now on, until `signal` fires or the caller has enough. What was lost in an
 * overrun is found by reading the table again. Closes the watch. Throws SystemFault.
 */
export async function* follow(
  { watch, now }: { readonly watch: TableWatch; readonly now: () => number },
  signal?: Signal,
): AsyncGenerator<FollowEvent, FollowReport> {
  let overruns = 0;
  try {
    const cache: Known = byKey(watch.entries());
    const published: Known = byKey(watch.published());
    yield { type: 'watching', entries: cache.size + published.size };
    let lookAt = now() + PUBLISHED_EVERY;
    while (!(signal?.aborted ?? false)) {
      const events: TableEvent[] = [];
      const drained = watch.drain(({ gone, entry }) => {
        const event = take(cache, entry, gone);
        if (event) events.push(event);
      });
      yield* events;
      if (drained === 'overrun') {
        overruns++;
        const differences = takeAll(cache, watch.entries());
        yield { type: 'overrun', entries: cache.size, differences: differences.length };
        for (const one of differences) yield { ...one, recovered: true };
      }
      if (now() >= lookAt) {
        yield* takeAll(published, watch.published());
        lookAt = now() + PUBLISHED_EVERY;
      }
      await watch.wait(Math.max(1, Math.min(LONGEST_NAP, lookAt - now())));
    }
    return { overruns, interrupted: true };
  } finally {
    watch.close();
  }
}

function keyOf({ ip, link }: NeighbourEntry): string {
  return `${ip} ${link ?? ''}`;
}

function byKey(entries: readonly NeighbourEntry[]): Known {
  return new Map(entries.map((entry) => [keyOf(entry), entry]));
}

function take(known: Known, entry: NeighbourEntry, gone: boolean): TableEvent | undefined {
  const key = keyOf(entry);
  const before = known.get(key) ?? null;
  if (gone) {
    if (before === null) return undefined;
    known.delete(key);
    return { type: 'change', kind: 'gone', entry, before, recovered: false };
  }
  known.set(key, entry);
  if (before === null) return { type: 'change', kind: 'new', entry, before, recovered: false };
  if (isSame(before, entry)) return undefined;
  return { type: 'change', kind: 'changed', entry, before, recovered: false };
}

/** What differs between the table as it was known and as it is; from now on it is known so. */
function takeAll(known: Known, entries: readonly NeighbourEntry[]): readonly TableEvent[] {
  const there = byKey(entries);
  const left = [...known].filter(([key]) => !there.has(key)).map(([, entry]) => take(known, entry, true));
  return [...left, ...entries.map((entry) => take(known, entry, false))].filter((one) => one !== undefined);
}

function isSame(a: NeighbourEntry, b: NeighbourEntry): boolean {
  return (
    a.mac === b.mac && a.state === b.state && a.protocol === b.protocol && a.flags.join() === b.flags.join()
  );
}
