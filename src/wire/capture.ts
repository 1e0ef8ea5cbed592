import { type FrameVisitor, LARGEST_RECORD, newCaptureFrame, type RecordParser } from './capture-frame.ts';
import type { CaptureTime } from './capture-time.ts';
import { hexOf } from './hex.ts';
import type { Malformed } from './malformed.ts';
import { isPcapMagic, pcapRecords } from './pcap.ts';
import { isPcapngMagic, pcapngBlocks } from './pcapng.ts';

const MAGIC_SIZE = 4;

export interface CaptureEnd {
  readonly format: 'pcap' | 'pcapng' | null;
  readonly frames: number;
  /**
   * Null when the capture is whole. `capture-empty` and `not-a-capture`: there was nothing to read. `capture-cut`,
   * `capture-damaged`, `capture-version`: everything before was handed out.
   */
  readonly broken: Malformed | null;
  /** Until when it was listened, also without a frame: interface statistics of pcapng. Left out where the file does not say. */
  readonly until?: CaptureTime;
}

/** Reads pcap and pcapng from chunks cut anywhere. Keeps one record (up to 16 MiB) at most, whatever a file claims. */
export interface CaptureReader {
  /** Hands every frame that is whole by now to the visitor. Throws only what the visitor throws. */
  push(chunk: Uint8Array): void;
  /** False once no more frames can come: the rest of the file need not be read. */
  isOpen(): boolean;
  /** Call it when the file has ended, or `isOpen` is false. */
  end(): CaptureEnd;
}

export function openCaptureReader(visit: FrameVisitor): CaptureReader {
  const frame = newCaptureFrame();
  let frames = 0;
  let format: CaptureEnd['format'] = null;
  let parser: RecordParser | undefined;
  /** The first bytes of what is no capture. */
  let stranger: Uint8Array | undefined;
  /** The start of a record that is not whole, and how much of `held` it fills. */
  let held = new Uint8Array(64);
  let filled = 0;
  /** How many bytes were parsed or skipped. */
  let offset = 0;

  function count(): void {
    frames++;
    visit(frame);
  }

  function choose(bytes: Uint8Array, at: number): void {
    if (isPcapMagic(bytes, at)) {
      format = 'pcap';
      parser = pcapRecords(frame, count);
    } else if (isPcapngMagic(bytes, at)) {
      format = 'pcapng';
      parser = pcapngBlocks(frame, count);
    } else stranger = new Uint8Array(bytes.subarray(at, at + MAGIC_SIZE));
  }

  function take(bytes: Uint8Array, at: number, end: number): number {
    if (!parser && end - at >= MAGIC_SIZE) choose(bytes, at);
    const next = parser ? parser.take(bytes, at, end) : at;
    offset += next - at;
    return next;
  }

  function hold(bytes: Uint8Array): void {
    if (filled + bytes.length > held.length) {
      const size = Math.min(Math.max(2 * held.length, filled + bytes.length), 2 * LARGEST_RECORD);
      const larger = new Uint8Array(size);
      larger.set(held.subarray(0, filled));
      held = larger;
    }
    held.set(bytes, filled);
    filled += bytes.length;
  }

  /** Adds from the chunk what the held record still needs; returns how much that was. */
  function complete(chunk: Uint8Array, at: number): number {
    const more = Math.min((parser?.needed ?? MAGIC_SIZE) - filled, chunk.length - at);
    hold(chunk.subarray(at, at + more));
    filled -= take(held, 0, filled);
    if (parser && parser.skip > 0) filled -= skip(parser, filled);
    return more;
  }

  function skip(from: RecordParser, most: number): number {
    const skipped = Math.min(from.skip, most);
    from.skip -= skipped;
    offset += skipped;
    return skipped;
  }

  function isOpen(): boolean {
    return !stranger && !parser?.broken;
  }

  function push(chunk: Uint8Array): void {
    let at = 0;
    while (at < chunk.length && isOpen()) {
      if (filled > 0) at += complete(chunk, at);
      else if (parser && parser.skip > 0) at += skip(parser, chunk.length - at);
      else {
        at = take(chunk, at, chunk.length);
        if (!isOpen() || parser?.skip) continue;
        hold(chunk.subarray(at));
        return;
      }
    }
  }

  function judge(): Malformed | null {
    if (stranger || !parser) {
      const start = stranger ?? held.subarray(0, filled);
      if (start.length === 0)
        return malformed('capture-empty', 'The file is empty.', {
          needed: MAGIC_SIZE,
          there: 0,
          claimedBy: 'pcap',
        });
      const text = `The file is neither pcap nor pcapng: it starts with the bytes ${hexOf(start)}.`;
      return malformed('not-a-capture', text, { needed: MAGIC_SIZE, there: start.length, claimedBy: 'pcap' });
    }
    if (parser.broken) {
      const { code, what, needed, claimedBy } = parser.broken;
      const text = `The capture cannot be read on from byte ${offset}: ${what}; everything before that was read.`;
      return malformed(code, text, { needed, there: filled, claimedBy });
    }
    if (filled === 0 && parser.skip === 0) return null;
    const place = parser.place();
    const text = `The capture is cut at byte ${offset + filled}, in the middle of ${place}; everything before that was read.`;
    const needed = parser.skip > 0 ? parser.skip : parser.needed;
    return malformed('capture-cut', text, { needed, there: filled, claimedBy: place });
  }

  function end(): CaptureEnd {
    const until = parser?.until ?? null;
    return { format, frames, broken: judge(), ...(until !== null && { until }) };
  }

  return { push, isOpen, end };
}

function malformed(code: string, text: string, lengths: Omit<Malformed, 'code' | 'text'>): Malformed {
  return { code, text, ...lengths };
}
