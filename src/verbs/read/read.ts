import type { Signal } from '../../base/signal.ts';
import { openCaptureReader } from '../../wire/capture.ts';
import { readChunks } from './chunks.ts';
import type { CaptureRead, ReadEvent, ReadFrame } from './events.ts';
import { readFrame } from './frame.ts';
import { UnreadCounts } from './unread.ts';

/**
 * Hands out every ARP and RARP frame of a capture as soon as it is whole, malformed ones with their reason. Throws
 * SystemFault only when nothing could be read at all.
 */
export async function* read(
  source: AsyncIterable<Uint8Array>,
  signal?: Signal,
): AsyncGenerator<ReadEvent, CaptureRead> {
  let frames = 0;
  let arp = 0;
  let malformed = 0;
  const unread = new UnreadCounts();
  let waiting: ReadFrame[] = [];
  const reader = openCaptureReader((captured) => {
    const frame = readFrame(captured, ++frames);
    if (frame?.kind === 'unreadable') unread.add(frame);
    else if (frame) waiting.push(frame);
  });
  const chunks = readChunks(source, signal);
  for await (const chunk of chunks.parts) {
    reader.push(chunk);
    const ready = waiting;
    waiting = [];
    for (const frame of ready) {
      arp++;
      if (frame.kind === 'malformed') malformed++;
      yield { type: 'frame', frame };
    }
    if (!reader.isOpen()) break;
  }
  return { ...chunks.endOf(reader), arp, malformed, unreadable: unread.total, unread: unread.list };
}
