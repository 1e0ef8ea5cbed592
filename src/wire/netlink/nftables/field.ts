import type { NetlinkField } from '../field.ts';

/** Numbers of nf_tables stand in network byte order, whatever the host has. */
export const be32: NetlinkField<number> = {
  read: (reader, bytes) => (reader.has(bytes, 4, 'be32') ? be32At(bytes, 0) : 0),
  write: (writer, value) => writer.be32(value),
};

/** Signed, as priorities of hooks are. */
export const beS32: NetlinkField<number> = {
  read: (reader, bytes) => be32.read(reader, bytes, 0) | 0,
  write: (writer, value) => writer.be32(value >>> 0),
};

/** Exact below 2^53. */
export const be64: NetlinkField<number> = {
  read: (reader, bytes) =>
    reader.has(bytes, 8, 'be64') ? be32At(bytes, 0) * 0x1_0000_0000 + be32At(bytes, 4) : 0,
  write: (writer, value) => {
    writer.be32(Math.floor(value / 0x1_0000_0000));
    writer.be32(value >>> 0);
  },
};

function be32At(bytes: Uint8Array, at: number): number {
  return bytes[at]! * 0x100_0000 + (bytes[at + 1]! << 16) + (bytes[at + 2]! << 8) + bytes[at + 3]!;
}
