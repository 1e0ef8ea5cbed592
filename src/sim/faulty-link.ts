import { between, type Dice } from '../base/dice.ts';
import type { Instant, Millis } from '../base/time.ts';
import type { Clock } from '../ports/clock.ts';
import type { Host } from '../ports/host.ts';
import type { Drained, FrameBatch, HeardFrame, Link, LinkCounters, LinkFacts, Sent } from '../ports/link.ts';

/** What goes wrong between a link and its user. Shares of the frames, from 0 to 1. */
export interface Faults {
  readonly dice: Dice;
  /** Heard frames that vanish. */
  readonly loss?: number;
  readonly duplicates?: number;
  /** Held back for up to `heldFor` (default 1 ms), so that later ones overtake them. */
  readonly reordered?: number;
  readonly heldFor?: Millis;
  /** Cut at any byte; `wireLength` still tells the whole. */
  readonly truncated?: number;
  /** Some bytes are others. */
  readonly garbled?: number;
  /** Sent frames that vanish, told as sent. */
  readonly sendLoss?: number;
  /** Batches of which the queue takes only a part, or nothing. */
  readonly fullQueue?: number;
}

interface Held {
  readonly frame: HeardFrame;
  readonly releasedAt: Instant;
}

class FaultyLink implements Link {
  readonly inner: Link;
  readonly #clock: Clock;
  readonly #faults: Faults;
  #held: Held[] = [];

  constructor(inner: Link, clock: Clock, faults: Faults) {
    this.inner = inner;
    this.#clock = clock;
    this.#faults = faults;
  }

  get facts(): LinkFacts {
    return this.inner.facts;
  }

  /** When the next frame held back comes free. */
  get freeAt(): Instant {
    return Math.min(...this.#held.map((held) => held.releasedAt));
  }

  send(batch: FrameBatch): Sent {
    const { dice, fullQueue = 0, sendLoss = 0 } = this.#faults;
    const count = happens(dice, fullQueue) ? between(dice, 0, batch.count - 1) : batch.count;
    if (sendLoss === 0) return this.inner.send({ ...batch, count });
    let whole: Sent | undefined;
    for (let at = 0; at < count; at++) {
      const lost = happens(dice, sendLoss);
      const bytes = batch.bytes.subarray(at * batch.size);
      const one = this.inner.send({ bytes, size: batch.size, count: lost ? 0 : 1 });
      if (one.down || (!lost && one.sent === 0)) return { ...(whole ?? one), ...one, sent: at };
      whole = { sent: at + 1, firstAt: whole?.firstAt ?? one.firstAt, lastAt: one.lastAt };
    }
    return whole ?? this.inner.send({ ...batch, count: 0 });
  }

  drain(visit: (frame: HeardFrame) => void): Drained {
    const now = this.#clock.now();
    let frames = 0;
    const hand = (frame: HeardFrame): void => {
      frames++;
      visit(frame);
    };
    const drained = this.inner.drain((frame) => this.#spoil(frame, hand));
    const released = this.#held.filter((held) => held.releasedAt <= now || drained.kind === 'down');
    this.#held = this.#held.filter((held) => !released.includes(held));
    for (const { frame } of released) hand(frame);
    if (frames > 0) return { kind: 'frames', frames };
    return drained.kind === 'down' ? drained : { kind: 'quiet' };
  }

  counters(): LinkCounters {
    return this.inner.counters();
  }

  close(): void {
    this.#held = [];
    this.inner.close();
  }

  #spoil(frame: HeardFrame, hand: (frame: HeardFrame) => void): void {
    const { dice, heldFor = 1 } = this.#faults;
    if (happens(dice, this.#faults.loss)) return;
    const spoilt = { ...frame, bytes: this.#damage(frame.bytes) };
    if (happens(dice, this.#faults.reordered)) {
      const releasedAt = this.#clock.now() + heldFor * dice();
      this.#held.push({ frame: { ...spoilt, bytes: spoilt.bytes.slice() }, releasedAt });
    } else hand(spoilt);
    if (happens(dice, this.#faults.duplicates)) hand(spoilt);
  }

  #damage(bytes: Uint8Array): Uint8Array {
    const { dice, garbled, truncated } = this.#faults;
    let damaged = bytes;
    if (happens(dice, garbled)) {
      damaged = bytes.slice();
      for (let hits = between(dice, 1, 8); hits > 0; hits--)
        damaged[between(dice, 0, bytes.length - 1)] = between(dice, 0, 255);
    }
    return happens(dice, truncated) ? damaged.subarray(0, between(dice, 0, bytes.length)) : damaged;
  }
}

/** A share of nothing throws no dice: turning one fault on leaves the luck of the others as it was. */
function happens(dice: Dice, share = 0): boolean {
  return share > 0 && dice() < share;
}

/** A wait over faulty links ends when their inner links have something, or when a frame held back comes free. */
class FaultyClock implements Clock {
  readonly #inner: Clock;

  constructor(inner: Clock) {
    this.#inner = inner;
  }

  now(): Instant {
    return this.#inner.now();
  }

  wait(until: Instant, links: readonly Link[] = []): Promise<void> {
    let earliest = until;
    const inner = links.map((link) => {
      if (!(link instanceof FaultyLink)) return link;
      earliest = Math.min(earliest, link.freeAt);
      return link.inner;
    });
    return this.#inner.wait(earliest, inner);
  }
}

/**
 * Wraps any link of any clock. Wait with the clock that comes back: the link's own one does not know the wrapped link.
 * A wait may end with nothing to drain, when what had come was lost.
 */
export function openFaulty(
  inner: { readonly link: Link; readonly clock: Clock },
  faults: Faults,
): { readonly link: Link; readonly clock: Clock } {
  const clock = inner.clock instanceof FaultyClock ? inner.clock : new FaultyClock(inner.clock);
  return { link: new FaultyLink(inner.link, clock, faults), clock };
}

/** The same for a whole machine: each link it opens is faulty. */
export function faultyHands(
  inner: { readonly host: Host; readonly clock: Clock },
  faults: Faults,
): { readonly host: Host; readonly clock: Clock } {
  const clock = new FaultyClock(inner.clock);
  const host: Host = {
    interfaces: () => inner.host.interfaces(),
    openLink: (wanted, options) => new FaultyLink(inner.host.openLink(wanted, options), clock, faults),
  };
  return { host, clock };
}
