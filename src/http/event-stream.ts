import type { ServerResponse } from 'node:http';
import type { Millis } from '../base/time.ts';
import type { WatchEvent } from '../inventory/watch-event.ts';
import type { Service } from '../ports/service.ts';
import type { StoredEvent } from '../ports/store.ts';
import { watchRecord } from '../records/watch.ts';
import { Refused } from './problem.ts';
import { STRICT_HEADERS } from './strict.ts';

const BEAT: Millis = 15_000;
/** What a reader does not take: so many bytes, or anything for so long. */
const MOST_QUEUED = 262_144;
const LONGEST_STANDSTILL: Millis = 60_000;
/** Events that are told again to whoever was away; beyond, the list of events has them. */
export const MOST_AGAIN = 5000;
const PAGE = 1000;

export interface StreamLimits {
  readonly all: number;
  /** Of one caller. */
  readonly each: number;
}

export const STREAM_LIMITS: StreamLimits = { all: 100, each: 4 };

interface Reader {
  readonly response: ServerResponse;
  readonly caller: string;
  readonly fits: ((event: WatchEvent) => boolean) | null;
  /** Still who may? */
  readonly may: () => boolean;
  /** The last event that it was told, or that did not concern it. */
  at: number;
  live: boolean;
  quietSince: number;
}

/** What a stream is opened with. */
export type StreamWish = Pick<Reader, 'response' | 'caller' | 'fits' | 'may'> & {
  /** The last event that the reader has; null: from now on. */
  readonly after: number | null;
};

/**
 * Tells readers what was remembered, in its order, once, without a hole: a reader is first told what it missed, from the
 * store, and joins the others at the event where it has caught up.
 */
export class EventStreams {
  readonly #service: Service;
  readonly #limits: StreamLimits;
  readonly #readers = new Set<Reader>();
  readonly #unsubscribe: () => void;
  readonly #timer: NodeJS.Timeout;
  #beaten = performance.now();
  /** The last event told to those that are live. */
  #at = -1;
  #wanted = 0;
  #telling = false;

  constructor(service: Service, limits: StreamLimits = STREAM_LIMITS) {
    this.#service = service;
    this.#limits = limits;
    this.#unsubscribe = service.onEvents((seq) => {
      this.#wanted = Math.max(this.#wanted, seq);
      void this.#tell();
    });
    this.#timer = setInterval(() => this.#look(), 1000);
    this.#timer.unref();
  }

  get count(): number {
    return this.#readers.size;
  }

  /** Throws Refused (503) when there are too many already; what is wrong later ends the stream. */
  open(wish: StreamWish): void {
    const own = [...this.#readers].filter(({ caller }) => caller === wish.caller).length;
    if (this.#readers.size >= this.#limits.all || own >= this.#limits.each)
      throw new Refused(
        503,
        `there are ${own >= this.#limits.each ? own : this.#readers.size} streams already`,
      );
    const { after, response } = wish;
    const reader: Reader = { ...wish, at: after ?? -1, live: false, quietSince: performance.now() };
    this.#readers.add(reader);
    response.on('close', () => this.#readers.delete(reader));
    response.writeHead(200, {
      ...STRICT_HEADERS,
      'content-type': 'text/event-stream',
      'x-accel-buffering': 'no',
    });
    response.write('retry: 2000\n\n');
    void this.#catchUp(reader, after === null).catch(() => this.#cut(reader));
  }

  close(): void {
    clearInterval(this.#timer);
    this.#unsubscribe();
    for (const reader of this.#readers) this.#cut(reader);
  }

  /** What it missed, page by page, until it stands where the others stand. */
  async #catchUp(reader: Reader, fromNow: boolean): Promise<void> {
    const { store } = this.#service;
    const last = await this.#last();
    if (fromNow) reader.at = last;
    if (last - reader.at > MOST_AGAIN) {
      write(reader, `event: gap\ndata: ${JSON.stringify({ from: reader.at + 1, to: last })}\n\n`);
      reader.at = last;
    }
    while (this.#readers.has(reader)) {
      const page = await store.eventsAfter(reader.at, PAGE);
      for (const one of page) this.#hand(reader, one, textOf(one));
      // The others were told more while the store was asked: it has to be asked again.
      if (page.length > 0 || this.#at > reader.at) continue;
      // From here on nothing is awaited: what comes is told to all, and what the reader has already is not told twice.
      if (this.#at < 0) this.#at = reader.at;
      reader.live = true;
      void this.#tell();
      return;
    }
  }

  /** The number of the last event: of the latest episode, and of what came after it. */
  async #last(): Promise<number> {
    const { store } = this.#service;
    const [episode] = await store.episodes({}, 1);
    if (!episode) return 0;
    let last = (await store.eventsOf(episode.episode)).at(-1)?.seq ?? 0;
    for (;;) {
      const page = await store.eventsAfter(last, PAGE);
      if (page.length === 0) return last;
      last = page.at(-1)!.seq;
    }
  }

  /** What is new, to all that are live: one text an event, whoever gets it. */
  async #tell(): Promise<void> {
    if (this.#telling) return;
    this.#telling = true;
    try {
      while (this.#at >= 0 && this.#at < this.#wanted) {
        const page = await this.#service.store.eventsAfter(this.#at, PAGE);
        for (const one of page) {
          const text = textOf(one);
          this.#at = one.seq;
          for (const reader of this.#readers) if (reader.live) this.#hand(reader, one, text);
        }
        if (page.length === 0) break;
      }
    } catch {
      // The store cannot be read: readers come back with the last id they have.
      for (const reader of this.#readers) this.#cut(reader);
    } finally {
      this.#telling = false;
    }
  }

  #hand(reader: Reader, { seq, event }: StoredEvent, text: string): void {
    if (seq <= reader.at) return;
    reader.at = seq;
    if (reader.fits && !reader.fits(event)) return;
    write(reader, text);
    if (reader.response.writableLength > MOST_QUEUED) this.#cut(reader);
  }

  /** Every second: who reads, who may still, and a sign of life now and then. */
  #look(): void {
    const now = performance.now();
    const beat = now - this.#beaten >= BEAT;
    if (beat) this.#beaten = now;
    for (const reader of this.#readers) {
      const { response } = reader;
      if (response.writableLength === 0) reader.quietSince = now;
      if (!reader.may() || now - reader.quietSince > LONGEST_STANDSTILL) this.#cut(reader);
      else if (beat) write(reader, ': beat\n\n');
    }
  }

  #cut(reader: Reader): void {
    this.#readers.delete(reader);
    reader.response.destroy();
  }
}

function write({ response }: Reader, text: string): void {
  if (!response.destroyed) response.write(text);
}

function textOf({ seq, episode, event }: StoredEvent): string {
  const data = JSON.stringify({ seq, episode, ...watchRecord(event) });
  return `id: ${seq}\nevent: ${event.state}\ndata: ${data}\n\n`;
}
