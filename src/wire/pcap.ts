import { BIG, type ByteOrder, LITTLE } from './byte-order.ts';
import {
  type Broken,
  type CaptureFrame,
  type FrameVisitor,
  LARGEST_RECORD,
  type RecordParser,
} from './capture-frame.ts';

export const PCAP_HEADER_SIZE = 24;
export const PCAP_RECORD_SIZE = 16;
export const PCAP_MAGIC_MICRO = 0xa1b2c3d4;
export const PCAP_MAGIC_NANO = 0xa1b23c4d;
/** A variant of old Linux systems with 8 more bytes before each frame. */
const PCAP_MAGIC_MODIFIED = 0xa1b2cd34;

const MAGICS = [PCAP_MAGIC_MICRO, PCAP_MAGIC_NANO, PCAP_MAGIC_MODIFIED];

function byteOrderOf(bytes: Uint8Array, at: number): ByteOrder | undefined {
  return [LITTLE, BIG].find((order) => MAGICS.includes(order.u32(bytes, at)));
}

export function isPcapMagic(bytes: Uint8Array, at: number): boolean {
  return byteOrderOf(bytes, at) !== undefined;
}

/** pcap of both byte orders, in micro- and nanoseconds; `bytes` given first must start with one of its magic numbers. */
export function pcapRecords(frame: CaptureFrame, visit: FrameVisitor): RecordParser {
  let order: ByteOrder | undefined;
  let headSize = PCAP_RECORD_SIZE;
  let perSecond = 1_000_000;
  let needed = PCAP_HEADER_SIZE;
  let broken: Broken | null = null;
  let frames = 0;

  function takeHeader(bytes: Uint8Array, at: number): void {
    order = byteOrderOf(bytes, at) ?? LITTLE;
    const magic = order.u32(bytes, at);
    if (magic === PCAP_MAGIC_NANO) perSecond = 1_000_000_000;
    if (magic === PCAP_MAGIC_MODIFIED) headSize = PCAP_RECORD_SIZE + 8;
    const major = order.u16(bytes, at + 4);
    if (major !== 2) {
      const what = `it is pcap of version ${major}.${order.u16(bytes, at + 6)}, and only 2.x is known`;
      broken = { code: 'capture-version', what, needed: 2, claimedBy: 'the file header' };
    }
    // The upper half holds the length of the frame check sequence and other flags.
    frame.linkType = order.u32(bytes, at + 20) & 0xffff;
    frame.hasTime = true;
  }

  function takeRecord(bytes: Uint8Array, at: number, kept: number): void {
    const { u32 } = order!;
    const fraction = u32(bytes, at + 4);
    const surplus = fraction < perSecond ? 0 : Math.floor(fraction / perSecond);
    frame.bytes = bytes;
    frame.from = at + headSize;
    frame.to = frame.from + kept;
    frame.wireLength = Math.max(u32(bytes, at + 12), kept);
    frame.seconds = u32(bytes, at) + surplus;
    frame.nanoseconds = (fraction - surplus * perSecond) * (1_000_000_000 / perSecond);
    frames++;
    visit(frame);
  }

  function take(bytes: Uint8Array, start: number, end: number): number {
    let at = start;
    if (!order) {
      if (end - at < PCAP_HEADER_SIZE) return at;
      takeHeader(bytes, at);
      if (broken) return at;
      at += PCAP_HEADER_SIZE;
    }
    const { u32 } = order!;
    for (;;) {
      needed = headSize;
      if (end - at < headSize) return at;
      const kept = u32(bytes, at + 8);
      if (kept > LARGEST_RECORD) {
        const what = `frame ${frames + 1} claims to be ${kept} bytes long`;
        broken = { code: 'capture-damaged', what, needed: kept, claimedBy: 'its length field' };
        return at;
      }
      needed = headSize + kept;
      if (end - at < needed) return at;
      takeRecord(bytes, at, kept);
      at += needed;
    }
  }

  return {
    take,
    skip: 0,
    get needed() {
      return needed;
    },
    get broken() {
      return broken;
    },
    place: () => (order ? `frame ${frames + 1}` : 'the file header'),
  };
}
