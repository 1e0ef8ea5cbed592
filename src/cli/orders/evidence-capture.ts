import type { EvidenceFrame } from '../../ports/store.ts';
import { captureTimeOf } from '../../wire/capture-time.ts';
import { openPcapngWriter } from '../../wire/pcapng-writer.ts';

/** The frames of an episode as a capture, with a comment at each. */
export function writeEvidence(
  frames: readonly EvidenceFrame[],
  comment: string,
  write: (bytes: Uint8Array) => void,
): void {
  const writer = openPcapngWriter(write);
  const numbers = new Map<string, number>();
  for (const { at, interface: name, bytes, wireLength, outgoing } of frames) {
    const interfaceIndex = numbers.get(name) ?? writer.addInterface(name);
    numbers.set(name, interfaceIndex);
    writer.frame({ ...captureTimeOf(at ?? 0), bytes, wireLength, outgoing, interfaceIndex, comment });
  }
}
