/**
 * The file of vendor names, little endian: magic `ARPV`, version, then for 24, 28 and 36 bits each a count and its sorted
 * prefixes with the number of a name (prefix: 4 bytes; of 36 bits the low 4 bytes, then a byte each for the high 4 bits;
 * name: 2 bytes), then the count of names, where each ends (4 bytes), and the names in UTF-8.
 * Every block starts at a multiple of 4, so a reader lays typed arrays over it.
 */
export const VENDOR_MAGIC = 0x56505241;
export const VENDOR_VERSION = 1;
export const PREFIX_BITS = [24, 28, 36] as const;

/** Registered by the registry itself because smaller assignments follow: not a vendor. */
const NO_VENDOR = 'IEEE Registration Authority';

/** `entries`: prefix in hex digits (6, 7 or 9) to the registered text, name in the first line. */
export function packVendors(entries: Readonly<Record<string, string>>): Uint8Array {
  const names = new Map<string, number>();
  const tables = PREFIX_BITS.map((bits) => {
    const rows: { prefix: number; name: number }[] = [];
    for (const [hex, text] of Object.entries(entries)) {
      const name = tidyVendor(text);
      if (hex.length * 4 !== bits || name === '' || name === NO_VENDOR) continue;
      if (!names.has(name)) names.set(name, names.size);
      rows.push({ prefix: Number.parseInt(hex, 16), name: names.get(name)! });
    }
    return rows.sort((a, b) => a.prefix - b.prefix);
  });
  if (names.size > 0xffff) throw new Error(`${names.size} names do not fit into 16 bits`);
  const parts = [words([VENDOR_MAGIC, VENDOR_VERSION])];
  tables.forEach((rows, at) => {
    parts.push(
      words([rows.length]),
      words(rows.map((row) => row.prefix % 2 ** 32)),
      Uint8Array.from(PREFIX_BITS[at] === 36 ? rows.map((row) => Math.floor(row.prefix / 2 ** 32)) : []),
      new Uint8Array(Uint16Array.from(rows.map((row) => row.name)).buffer),
    );
  });
  const texts = [...names.keys()].map((name) => new TextEncoder().encode(name));
  let end = 0;
  parts.push(words([texts.length]), words(texts.map((text) => (end += text.length))), ...texts);
  return joinAligned(parts, texts.length);
}

/** One line, single spaces, no full-width punctuation, no control characters: it is printed in columns. */
export function tidyVendor(text: string): string {
  const [line = ''] = text.split('\n');
  return line
    .normalize('NFKC')
    .replace(/[\p{C}\s]+/gu, ' ')
    .replace(/ ?,(?! )/g, ', ')
    .replace(/[\s,]+$/, '')
    .trim();
}

function words(values: readonly number[]): Uint8Array {
  return new Uint8Array(Uint32Array.from(values).buffer);
}

/** All but the last `tight` parts are filled up to a multiple of 4. */
function joinAligned(parts: readonly Uint8Array[], tight: number): Uint8Array {
  const room = parts.map((part, at) => (at < parts.length - tight ? (part.length + 3) & ~3 : part.length));
  const whole = new Uint8Array(room.reduce((sum, size) => sum + size, 0));
  let at = 0;
  parts.forEach((part, index) => {
    whole.set(part, at);
    at += room[index]!;
  });
  return whole;
}
