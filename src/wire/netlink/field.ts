import { decodeUtf8, encodeUtf8 } from '../../base/utf8.ts';
import { type Ipv4, readIpv4 } from '../../base/ipv4.ts';
import { type Mac, readMac, writeMac } from '../../base/mac.ts';
import { type AttributeReader, u32At, u64At } from './reader.ts';
import type { AttributeWriter } from './writer.ts';

export const AF_UNSPEC = 0;
export const AF_INET = 2;

/** An IPv4 address as a number; an address of any other family as its bytes. */
export type NetworkAddress = Ipv4 | Uint8Array;
/** A MAC as a number; a hardware address that has not six bytes as its bytes. */
export type HardwareAddress = Mac | Uint8Array;

/** How one kind of value stands in an attribute. `family` is that of the message. */
export interface NetlinkField<T> {
  read(reader: AttributeReader, bytes: Uint8Array, family: number): T;
  write(writer: AttributeWriter, value: T): void;
}

export const u8: NetlinkField<number> = { read: (r, bytes) => r.u8(bytes), write: (w, value) => w.u8(value) };
export const u16: NetlinkField<number> = {
  read: (r, bytes) => r.u16(bytes),
  write: (w, value) => w.u16(value),
};
export const be16: NetlinkField<number> = {
  read: (r, bytes) => r.be16(bytes),
  write: (w, value) => w.be16(value),
};
export const u32: NetlinkField<number> = {
  read: (r, bytes) => r.u32(bytes),
  write: (w, value) => w.u32(value),
};
export const s32: NetlinkField<number> = {
  read: (r, bytes) => r.s32(bytes),
  write: (w, value) => w.s32(value),
};
export const u64: NetlinkField<number> = {
  read: (r, bytes) => r.u64(bytes),
  write: (w, value) => w.u64(value),
};

/** A u8 that means yes or no. */
export const flag8: NetlinkField<boolean> = {
  read: (r, bytes) => r.u8(bytes) !== 0,
  write: (w, value) => w.u8(value ? 1 : 0),
};

/** The bytes as they stand. */
export const opaque: NetlinkField<Uint8Array> = {
  read: (_, bytes) => bytes.slice(),
  write: (w, value) => w.raw(value),
};

/** Text with a zero behind it. Names are bytes to the kernel, and UTF-8 to whoever gave them. */
export const text: NetlinkField<string> = {
  read: (_, bytes) => {
    const end = bytes.indexOf(0);
    return decodeUtf8(end < 0 ? bytes : bytes.subarray(0, end));
  },
  write: (w, value) => {
    w.raw(Uint8Array.from(encodeUtf8(value)));
    w.u8(0);
  },
};

export const networkAddress: NetlinkField<NetworkAddress> = {
  read: (r, bytes, family) => {
    if (family !== AF_INET) return bytes.slice();
    return r.has(bytes, 4, 'IPv4 address') ? readIpv4(bytes, 0) : 0;
  },
  write: (w, value) => {
    if (typeof value !== 'number') return w.raw(value);
    w.be32(value);
  },
};

export const hardwareAddress: NetlinkField<HardwareAddress> = {
  read: (_, bytes) => (bytes.length === 6 ? readMac(bytes, 0) : bytes.slice()),
  write: (w, value) => {
    if (typeof value !== 'number') return w.raw(value);
    const bytes = new Uint8Array(6);
    writeMac(bytes, 0, value);
    w.raw(bytes);
  },
};

/** A C array or struct of 32-bit numbers, as many as there are. */
export const u32s: NetlinkField<readonly number[]> = {
  read: (_, bytes) => {
    const values: number[] = [];
    for (let at = 0; at + 4 <= bytes.length; at += 4) values.push(u32At(bytes, at));
    return values;
  },
  write: (w, value) => value.forEach((each) => w.u32(each)),
};

/** A C array or struct of 64-bit numbers, as many as there are. */
export const u64s: NetlinkField<readonly number[]> = {
  read: (_, bytes) => {
    const values: number[] = [];
    for (let at = 0; at + 8 <= bytes.length; at += 8) values.push(u64At(bytes, at));
    return values;
  },
  write: (w, value) => value.forEach((each) => w.u64(each)),
};
