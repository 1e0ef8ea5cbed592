import type { Instant } from '../base/time.ts';
import type {
  Drained,
  FrameBatch,
  HeardFrame,
  Link,
  LinkCounters,
  LinkDown,
  LinkFacts,
  Sent,
} from '../ports/link.ts';
import type { LinkOptions } from '../ports/host.ts';
import { hearsArp } from './hears-arp.ts';
import { Lending } from './lending.ts';
import type { Nic } from './nic.ts';
import type { PaperClock } from './paper-clock.ts';

interface Waiting {
  readonly bytes: Uint8Array;
  readonly at: Instant;
  readonly outgoing: boolean;
}

/** What the kernel's ring needs for a frame beside its bytes: tpacket3_hdr and alignment, about. */
const AROUND_A_FRAME = 96;
const DEFAULT_RING_BYTES = 16 * 2 ** 20;
const SMALLEST_FRAME = 14;
/** Ethernet header and two tags: what a frame may have beside the MTU. */
const MOST_HEADERS = 22;

/** Where the links of a world hang: `epoch` is what their stamps read at time 0 of the clock. */
export interface Moorings {
  readonly clock: PaperClock;
  readonly epoch: Instant;
}

/** A packet socket on a NIC of the paper world. */
export class PaperLink implements Link {
  readonly facts: LinkFacts;
  readonly #nic: Nic;
  readonly #moorings: Moorings & { options?: LinkOptions | undefined };
  readonly #ringBytes: number;
  readonly #lending = new Lending();
  readonly #unlisten: () => void;
  #waiting: Waiting[] = [];
  #waitingBytes = 0;
  #received = 0;
  #dropped = 0;
  #down: LinkDown | undefined;
  #downTold = false;
  #closed = false;

  constructor(facts: LinkFacts, nic: Nic, moored: Moorings & { options?: LinkOptions | undefined }) {
    this.facts = facts;
    this.#nic = nic;
    this.#moorings = moored;
    this.#ringBytes = moored.options?.ringBytes ?? DEFAULT_RING_BYTES;
    const overhear = (bytes: Uint8Array, at: Instant): void => {
      moored.clock.at(at, () => this.#keep({ bytes, at, outgoing: true }));
    };
    this.#unlisten = nic.listen({
      hear: (bytes, at) => this.#keep({ bytes, at, outgoing: false }),
      fall: (why) => this.#fall(why),
      ...(moored.options?.outgoing === true && { overhear }),
    });
    moored.clock.know(this, () => this.#waiting.length > 0 || (this.#down !== undefined && !this.#downTold));
  }

  send(batch: FrameBatch): Sent {
    const { size, count } = batch;
    if (size < SMALLEST_FRAME || size > this.facts.mtu + MOST_HEADERS || count * size > batch.bytes.length)
      throw new RangeError(
        `no frames: ${count} of ${size} bytes in ${batch.bytes.length}, MTU ${this.facts.mtu}`,
      );
    const now = this.#stamp(this.#moorings.clock.now());
    if (this.#down) return { sent: 0, firstAt: now, lastAt: now, down: this.#down };
    const copy = batch.bytes.slice(0, size * count);
    let firstAt = now;
    let lastAt = now;
    let sent = 0;
    for (; sent < count; sent++) {
      const departs = this.#nic.send(copy.subarray(sent * size, (sent + 1) * size));
      if (departs === undefined) break;
      lastAt = this.#stamp(departs);
      if (sent === 0) firstAt = lastAt;
    }
    return { sent, firstAt, lastAt };
  }

  drain(visit: (frame: HeardFrame) => void): Drained {
    const waiting = this.#waiting;
    if (waiting.length === 0) {
      if (!this.#down) return { kind: 'quiet' };
      this.#downTold = true;
      return { kind: 'down', why: this.#down };
    }
    this.#waiting = [];
    this.#waitingBytes = 0;
    let frames = 0;
    try {
      for (const { bytes, at, outgoing } of waiting) {
        frames++;
        const stamped = this.#stamp(at);
        this.#lending.lend(bytes, (lent) =>
          visit({ bytes: lent, wireLength: bytes.length, at: stamped, outgoing }),
        );
      }
    } finally {
      for (const left of this.#closed ? [] : waiting.slice(frames)) this.#push(left);
    }
    return { kind: 'frames', frames };
  }

  counters(): LinkCounters {
    return { received: this.#received, dropped: this.#dropped };
  }

  close(): void {
    this.#closed = true;
    this.#fall({ code: 'ECLOSED', sentence: `The link on ${this.facts.name} was closed by this program` });
    this.#waiting = [];
  }

  #stamp(at: Instant): Instant {
    return this.#moorings.epoch + at;
  }

  #keep(frame: Waiting): void {
    if (this.#down || !hearsArp(frame.bytes, this.#moorings.options?.hears)) return;
    if (this.#waitingBytes + frame.bytes.length + AROUND_A_FRAME > this.#ringBytes) {
      this.#dropped++;
      return;
    }
    this.#received++;
    this.#push(frame);
    this.#moorings.clock.stir();
  }

  #push(frame: Waiting): void {
    this.#waiting.push(frame);
    this.#waitingBytes += frame.bytes.length + AROUND_A_FRAME;
  }

  #fall(why: LinkDown): void {
    if (this.#down) return;
    this.#down = why;
    this.#unlisten();
    this.#moorings.clock.stir();
  }
}
