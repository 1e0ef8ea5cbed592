import type { Millis } from '../../base/time.ts';
import type { Signal } from '../../base/signal.ts';
import type { AskingHands } from '../../asking/hands.ts';
import type { InterfaceFacts } from '../../ports/host.ts';
import type { Link } from '../../ports/link.ts';
import { captureTimeOf } from '../../wire/capture-time.ts';
import { openPcapngWriter } from '../../wire/pcapng-writer.ts';

/** A signal is heard at the latest after this. */
const LONGEST_NAP: Millis = 100;

export interface ListenWishes {
  readonly facts: readonly InterfaceFacts[];
  /** How long; a signal ends it earlier. */
  readonly span: Millis;
}

/**
 * What comes by on interfaces, ours too, as the bytes of a pcapng: whoever reads a capture reads the wire alike. Nothing is
 * sent. Links are opened with the first chunk (throws SystemFault) and closed however it ends.
 */
export class Listening implements AsyncIterable<Uint8Array> {
  readonly #hands: Pick<AskingHands, 'host' | 'clock'>;
  readonly #wishes: ListenWishes;
  readonly #signal: Signal | undefined;
  /** Frames the kernel dropped before they were read. */
  dropped = 0;
  /** Interfaces that went away, each with a sentence. */
  readonly lost: string[] = [];

  constructor(hands: Pick<AskingHands, 'host' | 'clock'>, wishes: ListenWishes, signal?: Signal) {
    this.#hands = hands;
    this.#wishes = wishes;
    this.#signal = signal;
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array> {
    const { host, clock } = this.#hands;
    const links: Link[] = [];
    let parts: Uint8Array[] = [];
    const taken = (): Uint8Array => joined(parts.splice(0));
    try {
      for (const facts of this.#wishes.facts) links.push(host.openLink(facts, { outgoing: true }));
      const writer = openPcapngWriter((bytes) => parts.push(bytes.slice()));
      const open = new Map(links.map((link) => [link, writer.addInterface(link.facts.name)]));
      yield taken();
      const endAt = clock.now() + this.#wishes.span;
      while (!this.#signal?.aborted && open.size > 0 && clock.now() < endAt) {
        for (const [link, interfaceIndex] of open) {
          const drained = link.drain(({ at, bytes, wireLength, outgoing }) => {
            writer.frame({ ...captureTimeOf(at), bytes, wireLength, outgoing, interfaceIndex });
          });
          if (drained.kind !== 'down') continue;
          this.lost.push(drained.why.sentence);
          open.delete(link);
        }
        if (parts.length > 0) yield taken();
        await clock.wait(Math.min(endAt, clock.now() + LONGEST_NAP), [...open.keys()]);
      }
      this.dropped = links.reduce((sum, link) => sum + link.counters().dropped, 0);
    } finally {
      parts = [];
      for (const link of links) link.close();
    }
  }
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
