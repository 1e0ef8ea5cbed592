import type { Signal } from '../../base/signal.ts';
import { asArpIpv4 } from '../../wire/arp.ts';
import { ARP_KINDS, type ArpKind, kindOf } from '../../wire/arp-kinds.ts';
import { openCaptureReader } from '../../wire/capture.ts';
import { type CaptureFrame, LINKTYPE_ETHERNET } from '../../wire/capture-frame.ts';
import type { CaptureTime } from '../../wire/capture-time.ts';
import { type Glance, glance, newGlance } from '../../wire/glance.ts';
import { readChunks } from './chunks.ts';
import type { CaptureRead } from './events.ts';
import { readFrame } from './frame.ts';
import { isPlainOther } from './plain.ts';
import { PeakRate } from './rates.ts';
import { claimOf } from '../../inventory/sighting.ts';
import { Sightings } from '../../inventory/claims.ts';
import { UnreadCounts } from './unread.ts';

/** More stations than this are counted and not kept. */
export const MOST_STATIONS = 1_000_000;

export interface FoldedCapture extends CaptureRead {
  /** Frames of each kind; the malformed and unreadable ones are not among them. */
  readonly kinds: Readonly<Record<ArpKind, number>>;
  /** by the code of their reason */
  readonly malformedBy: ReadonlyMap<string, number>;
  /** of the first and last ARP frame; null when there is none with a time */
  readonly first: CaptureTime | null;
  readonly last: CaptureTime | null;
  readonly seconds: number;
  /** ARP frames a second over `seconds`; null when that is 0 */
  readonly rate: number | null;
  readonly peak: { readonly frames: number; readonly second: number } | null;
  readonly sightings: Sightings;
}

export type SummaryEvent = { readonly type: 'progress'; readonly bytes: number; readonly frames: number };

/** Folds a whole capture in one pass and flat memory; tells after each piece read how far it is. */
export async function* summarise(
  source: AsyncIterable<Uint8Array>,
  options: { readonly mostStations?: number } = {},
  signal?: Signal,
): AsyncGenerator<SummaryEvent, FoldedCapture> {
  const fold = new Fold(options.mostStations ?? MOST_STATIONS);
  const reader = openCaptureReader((frame) => fold.take(frame));
  const chunks = readChunks(source, signal);
  let bytes = 0;
  for await (const chunk of chunks.parts) {
    reader.push(chunk);
    bytes += chunk.length;
    yield { type: 'progress', bytes, frames: fold.frames };
    if (!reader.isOpen()) break;
  }
  return { ...chunks.endOf(reader), ...fold.result() };
}

class Fold {
  readonly #glance: Glance = newGlance();
  readonly #kinds = Object.fromEntries(ARP_KINDS.map((kind) => [kind, 0])) as Record<ArpKind, number>;
  readonly #malformed = new Map<string, number>();
  readonly #unread = new UnreadCounts();
  readonly #sightings: Sightings;
  readonly #peak = new PeakRate();
  #first: CaptureTime | null = null;
  #lastSeconds = 0;
  #lastNanoseconds = 0;
  #arp = 0;
  frames = 0;

  constructor(mostStations: number) {
    this.#sightings = new Sightings(mostStations);
  }

  take(frame: CaptureFrame): void {
    this.frames++;
    const seen = this.#glance;
    if (
      frame.linkType === LINKTYPE_ETHERNET &&
      glance(frame.bytes, seen, frame.from) &&
      seen.end <= frame.to
    ) {
      this.#note(frame);
      this.#understand(seen, frame);
    } else if (!isPlainOther(frame)) this.#takeCarefully(frame);
  }

  #note(frame: CaptureFrame): void {
    this.#arp++;
    if (!frame.hasTime) return;
    this.#first ??= { seconds: frame.seconds, nanoseconds: frame.nanoseconds };
    this.#lastSeconds = frame.seconds;
    this.#lastNanoseconds = frame.nanoseconds;
    this.#peak.count(frame.seconds);
  }

  #understand(seen: Glance, frame: CaptureFrame): void {
    const kind = kindOf(seen);
    this.#count(kind);
    if (kind === 'probe') this.#sightings.ask(seen, true, frame);
    else if (kind === 'request') this.#sightings.ask(seen, false, frame);
    const claim = claimOf(kind);
    if (claim >= 0 && seen.spa !== 0) this.#sightings.claim(seen, claim, frame);
  }

  #count(kind: ArpKind): void {
    this.#kinds[kind]++;
  }

  /** Cooked, cut, malformed, not IPv4 over Ethernet: all that is rare takes the way of the single frame. */
  #takeCarefully(captured: CaptureFrame): void {
    const frame = readFrame(captured, this.frames);
    if (!frame) return;
    if (frame.kind === 'unreadable') {
      this.#unread.add(frame);
      return;
    }
    this.#note(captured);
    if (frame.kind === 'malformed') {
      add(this.#malformed, frame.error!.code);
      return;
    }
    const packet = frame.arp && asArpIpv4(frame.arp);
    if (!packet || !frame.link) {
      this.#count(frame.kind);
      return;
    }
    const { dst, src, etherType, tags } = frame.link;
    const seen = Object.assign(this.#glance, packet, {
      dst: dst ?? 0,
      src: src ?? packet.sha,
      etherType,
      vid: tags[0]?.vid ?? -1,
      tags: tags.length,
    });
    this.#understand(seen, captured);
  }

  result(): Omit<FoldedCapture, 'format' | 'broken' | 'fault' | 'interrupted'> {
    const last = this.#first && { seconds: this.#lastSeconds, nanoseconds: this.#lastNanoseconds };
    const seconds = this.#first && last ? between(this.#first, last) : 0;
    return {
      frames: this.frames,
      arp: this.#arp,
      malformed: sum(this.#malformed),
      unreadable: this.#unread.total,
      unread: this.#unread.list,
      kinds: this.#kinds,
      malformedBy: this.#malformed,
      first: this.#first,
      last,
      seconds,
      rate: seconds > 0 ? this.#arp / seconds : null,
      peak: this.#peak.peak,
      sightings: this.#sightings,
    };
  }
}

function between(first: CaptureTime, last: CaptureTime): number {
  return Math.max(0, last.seconds - first.seconds + (last.nanoseconds - first.nanoseconds) / 1e9);
}

function add(counts: Map<string, number>, code: string): void {
  counts.set(code, (counts.get(code) ?? 0) + 1);
}

function sum(counts: ReadonlyMap<string, number>): number {
  let total = 0;
  for (const count of counts.values()) total += count;
  return total;
}
