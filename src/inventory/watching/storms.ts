import { formatIpv4 } from '../../base/ipv4.ts';
import { formatMac } from '../../base/mac.ts';
import type { Glance } from '../../wire/glance.ts';
import type { Episode } from '../episode.ts';
import type { Desk } from './desk.ts';

/** The same frame more often than this within a second is no need of anybody (Cisco DAI: 15 frames a second of a port). */
export const STORM_REPEATS = 15;

/** Networks whose storms are told: a trunk may bring any number of invented tags. */
const MOST_STORMS = 64;

/** The same frame again and again, one episode a network. */
export class Storms {
  readonly #desk: Desk;
  readonly #byNetwork = new Map<number, Episode>();

  constructor(desk: Desk) {
    this.#desk = desk;
  }

  /** The frame was heard within the last second, so often already. */
  repeat(seen: Glance, network: number, repeats: number): void {
    const { book, networks, now } = this.#desk;
    const open = this.#byNetwork.get(network);
    if (repeats < STORM_REPEATS) {
      if (open?.open === true) open.frames++;
      return;
    }
    if (open?.open === true) {
      // Told with the next summary: a line for each that takes part would be many.
      if (open.macs.length < 16 && !open.macs.includes(seen.src)) open.macs = [...open.macs, seen.src];
      book.touch(open, now);
      return;
    }
    if (open === undefined && this.#byNetwork.size >= MOST_STORMS && !this.#forget()) {
      if (repeats === STORM_REPEATS) book.left++;
      return;
    }
    const { src, spa, tpa } = seen;
    const text = `one frame of ${formatMac(src)}, about ${formatIpv4(spa)} and ${formatIpv4(tpa)}, came ${repeats + 1} times within a second`;
    const episode = book.open(
      'storm',
      {
        ip: null,
        mac: src,
        macs: [src],
        network: networks.networkOf(network),
        sure: 'proven',
        why: [{ code: 'same-frame', text }],
        frames: repeats + 1,
      },
      now,
    );
    if (episode) this.#byNetwork.set(network, episode);
  }

  /** Room by one that is over. */
  #forget(): boolean {
    for (const [network, { open }] of this.#byNetwork) if (!open) return this.#byNetwork.delete(network);
    return false;
  }
}
