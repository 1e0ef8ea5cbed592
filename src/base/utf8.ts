/**
 * RFC 3629, for the pure rooms. A byte that is part of no character becomes half a surrogate pair (U+DC00 and the byte),
 * so that every name of the kernel is a text of its own, and the way back gives its bytes.
 */
export function decodeUtf8(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; ) {
    const size = sizeAt(bytes, at);
    if (size === 1) text += String.fromCharCode(bytes[at]!);
    else if (size === 0) text += String.fromCharCode(0xdc00 | bytes[at]!);
    else {
      let code = bytes[at]! & (0xff >> (size + 1));
      for (let next = 1; next < size; next++) code = (code << 6) | (bytes[at + next]! & 0x3f);
      text += String.fromCodePoint(code);
    }
    at += Math.max(size, 1);
  }
  return text;
}

const LEAST = [0, 0, 0x80, 0x800, 0x10000];

/** How many bytes the character takes; 0 for none. */
function sizeAt(bytes: Uint8Array, at: number): number {
  const first = bytes[at]!;
  if (first < 0x80) return 1;
  const size = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
  if (first < 0xc2 || first > 0xf4 || at + size > bytes.length) return 0;
  let code = first & (0xff >> (size + 1));
  for (let next = 1; next < size; next++) {
    const byte = bytes[at + next]!;
    if ((byte & 0xc0) !== 0x80) return 0;
    code = (code << 6) | (byte & 0x3f);
  }
  return code < LEAST[size]! || code > 0x10ffff || (code >= 0xd800 && code < 0xe000) ? 0 : size;
}

/** The bytes `decodeUtf8` made the text of. */
export function encodeUtf8(text: string): readonly number[] {
  const bytes: number[] = [];
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    if (code < 0x80) bytes.push(code);
    else if (code >= 0xdc80 && code <= 0xdcff) bytes.push(code & 0xff);
    else if (code < 0x800) bytes.push(0xc0 | (code >> 6), 0x80 | (code & 0x3f));
    else if (code < 0x10000)
      bytes.push(0xe0 | (code >> 12), 0x80 | ((code >> 6) & 0x3f), 0x80 | (code & 0x3f));
    else
      bytes.push(
        0xf0 | (code >> 18),
        0x80 | ((code >> 12) & 0x3f),
        0x80 | ((code >> 6) & 0x3f),
        0x80 | (code & 0x3f),
      );
  }
  return bytes;
}
