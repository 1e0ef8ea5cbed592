import type { EpisodeQuery, Store, StoredEpisode } from '../../ports/store.ts';

const PAGE = 1024;

/** Those that fit, the latest first, page by page: whoever has enough of them ends it. */
export async function* everyEpisode(
  store: Store,
  query: Omit<EpisodeQuery, 'before'>,
): AsyncGenerator<StoredEpisode, void> {
  let before: number | undefined;
  for (;;) {
    const next = before === undefined ? query : { ...query, before };
    const page: readonly StoredEpisode[] = await store.episodes(next, PAGE);
    yield* page;
    before = page.at(-1)?.episode;
    if (page.length < PAGE) return;
  }
}
