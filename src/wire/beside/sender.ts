import type { Ipv4 } from '../../base/ipv4.ts';
import type { Mac } from '../../base/mac.ts';

/** Who sent a frame, and in which VLAN. */
export interface FrameSender {
  readonly src: Mac;
  /** of the outermost tag; -1 without a tag */
  readonly vid: number;
  /** how many tags there are */
  readonly tags: number;
}

/** The sender of an IPv4 packet. */
export interface PacketSender extends FrameSender {
  readonly from: Ipv4;
}
