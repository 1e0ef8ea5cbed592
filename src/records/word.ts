import { formatMillis } from '../base/time.ts';
import { EPISODE_KINDS } from '../inventory/episodes.ts';
import type { WatchKind } from '../inventory/watch-event.ts';
import type { ConfigLine } from '../ports/vicinity.ts';
import type { JsonRecord } from './kind.ts';

/** schema/word.v1.json: what a kind of episode means, as docs/watch/ tells it. */
export function wordRecord(word: WatchKind): JsonRecord {
  const { kind, title, meaning, known, next, source, graveness, quiet, decides } = EPISODE_KINDS[word];
  return {
    v: 1,
    type: 'word',
    word: kind,
    title,
    meaning,
    known,
    next,
    source,
    graveness,
    over: quiet === null ? null : formatMillis(quiet),
    decides,
  };
}

/** schema/config-line.v1.json */
export function configLineRecord({ table, at, key, text, file, line }: ConfigLine): JsonRecord {
  return { v: 1, type: 'config-line', table, at, key, value: text, file, line };
}
