import { type Malformed, tooShort } from '../malformed.ts';
import { HOST_LITTLE } from './byte-order.ts';
import { align4 } from './message.ts';

/** struct nlattr { u16 len; u16 type; } */
export const ATTRIBUTE_HEADER = 4;
/** The type without NLA_F_NESTED and NLA_F_NET_BYTEORDER. */
export const TYPE_MASK = 0x3fff;
export const NLA_F_NESTED = 0x8000;

/** An attribute as it stands. `type` keeps its flags. */
export interface RawAttribute {
  readonly type: number;
  readonly bytes: Uint8Array;
}

/**
 * Reads the attributes of one message. The first fault sticks: it is kept in `malformed`, reading goes on harmlessly with
 * zeros and empty values, and whoever reads asks once, at the end.
 */
export class AttributeReader {
  malformed: Malformed | null = null;

  /** The attributes in `bytes`, in order; what does not fit ends them. */
  *attributes(bytes: Uint8Array): Generator<RawAttribute> {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    let at = 0;
    while (at < bytes.length) {
      const there = bytes.length - at;
      // Less than a header: padding behind the last attribute, as the kernel's own parser takes it (nla_ok).
      if (there < ATTRIBUTE_HEADER) return;
      const length = view.getUint16(at, HOST_LITTLE);
      const type = view.getUint16(at + 2, HOST_LITTLE);
      if (length < ATTRIBUTE_HEADER) return this.fail('struct nlattr', ATTRIBUTE_HEADER, length);
      if (length > there) return this.fail(`nla_len of attribute ${type & TYPE_MASK}`, length, there);
      yield { type, bytes: bytes.subarray(at + ATTRIBUTE_HEADER, at + length) };
      at += align4(length);
    }
  }

  u8(bytes: Uint8Array, claimedBy = 'u8'): number {
    return this.has(bytes, 1, claimedBy) ? bytes[0]! : 0;
  }

  u16(bytes: Uint8Array, claimedBy = 'u16'): number {
    return this.has(bytes, 2, claimedBy) ? view(bytes).getUint16(0, HOST_LITTLE) : 0;
  }

  /** Network byte order, whatever the host has. */
  be16(bytes: Uint8Array, claimedBy = 'be16'): number {
    return this.has(bytes, 2, claimedBy) ? view(bytes).getUint16(0, false) : 0;
  }

  u32(bytes: Uint8Array, claimedBy = 'u32'): number {
    return this.has(bytes, 4, claimedBy) ? view(bytes).getUint32(0, HOST_LITTLE) : 0;
  }

  s32(bytes: Uint8Array, claimedBy = 's32'): number {
    return this.has(bytes, 4, claimedBy) ? view(bytes).getInt32(0, HOST_LITTLE) : 0;
  }

  /** Exact below 2^53. */
  u64(bytes: Uint8Array, claimedBy = 'u64'): number {
    return this.has(bytes, 8, claimedBy) ? Number(view(bytes).getBigUint64(0, HOST_LITTLE)) : 0;
  }

  has(bytes: Uint8Array, needed: number, claimedBy: string): boolean {
    if (bytes.length >= needed) return true;
    this.fail(claimedBy, needed, bytes.length);
    return false;
  }

  fail(claimedBy: string, needed: number, there: number): void {
    const lengths = { needed, there, claimedBy };
    this.malformed ??= tooShort('netlink-attribute-cut', 'A netlink attribute', lengths).error;
  }
}

function view(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
