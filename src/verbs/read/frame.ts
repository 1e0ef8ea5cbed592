import { asArpIpv4, type ArpPacket, arpSize, decodeArp } from '../../wire/arp.ts';
import { type ArpKind, kindOf, kindOfOperation } from '../../wire/arp-kinds.ts';
import type { CaptureFrame } from '../../wire/capture-frame.ts';
import { ETHERTYPE_ARP, ETHERTYPE_RARP } from '../../wire/ethernet.ts';
import { decodeLinkHeader, type LinkHeader } from '../../wire/link-header.ts';
import type { Malformed } from '../../wire/malformed.ts';
import type { ReadFrame } from './events.ts';

const NOTHING = new Uint8Array(0);

/**
 * What a captured frame says of ARP; undefined for all other traffic. A frame whose header cannot be read is malformed:
 * nobody can say that it was no ARP.
 */
export function readFrame(captured: CaptureFrame, n: number): ReadFrame | undefined {
  const bytes = captured.bytes.subarray(captured.from, captured.to);
  const base = {
    n,
    time: captured.hasTime ? { seconds: captured.seconds, nanoseconds: captured.nanoseconds } : null,
    linkType: captured.linkType,
    interface: captured.interfaceName,
  };
  const link = decodeLinkHeader(bytes, captured.linkType);
  if (!link.ok) return { ...base, ...withoutArp(null, cutBy(captured, link.error)) };
  const { etherType, payloadAt } = link.value;
  if (etherType !== ETHERTYPE_ARP && etherType !== ETHERTYPE_RARP) return undefined;
  // The bytes belong to the reader: the packet gets its own. (The slice() of Node's Buffer does not copy.)
  const payload = new Uint8Array(bytes.subarray(payloadAt));
  const arp = decodeArp(payload);
  if (!arp.ok) return { ...base, ...withoutArp(link.value, cutBy(captured, arp.error)) };
  return {
    ...base,
    link: link.value,
    arp: arp.value,
    kind: kindOfPacket(etherType, arp.value),
    trailer: payload.subarray(arpSize(arp.value)),
    error: null,
  };
}

export function kindOfPacket(etherType: number, packet: ArpPacket): ArpKind {
  const understood = asArpIpv4(packet);
  return understood ? kindOf({ ...understood, etherType }) : kindOfOperation(etherType, packet.op);
}

function withoutArp(
  link: LinkHeader | null,
  error: Malformed,
): Pick<ReadFrame, 'link' | 'arp' | 'kind' | 'trailer' | 'error'> {
  return { link, arp: null, kind: isUnreadable(error) ? 'unreadable' : 'malformed', trailer: NOTHING, error };
}

/** The link is of a kind that is not read: no fault of the frame. */
export function isUnreadable(error: Malformed): boolean {
  return error.code === 'link-type-unknown' || error.code === 'interface-unknown';
}

/** Bytes may be missing because the capture did not keep them, which is no fault of the sender. */
function cutBy({ from, to, wireLength }: CaptureFrame, error: Malformed): Malformed {
  const kept = to - from;
  if (kept >= wireLength || error.needed <= error.there) return error;
  const text = `${error.text.replace(/\.$/, '')}; the capture kept ${kept} of the frame's ${wireLength} bytes.`;
  return { ...error, text };
}
