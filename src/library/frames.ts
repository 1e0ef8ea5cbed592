import { BROADCAST_MAC, ZERO_MAC } from '../base/mac.ts';
import { failed, ok } from '../base/result.ts';
import {
  type ArpIpv4,
  type ArpPacket,
  arpSize,
  asArpIpv4,
  asArpOverLink,
  decodeArp,
  OP_REPLY,
  OP_REQUEST,
} from '../wire/arp.ts';
import { ARP_FRAME_SIZE, writeArpFrame } from '../wire/arp-frame.ts';
import { type ArpKind, kindOfOperation, kindOverLink } from '../wire/arp-kinds.ts';
import { describeArp } from '../wire/describe.ts';
import { decodeEthernet, type EthernetFrame, ETHERTYPE_ARP, ETHERTYPE_RARP } from '../wire/ethernet.ts';
import type { Decoded } from '../wire/malformed.ts';
import { rawTagOf, TAG_SIZE, TPID_8021Q } from '../wire/vlan.ts';
import { addressFrom, type AddressLike, macFrom, type MacLike, numberFrom } from './text.ts';

/** What an ARP frame says, as a person writes it. Names as in RFC 826: sender and target, hardware and protocol address. */
export interface ArpFrameWords {
  /** 1 and 2 of RFC 826, or any other operation as a number. */
  readonly op: 'request' | 'reply' | number;
  readonly sha: MacLike;
  /** 0.0.0.0 makes a request a probe (RFC 5227 2.1.1). */
  readonly spa: AddressLike;
  /** Left out: zeros. */
  readonly tha?: MacLike | undefined;
  readonly tpa: AddressLike;
  /** Of the Ethernet header; left out: broadcast, or `tha` of a reply where it is given. */
  readonly dst?: MacLike | undefined;
  /** Of the Ethernet header; left out: `sha`. */
  readonly src?: MacLike | undefined;
  /** VLAN id, 0 to 4094; left out: no tag. */
  readonly vlan?: number | undefined;
}

/**
 * The frame, 42 bytes and 4 more with a tag; the padding to 60 is the driver's. Throws UsageFault for an address or MAC
 * that is none.
 */
export function arpFrame(words: ArpFrameWords): Uint8Array {
  const op = words.op === 'request' ? OP_REQUEST : words.op === 'reply' ? OP_REPLY : words.op;
  const sha = macFrom(words.sha, 'sha');
  const tha = words.tha === undefined ? ZERO_MAC : macFrom(words.tha, 'tha');
  const vlan = numberFrom(words.vlan, 'vlan', { least: 0, most: 4094, whole: true });
  const everybody = op === OP_REPLY && tha !== ZERO_MAC ? tha : BROADCAST_MAC;
  const bytes = new Uint8Array(ARP_FRAME_SIZE + (vlan === undefined ? 0 : TAG_SIZE));
  writeArpFrame(bytes, 0, {
    dst: words.dst === undefined ? everybody : macFrom(words.dst, 'dst'),
    src: words.src === undefined ? sha : macFrom(words.src, 'src'),
    ...(vlan === undefined ? {} : { tags: [rawTagOf({ tpid: TPID_8021Q, pcp: 0, dei: false, vid: vlan })] }),
    op: numberFrom(op, 'op', { least: 0, most: 0xffff, whole: true })!,
    sha,
    spa: addressFrom(words.spa, 'spa'),
    tha,
    tpa: addressFrom(words.tpa, 'tpa'),
  });
  return bytes;
}

/** A question to all: who has `tpa`. `spa` 0.0.0.0 makes it a probe (RFC 5227 2.1.1). Throws UsageFault. */
export function whoHas(
  tpa: AddressLike,
  asker: { readonly mac: MacLike; readonly spa: AddressLike },
): Uint8Array {
  return arpFrame({ op: 'request', sha: asker.mac, spa: asker.spa, tpa });
}

/** An Ethernet frame that carries ARP or RARP. */
export interface ArpFrame {
  readonly link: EthernetFrame;
  /** As it stands there, with addresses of any size: views into the bytes given. */
  readonly arp: ArpPacket;
  /** Understood as IPv4 over Ethernet; null when it is something else. */
  readonly ipv4: ArpIpv4 | null;
  readonly kind: ArpKind;
  /** In the words of tcpdump: `who-has 10.0.0.1 tell 10.0.0.2`. */
  readonly text: string;
  /** What follows the packet: padding, most often. */
  readonly trailer: Uint8Array;
}

/**
 * Reads an Ethernet frame, tagged or in LLC/SNAP too. Never throws: what is cut short, or no ARP (code `not-arp`), is an
 * error as a value, with who asked for how many bytes.
 */
export function decodeFrame(bytes: Uint8Array): Decoded<ArpFrame> {
  const link = decodeEthernet(bytes);
  if (!link.ok) return link;
  const { etherType, payloadAt } = link.value;
  if (etherType !== ETHERTYPE_ARP && etherType !== ETHERTYPE_RARP)
    return failed({
      code: 'not-arp',
      text: `The frame has EtherType 0x${etherType.toString(16).padStart(4, '0')}, which is not ARP.`,
      needed: 0,
      there: bytes.length,
      claimedBy: 'the EtherType',
    });
  const payload = bytes.subarray(payloadAt);
  const arp = decodeArp(payload);
  if (!arp.ok) return arp;
  const over = asArpOverLink(arp.value);
  return ok({
    link: link.value,
    arp: arp.value,
    ipv4: asArpIpv4(arp.value) ?? null,
    kind: over ? kindOverLink(etherType, over) : kindOfOperation(etherType, arp.value.op),
    text: describeArp(link.value, arp),
    trailer: payload.subarray(arpSize(arp.value)),
  });
}
