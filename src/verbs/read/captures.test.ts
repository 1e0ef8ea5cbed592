import type { CaptureRead, ReadFrame } from './events.ts';
import { read } from './read.ts';
import { type FoldedCapture, summarise } from './summarise.ts';
import { type ArpFrameFields, writeArpFrame } from '../../wire/arp-frame.ts';
import { openPcapWriter } from '../../wire/pcap-writer.ts';

const BASE: ArpFrameFields = {
  dst: 0xffffffffffff,
  src: 0x020000000002,
  op: 1,
  sha: 0x020000000002,
  spa: 0x0a000002,
  tha: 0,
  tpa: 0x0a000001,
};

export function arp(fields: Partial<ArpFrameFields> = {}): Uint8Array {
  const bytes = new Uint8Array(42 + 4 * (fields.tags?.length ?? 0));
  writeArpFrame(bytes, 0, { ...BASE, ...fields, src: fields.src ?? fields.sha ?? BASE.src });
  return bytes;
}

/** Frames a tenth of a second apart. */
export function captureOf(frames: readonly Uint8Array[], linkType = 1): Uint8Array {
  const parts: number[] = [];
  const write = openPcapWriter((bytes) => parts.push(...bytes), linkType);
  frames.forEach((bytes, at) =>
    write({
      bytes,
      wireLength: Math.max(bytes.length, 42),
      seconds: 1000 + Math.floor(at / 10),
      nanoseconds: (at % 10) * 1e8,
    }),
  );
  return Uint8Array.from(parts);
}

export async function* inChunks(file: Uint8Array, size = 50): AsyncGenerator<Uint8Array> {
  // A Buffer, as Node hands them out: its slice() shares its bytes.
  const chunk: Uint8Array = Buffer.alloc(size);
  for (let at = 0; at < file.length; at += size) {
    const part = file.subarray(at, at + size);
    chunk.set(part);
    yield chunk.subarray(0, part.length);
    chunk.fill(0xee);
  }
}

export async function readAll(
  source: AsyncIterable<Uint8Array>,
  signal?: AbortSignal,
): Promise<{ frames: ReadFrame[]; report: CaptureRead }> {
  const events = read(source, signal);
  const frames: ReadFrame[] = [];
  for (;;) {
    const next = await events.next();
    if (next.done) return { frames, report: next.value };
    frames.push(next.value.frame);
  }
}

export async function summaryOf(
  source: AsyncIterable<Uint8Array>,
  mostStations?: number,
): Promise<FoldedCapture> {
  const events = summarise(source, mostStations === undefined ? {} : { mostStations });
  for (;;) {
    const next = await events.next();
    if (next.done) return next.value;
  }
}
