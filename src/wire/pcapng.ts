import { BIG, LITTLE } from './byte-order.ts';
import {
  type Broken,
  type CaptureFrame,
  type FrameVisitor,
  LARGEST_RECORD,
  NO_INTERFACE,
  type RecordParser,
} from './capture-frame.ts';
import { type CaptureTime, setTime } from './capture-time.ts';
import { type CapturedInterface, decodeInterface, findOption } from './pcapng-interface.ts';

export const BLOCK_SECTION = 0x0a0d0d0a;
export const BLOCK_INTERFACE = 1;
const BLOCK_OLD_PACKET = 2;
const BLOCK_SIMPLE_PACKET = 3;
export const BLOCK_STATISTICS = 5;
export const BLOCK_ENHANCED_PACKET = 6;
export const BYTE_ORDER_MAGIC = 0x1a2b3c4d;
export const OPTION_EPB_FLAGS = 2;

/** Type, total length, and the total length again at the end. */
const SMALLEST_BLOCK = 12;
const SMALLEST: ReadonlyMap<number, number> = new Map([
  [BLOCK_SECTION, 28],
  [BLOCK_INTERFACE, 20],
  [BLOCK_OLD_PACKET, 32],
  [BLOCK_SIMPLE_PACKET, 16],
  [BLOCK_STATISTICS, 24],
  [BLOCK_ENHANCED_PACKET, 32],
]);
/** More in one section are not kept: their frames come without an interface. */
const MOST_INTERFACES = 65_536;

/** The first four bytes of a pcapng: the same in both byte orders. */
export function isPcapngMagic(bytes: Uint8Array, at: number): boolean {
  return LITTLE.u32(bytes, at) === BLOCK_SECTION;
}

/** pcapng (draft-ietf-opsawg-pcapng) of both byte orders, with any number of sections; blocks that hold no frames are skipped. */
export function pcapngBlocks(frame: CaptureFrame, visit: FrameVisitor): RecordParser {
  let order = LITTLE;
  let needed = SMALLEST_BLOCK;
  let broken: Broken | null = null;
  let frames = 0;
  let sections = 0;
  let interfaces: CapturedInterface[] = [];
  let described = 0;
  const ticks = { high: 0, low: 0 };
  let until: CaptureTime | null = null;
  const self: RecordParser = {
    take,
    skip: 0,
    get needed() {
      return needed;
    },
    get broken() {
      return broken;
    },
    get until() {
      return until;
    },
    place: () => (sections > 0 ? `frame ${frames + 1} or the block before it` : 'the section header'),
  };

  function damaged(what: string, length: number): void {
    broken = { code: 'capture-damaged', what, needed: length, claimedBy: 'the block length' };
  }

  /** The length of the block at `at`, 0 when `broken` says why there is none. */
  function blockLength(bytes: Uint8Array, at: number, type: number): number {
    if (type === BLOCK_SECTION) {
      const found = [LITTLE, BIG].find(({ u32 }) => u32(bytes, at + 8) === BYTE_ORDER_MAGIC);
      if (!found) {
        damaged('a section header has no byte-order magic', SMALLEST_BLOCK);
        return 0;
      }
      order = found;
    }
    const length = order.u32(bytes, at + 4);
    const smallest = SMALLEST.get(type);
    if (length < (smallest ?? SMALLEST_BLOCK) || length % 4 !== 0 || (smallest && length > LARGEST_RECORD)) {
      damaged(`a block of type ${type} claims to be ${length} bytes long`, length);
      return 0;
    }
    return length;
  }

  function take(bytes: Uint8Array, start: number, end: number): number {
    let at = start;
    for (;;) {
      needed = SMALLEST_BLOCK;
      if (end - at < SMALLEST_BLOCK) return at;
      const type = order.u32(bytes, at);
      const length = blockLength(bytes, at, type);
      if (broken) return at;
      if (SMALLEST.has(type)) {
        needed = length;
        if (end - at < length) return at;
        if (order.u32(bytes, at + length - 4) !== length) {
          damaged(`a block of ${length} bytes does not end with its length`, length);
          return at;
        }
        takeBlock(bytes, at, type);
        if (broken) return at;
      } else if (end - at < length) {
        self.skip = length;
        return at;
      }
      at += length;
    }
  }

  function takeBlock(bytes: Uint8Array, at: number, type: number): void {
    const length = order.u32(bytes, at + 4);
    if (type === BLOCK_ENHANCED_PACKET) takePacket(bytes, at, order.u32(bytes, at + 8));
    else if (type === BLOCK_OLD_PACKET) takePacket(bytes, at, order.u16(bytes, at + 8));
    else if (type === BLOCK_SIMPLE_PACKET) takeSimplePacket(bytes, at, length);
    else if (type === BLOCK_STATISTICS) takeStatistics(bytes, at);
    else if (type === BLOCK_SECTION) takeSection(bytes, at);
    else {
      described++;
      if (interfaces.length < MOST_INTERFACES)
        interfaces.push(decodeInterface(bytes.subarray(at, at + length), order, described - 1));
    }
  }

  /** How long an interface was listened on: the latest word of any of them. */
  function takeStatistics(bytes: Uint8Array, at: number): void {
    const from = interfaces[order.u32(bytes, at + 8)];
    if (from === undefined) return;
    ticks.high = order.u32(bytes, at + 12);
    ticks.low = order.u32(bytes, at + 16);
    const told = { seconds: 0, nanoseconds: 0 };
    setTime(told, ticks, from.unit);
    const later = until === null ? 1 : told.seconds - until.seconds || told.nanoseconds - until.nanoseconds;
    if (later > 0) until = told;
  }

  function takeSection(bytes: Uint8Array, at: number): void {
    const major = order.u16(bytes, at + 12);
    if (major !== 1) {
      const what = `it is pcapng of version ${major}.${order.u16(bytes, at + 14)}, and only 1.x is known`;
      broken = { code: 'capture-version', what, needed: 1, claimedBy: 'the section header' };
    }
    sections++;
    interfaces = [];
  }

  function setInterface(id: number): CapturedInterface | undefined {
    const found = interfaces[id];
    frame.linkType = found?.linkType ?? NO_INTERFACE;
    frame.interfaceIndex = found?.index ?? NO_INTERFACE;
    frame.interfaceName = found?.name ?? '';
    frame.hasTime = found !== undefined;
    frame.outgoing = null;
    frame.seconds = 0;
    frame.nanoseconds = 0;
    return found;
  }

  /** Enhanced and old packet blocks have the same fields from the time on. */
  function takePacket(bytes: Uint8Array, at: number, id: number): void {
    const { u32 } = order;
    const from = setInterface(id);
    ticks.high = u32(bytes, at + 12);
    ticks.low = u32(bytes, at + 16);
    if (from) setTime(frame, ticks, from.unit);
    const claimed = u32(bytes, at + 20);
    const end = at + u32(bytes, at + 4) - 4;
    // A frame that claims more than its block holds is handed out as far as it goes.
    hand(bytes, at + 28, Math.min(at + 28 + claimed, end));
    frame.wireLength = Math.max(u32(bytes, at + 24), claimed);
    const options = at + 28 + Math.ceil(claimed / 4) * 4;
    if (options + 8 <= end) {
      const flags = findOption(bytes.subarray(options, end), order, OPTION_EPB_FLAGS);
      if (flags && flags.length >= 4) frame.outgoing = directionOf(order.u32(flags, 0));
    }
    frames++;
    visit(frame);
  }

  function takeSimplePacket(bytes: Uint8Array, at: number, length: number): void {
    const from = setInterface(0);
    frame.hasTime = false;
    const wireLength = order.u32(bytes, at + 8);
    const kept = Math.min(wireLength, length - 16, from?.snapLength || wireLength);
    hand(bytes, at + 12, at + 12 + kept);
    frame.wireLength = wireLength;
    frames++;
    visit(frame);
  }

  function hand(bytes: Uint8Array, from: number, to: number): void {
    frame.bytes = bytes;
    frame.from = from;
    frame.to = to;
  }

  return self;
}

/** The two lowest bits of epb_flags: 1 inbound, 2 outbound. */
function directionOf(flags: number): boolean | null {
  const direction = flags & 3;
  return direction === 2 ? true : direction === 1 ? false : null;
}
