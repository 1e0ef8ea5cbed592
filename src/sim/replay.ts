import type { Instant } from '../base/time.ts';
import type { Drained, HeardFrame, Link, LinkCounters, LinkDown, LinkFacts, Sent } from '../ports/link.ts';
import { hearsArp } from './hears-arp.ts';
import { Lending } from './lending.ts';
import type { PaperClock } from './paper-clock.ts';

/** One frame of a capture. */
export interface CapturedFrame {
  readonly at: Instant;
  readonly bytes: Uint8Array;
  /** When the capture cut it. */
  readonly wireLength?: number;
}

const OVER: LinkDown = { code: 'EOF', sentence: 'The capture is at its end' };
const NOBODY: LinkDown = {
  code: 'EROFS',
  sentence: 'A capture cannot be asked: nobody hears what is sent into it',
};

/**
 * A capture as a link: its frames come with the distances they had, beginning now, stamped as in the capture.
 * It is read one frame ahead, so a capture of any size will do. After the last frame the link is down (EOF).
 */
class ReplayLink implements Link {
  readonly facts: LinkFacts;
  readonly #clock: PaperClock;
  readonly #frames: Iterator<CapturedFrame>;
  readonly #lending = new Lending();
  #waiting: CapturedFrame[] = [];
  #shift: Instant | undefined;
  #down: LinkDown | undefined;
  #downTold = false;
  #received = 0;

  constructor(clock: PaperClock, frames: Iterable<CapturedFrame>, facts: LinkFacts) {
    this.facts = facts;
    this.#clock = clock;
    this.#frames = frames[Symbol.iterator]();
    clock.know(this, () => this.#waiting.length > 0 || (this.#down !== undefined && !this.#downTold));
    this.#await();
  }

  send(): Sent {
    const now = this.#clock.now() - (this.#shift ?? 0);
    return { sent: 0, firstAt: now, lastAt: now, down: NOBODY };
  }

  drain(visit: (frame: HeardFrame) => void): Drained {
    const waiting = this.#waiting;
    if (waiting.length === 0) {
      if (!this.#down) return { kind: 'quiet' };
      this.#downTold = true;
      return { kind: 'down', why: this.#down };
    }
    this.#waiting = [];
    for (const { at, bytes, wireLength = bytes.length } of waiting)
      this.#lending.lend(bytes, (lent) => visit({ bytes: lent, wireLength, at, outgoing: false }));
    return { kind: 'frames', frames: waiting.length };
  }

  counters(): LinkCounters {
    return { received: this.#received, dropped: 0 };
  }

  close(): void {
    this.#down ??= { code: 'ECLOSED', sentence: 'The capture was closed by this program' };
    this.#waiting = [];
    this.#frames.return?.();
  }

  #await(): void {
    for (;;) {
      const next = this.#frames.next();
      if (next.done) {
        this.#down = OVER;
        this.#clock.stir();
        return;
      }
      const frame = next.value;
      if (!hearsArp(frame.bytes)) continue;
      this.#shift ??= this.#clock.now() - frame.at;
      this.#clock.at(frame.at + this.#shift, () => this.#take(frame));
      return;
    }
  }

  #take(frame: CapturedFrame): void {
    if (this.#down) return;
    this.#received++;
    this.#waiting.push(frame);
    this.#clock.stir();
    this.#await();
  }
}

/** What is played. */
export interface Replay {
  readonly frames: Iterable<CapturedFrame>;
  /** Who we are taken to be: verdicts about our own address need it. */
  readonly facts?: Partial<LinkFacts>;
}

/** A link that hears what was captured, at the distances it was captured in. What is sent on it goes nowhere. */
export function openReplay(clock: PaperClock, replay: Replay): Link {
  const nobody: LinkFacts = { name: 'capture', index: 0, mac: 0, mtu: 1500, addresses: [], speed: null };
  return new ReplayLink(clock, replay.frames, { ...nobody, ...replay.facts });
}
