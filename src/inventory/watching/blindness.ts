import { formatMillis, type Instant, type Millis } from '../../base/time.ts';
import type { Episode } from '../episode.ts';
import type { Blind, WatchReason } from '../watch-event.ts';
import type { Desk } from './desk.ts';

/** The clock was set. */
export const CLOCK_JUMPED = 'clock-jumped';

/** The clock of whoever listens and the times of frames tell of one jump within this time, and as far apart. */
const ONE_JUMP: Millis = 5000;

/** When not everything was heard. */
export class Blindness {
  readonly #desk: Desk;
  /** How far the clock was set back by whoever listens, and frames have not shown yet. */
  #toldBack: Millis = 0;
  /** The same the other way, and when. */
  #shownBack: Millis = 0;
  #shownAt: Instant = Number.NEGATIVE_INFINITY;
  /** Intervals that last, by what makes them and where. */
  readonly #open = new Map<string, Episode>();

  constructor(desk: Desk) {
    this.#desk = desk;
  }

  /** `pass`: by then it is so late. */
  tell(blind: Blind, pass: (at: Instant) => void): void {
    const { code, from, until, interface: name, frames } = blind;
    if (code === CLOCK_JUMPED && this.#wasShown(blind)) return;
    // By a clock that was set back the end is before what is heard already.
    if ((blind.back ?? 0) <= 0) pass(until ?? from);
    const { book, now } = this.#desk;
    const key = `${code} ${name}`;
    const known = this.#open.get(key);
    const why = [reasonOf(blind)];
    const network = { interface: name, vlan: null, innerVlan: null };
    const about = { network, sure: 'proven', why, frames: frames ?? 0, since: from } as const;
    if (until === null) {
      if (known !== undefined) return;
      const opened = book.open('sensor-blind', about, now);
      if (opened) this.#open.set(key, opened);
      return;
    }
    if (known === undefined) {
      book.once('sensor-blind', about, now);
      return;
    }
    this.#open.delete(key);
    known.why = why;
    known.frames = frames ?? 0;
    known.last = until;
    book.close(known, now);
  }

  clockWentBack(by: Millis): void {
    const { book, now } = this.#desk;
    const isTold = this.#toldBack > 0 && Math.abs(by - this.#toldBack) <= ONE_JUMP;
    this.#toldBack = 0;
    if (isTold) return;
    this.#shownBack = by;
    this.#shownAt = now;
    const network = { interface: '', vlan: null, innerVlan: null };
    const why = [{ code: CLOCK_JUMPED, text: `its clock went back by ${formatMillis(by)}` }];
    book.once('sensor-blind', { network, sure: 'proven', why, frames: 0 }, now);
  }

  /** Frames told of this jump already. */
  #wasShown({ back = 0 }: Blind): boolean {
    const isShown =
      this.#desk.now - this.#shownAt <= ONE_JUMP && back > 0 && Math.abs(back - this.#shownBack) <= ONE_JUMP;
    this.#shownAt = Number.NEGATIVE_INFINITY;
    // Forward and back again is where it was.
    if (!isShown) this.#toldBack = Math.max(0, this.#toldBack + back);
    return isShown;
  }
}

function reasonOf({ code, text, from, until, frames }: Blind): WatchReason {
  const lasts = until === null ? 'it lasts still' : `for ${formatMillis(until - from)}`;
  const lost = frames === null ? '' : `, ${frames} frames lost`;
  return { code, text: `${text}, ${lasts}${lost}` };
}
