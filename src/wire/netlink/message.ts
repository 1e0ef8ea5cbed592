import { type Malformed, tooShort } from '../malformed.ts';
import { HOST_LITTLE } from './byte-order.ts';

/** struct nlmsghdr { u32 len; u16 type; u16 flags; u32 seq; u32 pid; } */
export const HEADER_SIZE = 16;

export const NLMSG_NOOP = 1;
export const NLMSG_ERROR = 2;
export const NLMSG_DONE = 3;
export const NLMSG_OVERRUN = 4;

export const NLM_F_REQUEST = 0x1;
export const NLM_F_MULTI = 0x2;
export const NLM_F_ACK = 0x4;
/** The table changed while it was dumped: what came may be inconsistent. */
export const NLM_F_DUMP_INTR = 0x10;
/** The kernel obeyed the filter of a dump request. */
export const NLM_F_DUMP_FILTERED = 0x20;
export const NLM_F_DUMP = 0x300;
export const NLM_F_REPLACE = 0x100;
export const NLM_F_EXCL = 0x200;
export const NLM_F_CREATE = 0x400;
export const NLM_F_APPEND = 0x800;
/** In an NLMSG_ERROR: the request is not repeated whole, only its header. */
export const NLM_F_CAPPED = 0x100;
/** In an NLMSG_ERROR or NLMSG_DONE: attributes of an extended acknowledgement follow. */
export const NLM_F_ACK_TLVS = 0x200;

export interface NetlinkMessage {
  readonly type: number;
  readonly flags: number;
  readonly sequence: number;
  /** The socket's port; 0 is the kernel. */
  readonly port: number;
  /** What follows the header, a view into the bytes it came in. */
  readonly payload: Uint8Array;
}

/** A part of `bytes`, from `at` to before `end`. */
export interface ByteSpan {
  readonly bytes: Uint8Array;
  readonly at: number;
  readonly end: number;
}

export interface SplitMessages {
  readonly messages: readonly NetlinkMessage[];
  /** What was wrong behind the last whole message, if anything was. */
  readonly malformed: Malformed | null;
}

export function align4(length: number): number {
  return (length + 3) & ~3;
}

/** Cuts one datagram into its messages. */
export function splitMessages(bytes: Uint8Array): SplitMessages {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const messages: NetlinkMessage[] = [];
  const cut = (claimedBy: string, needed: number, there: number): SplitMessages => {
    const lengths = { needed, there, claimedBy };
    return { messages, malformed: tooShort('netlink-message-cut', 'A netlink message', lengths).error };
  };
  let at = 0;
  while (at < bytes.length) {
    const there = bytes.length - at;
    if (there < HEADER_SIZE) return cut('struct nlmsghdr', HEADER_SIZE, there);
    const length = view.getUint32(at, HOST_LITTLE);
    if (length < HEADER_SIZE) return cut('struct nlmsghdr', HEADER_SIZE, length);
    if (length > there) return cut('nlmsg_len', length, there);
    messages.push({
      type: view.getUint16(at + 4, HOST_LITTLE),
      flags: view.getUint16(at + 6, HOST_LITTLE),
      sequence: view.getUint32(at + 8, HOST_LITTLE),
      port: view.getUint32(at + 12, HOST_LITTLE),
      payload: bytes.subarray(at + HEADER_SIZE, at + length),
    });
    at += align4(length);
  }
  return { messages, malformed: null };
}

/**
 * The messages of datagrams one after another, without an object for each: the span is the payload of the message `next`
 * moved to. What is not whole ends the datagram, and `splitMessages` says why.
 */
export class MessageCursor implements ByteSpan {
  readonly bytes: Uint8Array;
  readonly #view: DataView;
  type = 0;
  flags = 0;
  sequence = 0;
  at = 0;
  end = 0;
  #next = 0;
  #length = 0;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  /** A new datagram stands in the first `length` bytes. */
  begin(length: number): void {
    this.#next = 0;
    this.#length = length;
  }

  /** False at the end of the datagram, and where it is malformed; then `isWhole` tells which. */
  next(): boolean {
    const from = this.#next;
    if (from + HEADER_SIZE > this.#length) return false;
    const length = this.#view.getUint32(from, HOST_LITTLE);
    if (length < HEADER_SIZE || from + length > this.#length) return false;
    this.type = this.#view.getUint16(from + 4, HOST_LITTLE);
    this.flags = this.#view.getUint16(from + 6, HOST_LITTLE);
    this.sequence = this.#view.getUint32(from + 8, HOST_LITTLE);
    this.at = from + HEADER_SIZE;
    this.end = from + length;
    this.#next = from + align4(length);
    return true;
  }

  get isWhole(): boolean {
    return this.#next >= this.#length;
  }
}

/** Writes one message with what `payload` holds at `at`; returns where the next one begins. The bytes must have room. */
export function writeMessage(view: DataView, at: number, message: Omit<NetlinkMessage, 'port'>): number {
  const { type, flags, sequence, payload } = message;
  view.setUint32(at, HEADER_SIZE + payload.length, HOST_LITTLE);
  view.setUint16(at + 4, type, HOST_LITTLE);
  view.setUint16(at + 6, flags, HOST_LITTLE);
  view.setUint32(at + 8, sequence, HOST_LITTLE);
  view.setUint32(at + 12, 0, HOST_LITTLE);
  const start = at + HEADER_SIZE;
  for (let nth = 0; nth < payload.length; nth++) view.setUint8(start + nth, payload[nth]!);
  return at + HEADER_SIZE + align4(payload.length);
}

/** Puts messages one behind the other, as one send carries them. */
export function joinMessages(messages: readonly NetlinkMessage[]): Uint8Array {
  const size = messages.reduce((sum, { payload }) => sum + HEADER_SIZE + align4(payload.length), 0);
  const bytes = new Uint8Array(size);
  const view = new DataView(bytes.buffer);
  let at = 0;
  for (const { type, flags, sequence, port, payload } of messages) {
    view.setUint32(at, HEADER_SIZE + payload.length, HOST_LITTLE);
    view.setUint16(at + 4, type, HOST_LITTLE);
    view.setUint16(at + 6, flags, HOST_LITTLE);
    view.setUint32(at + 8, sequence, HOST_LITTLE);
    view.setUint32(at + 12, port, HOST_LITTLE);
    bytes.set(payload, at + HEADER_SIZE);
    at += HEADER_SIZE + align4(payload.length);
  }
  return bytes;
}
