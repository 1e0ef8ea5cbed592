import type { Mac } from '../base/mac.ts';
import type { Ipv4 } from '../base/ipv4.ts';
import type { Instant } from '../base/time.ts';

/** The tag the kernel took out of a received frame, or that a sent frame shall carry. */
export interface VlanTag {
  /** 0x8100 or 0x88a8 */
  readonly tpid: number;
  /** priority, drop eligible and VLAN id: 16 bits as on the wire */
  readonly tci: number;
}

/** A frame as it was heard. `bytes` belong to the link: they are valid only until the visitor returns. */
export interface HeardFrame {
  /** From the Ethernet destination on, tags put back where they were on the wire. */
  readonly bytes: Uint8Array;
  /** The length on the wire; larger than `bytes.length` when the frame was cut. */
  readonly wireLength: number;
  /** When the kernel received it, by the link's clock (the same as `Sent.firstAt`). */
  readonly at: Instant;
  /** Left this machine (sent by us or another program here). */
  readonly outgoing: boolean;
}

/** Frames to send: `count` frames of `size` bytes each, one after another in `bytes`. */
export interface FrameBatch {
  readonly bytes: Uint8Array;
  readonly size: number;
  readonly count: number;
}

/**
 * What became of a batch. `sent` frames left, in order; the first at `firstAt`, the last at `lastAt` (the link's clock).
 * `sent < count` without `down`: the queue is full, offer the rest again after a wait.
 */
export interface Sent {
  readonly sent: number;
  readonly firstAt: Instant;
  readonly lastAt: Instant;
  readonly down?: LinkDown;
}

/** The link went away: no frame will ever come again from this handle. */
export interface LinkDown {
  readonly code: string;
  readonly sentence: string;
}

/** How a look at what is waiting ended. */
export type Drained =
  | { readonly kind: 'frames'; readonly frames: number }
  | { readonly kind: 'quiet' }
  | { readonly kind: 'down'; readonly why: LinkDown };

/** What came in, in frames. */
export interface LinkCounters {
  readonly received: number;
  /** Frames the kernel dropped because the ring was full. */
  readonly dropped: number;
}

/** An IPv4 address of an interface. */
export interface LinkAddress {
  readonly ip: Ipv4;
  readonly prefixLength: number;
  /** The other end, where it is another one (IFA_ADDRESS): the subnet is its then. */
  readonly peer?: Ipv4;
  /** `eth0:1`, where it is not the name of the interface (IFA_LABEL) */
  readonly label?: string;
}

/** The interface behind an open link, as it was when it was opened. */
export interface LinkFacts {
  readonly name: string;
  readonly index: number;
  readonly mac: Mac;
  readonly mtu: number;
  /** In kernel order, the secondary ones too. */
  readonly addresses: readonly LinkAddress[];
  /** Speed in Mbit/s if the driver tells it. */
  readonly speed: number | null;
}

/** An open handle on one segment that hears ARP and RARP (tagged too) and sends any frame. */
export interface Link {
  readonly facts: LinkFacts;
  /** Never blocks and never throws for what the wire or the kernel does. */
  send(batch: FrameBatch): Sent;
  /** Hands every waiting frame to `visit`, oldest first. Never blocks; never throws what `visit` does not throw. */
  drain(visit: (frame: HeardFrame) => void): Drained;
  /** Since it was opened. */
  counters(): LinkCounters;
  /** Gives it back; a second call does nothing. */
  close(): void;
}
