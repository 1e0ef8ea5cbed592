import { formatMillis, type Instant, type Millis } from '../../base/time.ts';
import type { Episode } from '../episode.ts';
import type { Blind, WatchReason } from '../watch-event.ts';
import type { Desk } from './desk.ts';

/** When not everything was heard. */
export class Blindness {
  readonly #desk: Desk;
  /** Intervals that last, by what makes them and where. */
  readonly #open = new Map<string, Episode>();

  constructor(desk: Desk) {
    this.#desk = desk;
  }

  /** `pass`: by then it is so late. */
  tell(blind: Blind, pass: (at: Instant) => void): void {
    const { code, from, until, interface: name, frames } = blind;
    pass(until ?? from);
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
    const network = { interface: '', vlan: null, innerVlan: null };
    const why = [{ code: 'clock-jumped', text: `its clock went back by ${formatMillis(by)}` }];
    book.once('sensor-blind', { network, sure: 'proven', why, frames: 0 }, now);
  }
}

function reasonOf({ code, text, from, until, frames }: Blind): WatchReason {
  const lasts = until === null ? 'it lasts still' : `for ${formatMillis(until - from)}`;
  const lost = frames === null ? '' : `, ${frames} frames lost`;
  return { code, text: `${text}, ${lasts}${lost}` };
}
