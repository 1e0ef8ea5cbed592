/**
 * `arpist/capture`: the ARP of captures (pcap, pcapng), from bytes of any origin. Pure: no Node, no root, any system. Read a
 * packed capture through `zlib.createGunzip()`.
 *
 * @module arpist/capture
 */
export { SystemFault, UsageFault } from '../base/fault.ts';
export { formatIpv4, type Ipv4 } from '../base/ipv4.ts';
export { formatMac, type Mac } from '../base/mac.ts';
export type { PassiveVerdict } from '../inventory/passive.ts';
export type { Evidence, EvidenceCode, VerdictWord } from '../inventory/verdict.ts';
export type { CaptureRead, FrameKind, ReadEvent, ReadFrame, Unread } from '../verbs/read/events.ts';
export type { Claim } from '../inventory/sighting.ts';
export type { JudgedStation } from '../inventory/judge-claims.ts';
export type { ArpKind } from '../wire/arp-kinds.ts';
export type { ArpPacket, CutArp } from '../wire/arp.ts';
export type { Write, WrittenFrame } from '../wire/capture-frame.ts';
export { type CaptureTime, formatCaptureTime } from '../wire/capture-time.ts';
export { describeArp } from '../wire/describe.ts';
export type { LinkHeader } from '../wire/link-header.ts';
export type { Decoded, Malformed } from '../wire/malformed.ts';
export { openPcapWriter } from '../wire/pcap-writer.ts';
export {
  type CaptureSummary,
  type CaptureSource,
  read,
  summarise,
  type SummaryWishes,
} from './captures.ts';
