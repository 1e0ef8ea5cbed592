import type { Instant } from '../../base/time.ts';
import type { About, Episode } from '../episode.ts';
import type { Network, WatchKind } from '../watch-event.ts';

/** Networks whose floods are episodes of their own; of the others it is only counted what was not told. */
const MOST_FLOODS = 64;

/** What `EpisodeBook` does for it. */
interface Episodes {
  open(kind: WatchKind, about: About, at: Instant): Episode | undefined;
  touch(episode: Episode, at: Instant): void;
}

/** What is not told one by one, because there is too much of it: one episode a network. */
export class Floods {
  readonly #book: Episodes;
  readonly #byNetwork = new Map<Network, Episode>();

  constructor(book: Episodes) {
    this.#book = book;
  }

  withheld(kind: WatchKind, network: Network, at: Instant): void {
    const known = this.#byNetwork.get(network);
    if (known?.open === true) {
      this.#book.touch(known, at);
      return;
    }
    if (known === undefined && this.#byNetwork.size >= MOST_FLOODS && !this.#forget()) return;
    const text = `more becomes known within a moment than is told one by one, a ${kind} first: that is counted`;
    const why = [{ code: 'too-much', text }];
    const episode = this.#book.open('storm', { network, sure: 'proven', why }, at);
    if (episode) this.#byNetwork.set(network, episode);
  }

  /** Room by one that is over. */
  #forget(): boolean {
    for (const [network, { open }] of this.#byNetwork) if (!open) return this.#byNetwork.delete(network);
    return false;
  }
}
