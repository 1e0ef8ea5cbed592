import assert from 'node:assert/strict';
import { macOf } from '../../src/sim/addresses.ts';
import type { Segment } from '../../src/sim/segment.ts';
import { openCaptureReader } from '../../src/wire/capture.ts';

export interface SavedFrame {
  readonly outgoing: boolean | null;
  readonly bytes: string;
}

/** The frames of a saved capture, in its order; fails where it is not whole. */
export function savedFrames(capture: Uint8Array | undefined): readonly SavedFrame[] {
  assert.ok(capture, 'nothing was saved');
  const frames: SavedFrame[] = [];
  const reader = openCaptureReader(({ bytes, from, to, outgoing }) => {
    frames.push({ outgoing, bytes: Buffer.from(bytes.subarray(from, to)).toString('hex') });
  });
  reader.push(capture);
  assert.equal(reader.end().broken, null);
  return frames;
}

/** Everything that passes on a segment, as somebody else on it hears it. */
export function tapOn(segment: Segment): readonly string[] {
  const heard: string[] = [];
  segment.plug({ mac: macOf('02:00:00:00:00:99'), promiscuous: true }).listen({
    hear: (bytes) => void heard.push(Buffer.from(bytes).toString('hex')),
  });
  return heard;
}

/** The MAC that a frame came from, as hexadecimal digits. */
export function sourceOf(frame: string): string {
  return frame.slice(12, 24);
}
