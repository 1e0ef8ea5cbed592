import type { CaptureTime } from './capture-time.ts';

/** One captured frame; a reader fills the same object again and again, valid until the visitor returns. */
export interface CaptureFrame {
  /** A larger buffer: the frame is `bytes[from]` to `bytes[to - 1]`. */
  bytes: Uint8Array;
  from: number;
  to: number;
  /** Its length on the wire; larger than `to - from` when the capture kept only a part. */
  wireLength: number;
  /** LINKTYPE_* of tcpdump.org (1 is Ethernet); NO_INTERFACE when the file does not describe the interface. */
  linkType: number;
  /** False in a simple packet block of pcapng, and without an interface. */
  hasTime: boolean;
  seconds: number;
  nanoseconds: number;
  /** Counted over all sections of a pcapng, in the order of the file; 0 in a pcap. */
  interfaceIndex: number;
  /** '' when the file has none; other than printable ASCII is shown as `?` */
  interfaceName: string;
  /** null when the file does not say */
  outgoing: boolean | null;
}

export type FrameVisitor = (frame: CaptureFrame) => void;

export const LINKTYPE_ETHERNET = 1;
export const LINKTYPE_LINUX_SLL = 113;
export const LINKTYPE_LINUX_SLL2 = 276;
export const NO_INTERFACE = -1;

/** A longer frame or block is taken for damage, so that no claim makes us keep that much. */
export const LARGEST_RECORD = 16 * 1024 * 1024;

/** Why the bytes that are there cannot be read on. */
export interface Broken {
  readonly code: string;
  /** part of a sentence: where it is gets said around it */
  readonly what: string;
  readonly needed: number;
  readonly claimedBy: string;
}

/** Parses one format. Its reader hands it bytes cut anywhere. */
export interface RecordParser {
  /** Takes all whole records in `bytes[at, end)` and returns where the first one that is not whole starts. */
  take(bytes: Uint8Array, at: number, end: number): number;
  /** How many bytes the record that is not whole needs, as far as is known: more than `take` was given of it. */
  readonly needed: number;
  /** Bytes of no interest from where `take` stopped on; the reader lowers it as it takes them away. */
  skip: number;
  readonly broken: Broken | null;
  /** Until when it was listened, as far as the file says it; left out, or null: it does not. */
  readonly until?: CaptureTime | null;
  /** Where we are in the file, for a sentence: `the file header`, `frame 17`. */
  place(): string;
}

export function newCaptureFrame(): CaptureFrame {
  return {
    bytes: new Uint8Array(0),
    from: 0,
    to: 0,
    wireLength: 0,
    linkType: 0,
    hasTime: true,
    seconds: 0,
    nanoseconds: 0,
    interfaceIndex: 0,
    interfaceName: '',
    outgoing: null,
  };
}

/** Takes bytes away before it returns: they are used again. */
export type Write = (bytes: Uint8Array) => void;

/** A frame to be written into a capture. */
export interface WrittenFrame {
  readonly bytes: Uint8Array;
  /** the length on the wire; that of `bytes` unless said otherwise */
  readonly wireLength?: number;
  /** since the Unix epoch */
  readonly seconds: number;
  readonly nanoseconds: number;
  /** pcapng alone keeps the direction and the interface (0 unless said otherwise). */
  readonly outgoing?: boolean | null;
  readonly interfaceIndex?: number;
  /** In pcapng a text beside the frame, 1000 characters at most. */
  readonly comment?: string;
}
