/** Longer texts of the wire are cut. */
const LONGEST_TEXT = 255;

/** Printable ASCII as it is, all else as `?`; trailing zero bytes are none of it. The caller has judged the length. */
export function readText(bytes: Uint8Array, at: number, end: number): string {
  let last = Math.min(end, at + LONGEST_TEXT);
  while (last > at && bytes[last - 1] === 0) last--;
  let text = '';
  for (let i = at; i < last; i++) {
    const byte = bytes[i]!;
    text += byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '?';
  }
  return text;
}
