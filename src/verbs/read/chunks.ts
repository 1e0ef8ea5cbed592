import { SystemFault } from '../../base/fault.ts';
import { orStopped, type Signal } from '../../base/signal.ts';
import type { CaptureReader } from '../../wire/capture.ts';
import type { CaptureRead } from './events.ts';

/** A chunk is handed on in parts of this size, so that what is made from one part stays small. */
const PART = 65_536;

export interface Chunks {
  readonly parts: AsyncIterable<Uint8Array>;
  /** How it ended, when all parts were read or no more were wanted. */
  endOf(
    reader: CaptureReader,
  ): Pick<CaptureRead, 'format' | 'frames' | 'broken' | 'fault' | 'interrupted' | 'until'>;
}

/**
 * The bytes of `source` until it ends, `signal` fires or the taker stops. A source that waits (a pipe) is left at once:
 * its own ending is asked for and not waited for. A SystemFault in the middle ends the parts and is kept.
 */
export function readChunks(source: AsyncIterable<Uint8Array>, signal?: Signal): Chunks {
  let fault: SystemFault | null = null;
  async function* parts(): AsyncGenerator<Uint8Array> {
    const iterator = source[Symbol.asyncIterator]();
    let ended = false;
    let begun = false;
    try {
      while (!signal?.aborted) {
        const next = await orStopped(iterator.next(), signal);
        if (next === 'stopped') return;
        ended = next.done === true;
        if (next.done) return;
        for (let at = 0; at < next.value.length && !signal?.aborted; at += PART) {
          begun = true;
          yield next.value.subarray(at, at + PART);
        }
      }
    } catch (cause) {
      ended = true;
      if (!begun || !(cause instanceof SystemFault)) throw cause;
      fault = cause;
    } finally {
      if (!ended) void iterator.return?.().catch(() => {});
    }
  }
  return {
    parts: parts(),
    endOf(reader) {
      const interrupted = signal?.aborted === true;
      const { broken, ...end } = reader.end();
      return { ...end, broken: interrupted || fault ? null : broken, fault, interrupted };
    },
  };
}
