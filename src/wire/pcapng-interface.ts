import { decodeUtf8 } from '../base/utf8.ts';
import { type ByteOrder, LITTLE } from './byte-order.ts';
import { MICROSECONDS, type TickUnit, timeUnit } from './capture-time.ts';

export const OPTION_IF_NAME = 2;
export const OPTION_IF_TSRESOL = 9;
const OPTION_IF_TSOFFSET = 14;
const LONGEST_NAME = 256;

/** An interface description block of pcapng. */
export interface CapturedInterface {
  readonly index: number;
  readonly name: string;
  readonly linkType: number;
  /** 0 is no limit */
  readonly snapLength: number;
  readonly unit: TickUnit;
}

/** The value of the first option with this code; undefined when there is none or the options are cut. */
export function findOption(options: Uint8Array, order: ByteOrder, wanted: number): Uint8Array | undefined {
  let at = 0;
  while (at + 4 <= options.length) {
    const code = order.u16(options, at);
    const length = order.u16(options, at + 2);
    if (code === 0 || at + 4 + length > options.length) return undefined;
    if (code === wanted) return options.subarray(at + 4, at + 4 + length);
    at += 4 + Math.ceil(length / 4) * 4;
  }
  return undefined;
}

/** `block` is the whole block. An option of a wrong size is taken as absent. */
export function decodeInterface(block: Uint8Array, order: ByteOrder, index: number): CapturedInterface {
  const options = block.subarray(16, block.length - 4);
  const resolution = findOption(options, order, OPTION_IF_TSRESOL);
  const offset = findOption(options, order, OPTION_IF_TSOFFSET);
  const seconds = offset?.length === 8 ? signed64(offset, order) : 0;
  const tens = resolution?.length === 1 ? resolution[0]! : MICROSECONDS.resolution;
  return {
    index,
    name: nameIn(findOption(options, order, OPTION_IF_NAME) ?? new Uint8Array(0)),
    linkType: order.u16(block, 8),
    snapLength: order.u32(block, 12),
    unit: timeUnit(tens, seconds),
  };
}

function signed64(bytes: Uint8Array, order: ByteOrder): number {
  const [high, low] = order === LITTLE ? [4, 0] : [0, 4];
  return (order.u32(bytes, high) | 0) * 0x100000000 + order.u32(bytes, low);
}

function nameIn(bytes: Uint8Array): string {
  const end = bytes.indexOf(0);
  return decodeUtf8(bytes.subarray(0, Math.min(LONGEST_NAME, end < 0 ? bytes.length : end)));
}
