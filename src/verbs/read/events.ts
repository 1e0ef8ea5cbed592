import type { SystemFault } from '../../base/fault.ts';
import type { ArpPacket, CutArp } from '../../wire/arp.ts';
import type { ArpKind } from '../../wire/arp-kinds.ts';
import type { LinkHeader } from '../../wire/link-header.ts';
import type { CaptureTime } from '../../wire/capture-time.ts';
import type { Malformed } from '../../wire/malformed.ts';

/**
 * `malformed`: it claims to be ARP, and its bytes do not hold what they promise.
 * `unreadable`: it came over a kind of link that is not read, is encrypted, or too short to show what it is; it is counted
 * and not told.
 */
export type FrameKind = ArpKind | 'malformed' | 'unreadable';

/** One ARP or RARP frame of a capture, with bytes of its own. */
export interface ReadFrame {
  /** Its number among all frames of the capture, from 1: the one Wireshark shows. */
  readonly n: number;
  /** null when the capture does not tell */
  readonly time: CaptureTime | null;
  readonly linkType: number;
  /** '' when the capture does not name it */
  readonly interface: string;
  /** null when the header itself could not be read */
  readonly link: LinkHeader | null;
  readonly arp: ArpPacket | null;
  /** What is there of a malformed one. */
  readonly cut: CutArp | null;
  readonly kind: FrameKind;
  /** What follows the ARP packet: padding, most often. */
  readonly trailer: Uint8Array;
  readonly error: Malformed | null;
}

/** A frame of the capture. */
export type ReadEvent = { readonly type: 'frame'; readonly frame: ReadFrame };

/** Frames that were not read, for one reason. */
export interface Unread {
  /** of the Malformed */
  readonly code: string;
  /** null: of several */
  readonly linkType: number | null;
  readonly frames: number;
}

/** How a reading ended, whatever was asked of it. */
export interface CaptureRead {
  readonly format: 'pcap' | 'pcapng' | null;
  /** all frames of the capture */
  readonly frames: number;
  /** ARP and RARP among them, malformed ones too */
  readonly arp: number;
  readonly malformed: number;
  /** Frames of which nobody can say whether they are ARP. */
  readonly unreadable: number;
  readonly unread: readonly Unread[];
  /** Why the capture could not be read to its end; null when it could. */
  readonly broken: Malformed | null;
  /** The system stopped us in the middle of the file. */
  readonly fault: SystemFault | null;
  readonly interrupted: boolean;
  /** Until when it was listened, where the file says that. */
  readonly until?: CaptureTime;
}
