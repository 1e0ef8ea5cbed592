import type { StoredEpisode } from '../ports/store.ts';
import { field, type Fields } from './fields.ts';
import type { JsonRecord, Kind } from './kind.ts';
import { instantText, WATCH_EVENT, watchRecord } from './watch.ts';

/** schema/episode.v1.json: the event that told it last, with its number in the store. */
export function episodeRecord({ episode, first, open, event }: StoredEpisode): JsonRecord {
  return { ...watchRecord(event), type: 'episode', episode, first: instantText(first), open };
}

const FIELDS: Fields<StoredEpisode> = {
  episode: field('number', ({ episode }) => episode),
  open: field('flag', ({ open }) => open),
  first: field('text', ({ first }) => instantText(first)),
  ...Object.fromEntries(
    Object.entries(WATCH_EVENT.fields).map(([name, { kind, value, text }]) => [
      name,
      field<StoredEpisode>(
        kind,
        ({ event }) => value(event),
        ({ event }) => text(event),
      ),
    ]),
  ),
};

export const EPISODE: Kind<StoredEpisode> = {
  types: ['episode'],
  recordOf: episodeRecord,
  fields: FIELDS,
  columns: ['episode', 'open', 'first', ...WATCH_EVENT.columns],
};
