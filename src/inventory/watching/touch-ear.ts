import type { Instant } from '../../base/time.ts';
import { OP_REPLY, OP_REQUEST } from '../../wire/arp.ts';
import { ETHERTYPE_RARP } from '../../wire/ethernet.ts';
import type { Glance } from '../../wire/glance.ts';
import type { Touches } from '../touches.ts';
import type { Desk } from './desk.ts';

/** Tells every claim to whoever remembers them, whoever is right. */
export class TouchEar {
  readonly #touches: Touches;
  readonly #desk: Desk;
  readonly #clock: (at: Instant) => Instant;

  /** `clock` makes the time that is told of the time that is reckoned with. */
  constructor(touches: Touches, desk: Desk, clock: (at: Instant) => Instant) {
    this.#touches = touches;
    this.#desk = desk;
    this.#clock = clock;
  }

  hear(seen: Glance, number: number): void {
    const { etherType, op, spa, tpa } = seen;
    if (spa === 0 || etherType === ETHERTYPE_RARP || (op !== OP_REQUEST && op !== OP_REPLY)) return;
    const { networks, now } = this.#desk;
    const strength = spa === tpa ? 'announced' : op === OP_REPLY ? 'answered' : 'asked-as';
    this.#touches.claim(seen, strength, {
      number,
      network: networks.networkOf(number),
      at: this.#clock(now),
    });
  }
}
