import { encodeUtf8 } from '../base/utf8.ts';
import { writeLittle16, writeLittle32 } from './byte-order.ts';
import { LINKTYPE_ETHERNET, type Write, type WrittenFrame } from './capture-frame.ts';
import { type CaptureTime, ticksOf } from './capture-time.ts';
import {
  BLOCK_ENHANCED_PACKET,
  BLOCK_INTERFACE,
  BLOCK_SECTION,
  BLOCK_STATISTICS,
  BYTE_ORDER_MAGIC,
  OPTION_EPB_FLAGS,
} from './pcapng.ts';
import { OPTION_IF_NAME, OPTION_IF_TSRESOL } from './pcapng-interface.ts';

const OPTION_SHB_USERAPPL = 4;
const NANOSECONDS = 9;
const PACKET_HEAD = 28;
const FLAGS_SIZE = 12;
const OPTION_COMMENT = 1;
const LONGEST_COMMENT = 1000;

export interface PcapngWriter {
  /** Describes one more interface; the number it returns stands for it in `WrittenFrame.interfaceIndex`. */
  addInterface(name: string, linkType?: number): number;
  frame(frame: WrittenFrame): void;
  /** Says that an interface was listened on until then, also where no frame came. */
  until(interfaceIndex: number, at: CaptureTime): void;
}

/** Writes one section with nanosecond times, its header at once. The bytes given to `write` are used again after it returns. */
export function openPcapngWriter(write: Write, application = 'arpist'): PcapngWriter {
  let interfaces = 0;
  let scratch = new Uint8Array(256);

  function block(type: number, size: number): Uint8Array {
    if (scratch.length < size) scratch = new Uint8Array(2 * size);
    const bytes = scratch.subarray(0, size).fill(0);
    writeLittle32(bytes, 0, type);
    writeLittle32(bytes, 4, size);
    writeLittle32(bytes, size - 4, size);
    return bytes;
  }

  function writeSection(): void {
    const name = utf8(application);
    const bytes = block(BLOCK_SECTION, 24 + 4 + padded(name.length) + 4 + 4);
    writeLittle32(bytes, 8, BYTE_ORDER_MAGIC);
    writeLittle16(bytes, 12, 1);
    // The length of the section is not known beforehand: all ones.
    bytes.fill(0xff, 16, 24);
    writeOption(bytes, 24, { code: OPTION_SHB_USERAPPL, value: name });
    write(bytes);
  }

  function addInterface(name: string, linkType = LINKTYPE_ETHERNET): number {
    const value = utf8(name);
    const bytes = block(BLOCK_INTERFACE, 16 + 4 + padded(value.length) + 8 + 4 + 4);
    writeLittle16(bytes, 8, linkType);
    const next = writeOption(bytes, 16, { code: OPTION_IF_NAME, value });
    writeOption(bytes, next, { code: OPTION_IF_TSRESOL, value: Uint8Array.of(NANOSECONDS) });
    write(bytes);
    return interfaces++;
  }

  function frame(written: WrittenFrame): void {
    const { bytes: data, wireLength = data.length, outgoing = null, interfaceIndex = 0 } = written;
    const comment = utf8((written.comment ?? '').slice(0, LONGEST_COMMENT));
    const commentSize = comment.length === 0 ? 0 : 4 + padded(comment.length);
    const flagsSize = outgoing === null ? 0 : FLAGS_SIZE - 4;
    const options = flagsSize + commentSize === 0 ? 0 : flagsSize + commentSize + 4;
    const bytes = block(BLOCK_ENHANCED_PACKET, PACKET_HEAD + padded(data.length) + options + 4);
    const ticks = ticksOf(written);
    writeLittle32(bytes, 8, interfaceIndex);
    writeLittle32(bytes, 12, ticks.high);
    writeLittle32(bytes, 16, ticks.low);
    writeLittle32(bytes, 20, data.length);
    writeLittle32(bytes, 24, wireLength);
    bytes.set(data, PACKET_HEAD);
    let at = PACKET_HEAD + padded(data.length);
    if (outgoing !== null) {
      const value = Uint8Array.of(outgoing ? 2 : 1, 0, 0, 0);
      at = writeOption(bytes, at, { code: OPTION_EPB_FLAGS, value });
    }
    if (comment.length > 0) writeOption(bytes, at, { code: OPTION_COMMENT, value: comment });
    write(bytes);
  }

  function until(interfaceIndex: number, at: CaptureTime): void {
    const bytes = block(BLOCK_STATISTICS, 24);
    const ticks = ticksOf(at);
    writeLittle32(bytes, 8, interfaceIndex);
    writeLittle32(bytes, 12, ticks.high);
    writeLittle32(bytes, 16, ticks.low);
    write(bytes);
  }

  writeSection();
  return { addInterface, frame, until };
}

/** Returns where the next option starts; the zeros there end the list. */
function writeOption(
  bytes: Uint8Array,
  at: number,
  option: { readonly code: number; readonly value: Uint8Array },
): number {
  writeLittle16(bytes, at, option.code);
  writeLittle16(bytes, at + 2, option.value.length);
  bytes.set(option.value, at + 4);
  return at + 4 + padded(option.value.length);
}

function padded(length: number): number {
  return Math.ceil(length / 4) * 4;
}

function utf8(text: string): Uint8Array {
  return Uint8Array.from(encodeUtf8(text));
}
