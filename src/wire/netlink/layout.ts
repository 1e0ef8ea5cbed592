import { failed, ok } from '../../base/result.ts';
import { type Decoded, tooShort } from '../malformed.ts';
import { HOST_LITTLE } from './byte-order.ts';
import { AttributeReader } from './reader.ts';
import { type Attributes, readAttributes, writeAttributes } from './table.ts';
import { AttributeWriter } from './writer.ts';

/** The fixed header of a message, field by field in C order; a name that begins with `_` is padding. */
export type Layout = Readonly<Record<string, 'u8' | 'u16' | 'u32' | 's32'>>;

export type LayoutValues<L> = {
  readonly [Name in keyof L as Name extends `_${string}` ? never : Name]: number;
};

const SIZES = { u8: 1, u16: 2, u32: 4, s32: 4 } as const;

/** What a message says: its header's fields and its attributes, by name. */
export type MessageValue<L, Table> = LayoutValues<L> & Attributes<Table>;

export interface MessageCodec<L, Table> {
  decode(payload: Uint8Array): Decoded<MessageValue<L, Table>>;
  /** Header fields not given are 0, as the kernel wants it in requests. */
  encode(value: Partial<LayoutValues<L>> & Attributes<Table>): Uint8Array;
}

export type ValueOfCodec<C> = C extends MessageCodec<infer L, infer Table> ? MessageValue<L, Table> : never;

/** A message of a fixed header (whose first field is the address family) and attributes behind it. */
export function messageCodec<const L extends Layout, Table>(
  struct: string,
  layout: L,
  table: Table,
): MessageCodec<L, Table> {
  const fields = Object.entries(layout);
  const size = fields.reduce((sum, [, kind]) => sum + SIZES[kind], 0);
  const writer = new AttributeWriter();
  return {
    decode(payload) {
      if (payload.length < size) {
        const lengths = { needed: size, there: payload.length, claimedBy: `struct ${struct}` };
        return tooShort('netlink-header-cut', 'A netlink message', lengths);
      }
      const reader = new AttributeReader();
      const header = readLayout(fields, payload);
      const source = { reader, bytes: payload.subarray(size), family: payload[0] ?? 0 };
      const attributes = readAttributes(table, source);
      if (reader.malformed) return failed(reader.malformed);
      return ok({ ...header, ...attributes } as MessageValue<L, Table>);
    },
    encode(value) {
      writer.clear();
      const given = value as Readonly<Record<string, number | undefined>>;
      for (const [name, kind] of fields) writer[kind](given[name] ?? 0);
      writeAttributes(table, writer, value);
      return writer.finish();
    },
  };
}

function readLayout(
  fields: readonly (readonly [string, keyof typeof SIZES])[],
  bytes: Uint8Array,
): Record<string, number> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const values: Record<string, number> = {};
  let at = 0;
  for (const [name, kind] of fields) {
    if (!name.startsWith('_')) values[name] = readNumber(view, at, kind);
    at += SIZES[kind];
  }
  return values;
}

function readNumber(view: DataView, at: number, kind: keyof typeof SIZES): number {
  if (kind === 'u8') return view.getUint8(at);
  if (kind === 'u16') return view.getUint16(at, HOST_LITTLE);
  return kind === 'u32' ? view.getUint32(at, HOST_LITTLE) : view.getInt32(at, HOST_LITTLE);
}
