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
  attributes(bytes: Uint8Array): readonly RawAttribute[] {
    const found: RawAttribute[] = [];
    // Less than a header: padding behind the last attribute, as the kernel's own parser takes it (nla_ok).
    for (let at = 0; at + ATTRIBUTE_HEADER <= bytes.length; ) {
      const there = bytes.length - at;
      const length = u16At(bytes, at);
      const type = u16At(bytes, at + 2);
      if (length < ATTRIBUTE_HEADER) {
        this.fail('struct nlattr', ATTRIBUTE_HEADER, length);
        break;
      }
      if (length > there) {
        this.fail(`nla_len of attribute ${type & TYPE_MASK}`, length, there);
        break;
      }
      found.push({ type, bytes: bytes.subarray(at + ATTRIBUTE_HEADER, at + length) });
      at += align4(length);
    }
    return found;
  }

  u8(bytes: Uint8Array, claimedBy = 'u8'): number {
    return this.has(bytes, 1, claimedBy) ? bytes[0]! : 0;
  }

  u16(bytes: Uint8Array, claimedBy = 'u16'): number {
    return this.has(bytes, 2, claimedBy) ? u16At(bytes, 0) : 0;
  }

  /** Network byte order, whatever the host has. */
  be16(bytes: Uint8Array, claimedBy = 'be16'): number {
    return this.has(bytes, 2, claimedBy) ? bytes[0]! * 256 + bytes[1]! : 0;
  }

  u32(bytes: Uint8Array, claimedBy = 'u32'): number {
    return this.has(bytes, 4, claimedBy) ? u32At(bytes, 0) : 0;
  }

  s32(bytes: Uint8Array, claimedBy = 's32'): number {
    return this.has(bytes, 4, claimedBy) ? u32At(bytes, 0) | 0 : 0;
  }

  /** Exact below 2^53. */
  u64(bytes: Uint8Array, claimedBy = 'u64'): number {
    return this.has(bytes, 8, claimedBy) ? u64At(bytes, 0) : 0;
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

/** A DataView for each number of a dump costs more than the number. */
function u16At(bytes: Uint8Array, at: number): number {
  const one = bytes[at]!;
  const other = bytes[at + 1]!;
  return HOST_LITTLE ? one + other * 256 : one * 256 + other;
}

export function u32At(bytes: Uint8Array, at: number): number {
  const one = u16At(bytes, at);
  const other = u16At(bytes, at + 2);
  return HOST_LITTLE ? one + other * 0x10000 : one * 0x10000 + other;
}

/** Exact below 2^53, and the nearest there is above. */
export function u64At(bytes: Uint8Array, at: number): number {
  const one = u32At(bytes, at);
  const other = u32At(bytes, at + 4);
  return HOST_LITTLE ? one + other * 0x1_0000_0000 : one * 0x1_0000_0000 + other;
}
