import type { Millis } from '../base/time.ts';

/** An answer slower than this is not waited for: the longest that Linux, phones and printers were seen to take. */
export const LONGEST_WAIT: Millis = 6000;

/** Answers of a proxy may take longer, but half of its time shows that there is one. */
const SHORTEST_WAIT: Millis = 400;
const SHORTEST_WAIT_ALL_HEARD: Millis = 150;
/** Whoever names a few addresses would rather wait a second than miss a phone in power save. */
const SHORTEST_WAIT_FEW: Millis = 1200;
const FEW = 32;
/** Once a proxy is suspected: net.ipv4.neigh.*.proxy_delay is up to 0.8 s (net/ipv4/arp.c, arp_tbl). */
const SHORTEST_WAIT_PROXY: Millis = 1000;

/** How long something can still come, learnt from the answers of this network. */
export class Patience {
  readonly #fixed: Millis | undefined;
  #slowest: Millis = 0;

  constructor(fixed?: Millis) {
    this.#fixed = fixed;
  }

  learn(rtt: Millis): void {
    if (rtt > this.#slowest) this.#slowest = rtt;
  }

  get slowest(): Millis {
    return this.#slowest;
  }

  /**
   * After the last question of all. `silent`: somebody of the `asked` addresses has not answered yet; `suspects`: some
   * who answer may be proxies, and more of them may come.
   */
  lastWait(silent: boolean, asked: number, suspects = false): Millis {
    if (this.#fixed !== undefined) return this.#fixed;
    const heedful = asked <= FEW ? SHORTEST_WAIT_FEW : SHORTEST_WAIT;
    const least = Math.max(silent ? heedful : SHORTEST_WAIT_ALL_HEARD, suspects ? SHORTEST_WAIT_PROXY : 0);
    return Math.min(LONGEST_WAIT, Math.max(least, this.#slowest * 3));
  }

  /** Before the same address is asked again. */
  get beforeAgain(): Millis {
    return Math.min(1000, Math.max(60, this.#slowest * 2));
  }
}
