/** Fields of a file that says itself in which byte order it was written. The caller has judged the length. */
export interface ByteOrder {
  readonly u16: (bytes: Uint8Array, at: number) => number;
  readonly u32: (bytes: Uint8Array, at: number) => number;
}

export const LITTLE: ByteOrder = {
  u16: (bytes, at) => bytes[at]! | (bytes[at + 1]! << 8),
  u32: (bytes, at) =>
    (bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24)) >>> 0,
};

export const BIG: ByteOrder = {
  u16: (bytes, at) => (bytes[at]! << 8) | bytes[at + 1]!,
  u32: (bytes, at) =>
    ((bytes[at]! << 24) | (bytes[at + 1]! << 16) | (bytes[at + 2]! << 8) | bytes[at + 3]!) >>> 0,
};

export function writeLittle16(bytes: Uint8Array, at: number, value: number): void {
  bytes[at] = value;
  bytes[at + 1] = value >>> 8;
}

export function writeLittle32(bytes: Uint8Array, at: number, value: number): void {
  bytes[at] = value;
  bytes[at + 1] = value >>> 8;
  bytes[at + 2] = value >>> 16;
  bytes[at + 3] = value >>> 24;
}
