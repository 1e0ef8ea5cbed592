import { Watch } from '../../inventory/watch.ts';
import { type StartWatching, WATCH_BOUNDS } from '../../inventory/watcher.ts';
import { WatchFeed } from './feed.ts';

/** A fold that is handed every frame as it was heard: what a glance does not read is read by its feed. */
export const startFeeding: StartWatching = (expected, tell, bounds = WATCH_BOUNDS) => {
  const fold = new Watch(expected, tell, bounds);
  const feed = new WatchFeed(fold);
  return {
    hear: (frame) => feed.take(frame),
    pass: (at) => fold.pass(at),
    end: () => fold.end(),
    blind: (interval) => fold.blind(interval),
    expect: (others) => fold.expect(others),
    remember: (memory) => fold.remember(memory),
    toAsk: (may) => fold.toAsk(may),
    get counts() {
      return fold.counts;
    },
  };
};
