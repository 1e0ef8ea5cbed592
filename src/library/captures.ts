import type { CaptureRead, ReadEvent } from '../verbs/read/events.ts';
import { judge, type JudgedStation } from '../inventory/judge-claims.ts';
import { read as readVerb } from '../verbs/read/read.ts';
import { type FoldedCapture as Folded, summarise as fold } from '../verbs/read/summarise.ts';
import { numberFrom } from './text.ts';
import { type Told, told, type Wished } from './told.ts';

/** The bytes of a capture: whole, or in pieces cut anywhere, as `createReadStream` and `process.stdin` give them. */
export type CaptureSource = Uint8Array | Iterable<Uint8Array> | AsyncIterable<Uint8Array>;

/**
 * Every ARP and RARP frame of a capture as soon as it is whole (`frame` events, malformed ones with their reason), the
 * `report` last. Throws what the source throws before its first bytes; what breaks later stands in the report (`broken`,
 * `fault`). Bytes that are no capture make a report with `format` null.
 */
export async function* read(source: CaptureSource, wishes: Wished = {}): Told<ReadEvent, CaptureRead> {
  return yield* told([], readVerb(chunksOf(source), wishes.signal));
}

/** How a capture is folded. */
export interface SummaryWishes extends Wished {
  /** More stations than this are counted and not kept; left out: 1,000,000. */
  readonly mostStations?: number | undefined;
  /** Called after each piece: the bytes and frames so far. */
  readonly progress?: ((bytes: number, frames: number) => void) | undefined;
}

/** A whole capture in one value. */
export interface CaptureSummary extends Omit<Folded, 'sightings'> {
  /** Every (address, VLAN, MAC) that was claimed, by address, with the verdict of what the capture shows. */
  readonly stations: readonly JudgedStation[];
}

/** Folds a capture in one pass and flat memory: counts, kinds, times and who claimed which address. Throws as `read`. */
export async function summarise(source: CaptureSource, wishes: SummaryWishes = {}): Promise<CaptureSummary> {
  const mostStations = numberFrom(wishes.mostStations, 'mostStations', { least: 1, whole: true });
  const events = fold(chunksOf(source), mostStations === undefined ? {} : { mostStations }, wishes.signal);
  for (;;) {
    const next = await events.next();
    if (next.done !== true) {
      wishes.progress?.(next.value.bytes, next.value.frames);
      continue;
    }
    const { sightings, ...summary } = next.value;
    return { ...summary, stations: [...judge(sightings)] };
  }
}

async function* chunksOf(source: CaptureSource): AsyncGenerator<Uint8Array> {
  if (source instanceof Uint8Array) yield source;
  else yield* source;
}
