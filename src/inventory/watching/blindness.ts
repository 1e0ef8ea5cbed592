import { formatMillis, type Millis } from '../../base/time.ts';
import type { Blind } from '../watch-event.ts';
import type { Desk } from './desk.ts';

/** When not everything was heard. */
export class Blindness {
  readonly #desk: Desk;

  constructor(desk: Desk) {
    this.#desk = desk;
  }

  tell({ code, text, from, until, interface: name, frames }: Blind): void {
    const { book, now } = this.#desk;
    const network = { interface: name, vlan: null, innerVlan: null };
    const lasts = until === null ? 'it lasts still' : `for ${formatMillis(until - from)}`;
    const lost = frames === null ? '' : `, ${frames} frames lost`;
    const why = [{ code, text: `${text}, ${lasts}${lost}` }];
    book.once('sensor-blind', { network, sure: 'proven', why, frames: frames ?? 0, since: from }, now);
  }

  clockWentBack(by: Millis): void {
    const { book, now } = this.#desk;
    const network = { interface: '', vlan: null, innerVlan: null };
    const why = [{ code: 'clock-jumped', text: `its clock went back by ${formatMillis(by)}` }];
    book.once('sensor-blind', { network, sure: 'proven', why, frames: 0 }, now);
  }
}
