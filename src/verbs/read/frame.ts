import {
  type ArpPacket,
  arpSize,
  asArpOverLink,
  type CutArp,
  decodeArp,
  readCutArp,
} from '../../wire/arp.ts';
import { type ArpKind, kindOfOperation, kindOverLink } from '../../wire/arp-kinds.ts';
import type { CaptureFrame } from '../../wire/capture-frame.ts';
import { ETHERTYPE_ARP, ETHERTYPE_RARP } from '../../wire/ethernet.ts';
import { decodeLinkHeader, type LinkHeader } from '../../wire/link-header.ts';
import type { Malformed } from '../../wire/malformed.ts';
import type { ReadFrame } from './events.ts';

const NOTHING = new Uint8Array(0);

/**
 * What a captured frame says of ARP; undefined for all other traffic. A frame whose header cannot be read (too
 * short, encrypted, of a link that is not read) is unreadable: nobody can say that it was ARP.
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
  if (!link.ok) return { ...base, ...UNREADABLE, error: cutBy(captured, link.error) };
  const { etherType, payloadAt, fcs = 0 } = link.value;
  if (etherType !== ETHERTYPE_ARP && etherType !== ETHERTYPE_RARP) return undefined;
  // The bytes belong to the reader: the packet gets its own. (The slice() of Node's Buffer does not copy.)
  const payload = new Uint8Array(bytes.subarray(payloadAt, bytes.length - (isWhole(captured) ? fcs : 0)));
  const arp = decodeArp(payload);
  if (!arp.ok)
    return { ...base, ...malformed(link.value, readCutArp(payload)), error: cutBy(captured, arp.error) };
  return {
    ...base,
    link: link.value,
    arp: arp.value,
    cut: null,
    kind: kindOfPacket(etherType, arp.value),
    trailer: payload.subarray(arpSize(arp.value)),
    error: null,
  };
}

export function kindOfPacket(etherType: number, packet: ArpPacket): ArpKind {
  const understood = asArpOverLink(packet);
  return understood ? kindOverLink(etherType, understood) : kindOfOperation(etherType, packet.op);
}

type Parts = Pick<ReadFrame, 'link' | 'arp' | 'cut' | 'kind' | 'trailer'>;

const UNREADABLE: Parts = { link: null, arp: null, cut: null, kind: 'unreadable', trailer: NOTHING };

function malformed(link: LinkHeader, cut: CutArp | undefined): Parts {
  return { link, arp: null, cut: cut ?? null, kind: 'malformed', trailer: NOTHING };
}

function isWhole({ from, to, wireLength }: CaptureFrame): boolean {
  return to - from >= wireLength;
}

/** Bytes may be missing because the capture did not keep them, which is no fault of the sender. */
function cutBy(captured: CaptureFrame, error: Malformed): Malformed {
  const { from, to, wireLength } = captured;
  const kept = to - from;
  if (isWhole(captured) || error.needed <= error.there) return error;
  const text = `${error.text.replace(/\.$/, '')}; the capture kept ${kept} of the frame's ${wireLength} bytes.`;
  return { ...error, text };
}
