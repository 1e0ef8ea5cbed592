import { readUint16 } from '../wire/bits.ts';
import { isTagTpid, type RawTag, TAG_SIZE, TPID_8021Q, writeTag } from '../wire/vlan.ts';

/** The VLAN of the outermost tag; 0 for an untagged and for a priority-tagged frame (802.1Q 6.9). */
export function outerVid(bytes: Uint8Array): number {
  if (bytes.length < 12 + TAG_SIZE + 2 || !isTagTpid(readUint16(bytes, 12))) return 0;
  return readUint16(bytes, 14) & 0xfff;
}

export function withoutOuterTag(bytes: Uint8Array): Uint8Array {
  const bare = new Uint8Array(bytes.length - TAG_SIZE);
  bare.set(bytes.subarray(0, 12));
  bare.set(bytes.subarray(12 + TAG_SIZE), 12);
  return bare;
}

export function withOuterTag(bytes: Uint8Array, vid: number): Uint8Array {
  const tagged = new Uint8Array(bytes.length + TAG_SIZE);
  tagged.set(bytes.subarray(0, 12));
  writeTag(tagged, 12, { tpid: TPID_8021Q, tci: vid });
  tagged.set(bytes.subarray(12), 12 + TAG_SIZE);
  return tagged;
}

/** The frame as a VLAN device with these ids (outermost first) gets it; undefined when its tags are others. */
export function untaggedFor(bytes: Uint8Array, vids: readonly number[]): Uint8Array | undefined {
  let bare = bytes;
  for (const vid of vids) {
    if (outerVid(bare) !== vid || vid === 0) return undefined;
    bare = withoutOuterTag(bare);
  }
  const rest = readUint16(bare, 12);
  if (!isTagTpid(rest)) return bare;
  // A priority tag names no VLAN; the kernel takes it off (net/8021q/vlan_core.c vlan_do_receive).
  return outerVid(bare) === 0 && bare.length >= 12 + TAG_SIZE + 2
    ? untaggedFor(withoutOuterTag(bare), [])
    : undefined;
}

/** The tags as an answer to the frame carries them: the same VLANs, without the asker's priority. */
export function tagsOf(bytes: Uint8Array): readonly RawTag[] {
  const tags: RawTag[] = [];
  for (let at = 12; bytes.length >= at + TAG_SIZE + 2 && isTagTpid(readUint16(bytes, at)); at += TAG_SIZE)
    tags.push({ tpid: readUint16(bytes, at), tci: readUint16(bytes, at + 2) & 0xfff });
  return tags;
}
