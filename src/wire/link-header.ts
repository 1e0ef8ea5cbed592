import { BROADCAST_MAC, type Mac, readMac } from '../base/mac.ts';
import { failed, ok } from '../base/result.ts';
import { readUint16 } from './bits.ts';
import { LINKTYPE_ETHERNET, LINKTYPE_LINUX_SLL, LINKTYPE_LINUX_SLL2, NO_INTERFACE } from './capture-frame.ts';
import { decodeEthernet, decodeTypes, type FrameTypes } from './ethernet.ts';
import { type Decoded, tooShort } from './malformed.ts';
import { decodeWifi, WIFI_LINK_TYPES } from './wifi.ts';

/** What stands before the payload in a captured frame; a cooked header does not keep all addresses. */
export interface LinkHeader extends FrameTypes {
  readonly dst: Mac | null;
  readonly src: Mac | null;
  /** Bytes of checksum at the end of a frame that was kept whole; left out: none. */
  readonly fcs?: number;
}

const SLL_SIZE = 16;
const SLL2_SIZE = 20;
/** `sll_pkttype`: the kernel's PACKET_BROADCAST */
const TO_ALL = 1;

/** Names of tcpdump.org/linktypes.html for those seen where people expect ARP. */
const LINK_NAMES: Readonly<Record<number, string>> = {
  0: 'BSD loopback',
  6: 'Token Ring',
  9: 'PPP',
  101: 'raw IP',
  105: 'IEEE 802.11',
  108: 'OpenBSD loopback',
  119: 'IEEE 802.11 with a Prism header',
  127: 'IEEE 802.11 with radiotap',
  163: 'IEEE 802.11 with an AVS header',
  192: 'PPI',
  228: 'raw IPv4',
  229: 'raw IPv6',
  253: 'netlink',
};

/** What can be read, for sentences. */
export const READ_LINK_TYPES =
  'Ethernet (1), Linux cooked (113, 276) and IEEE 802.11 (105, 119, 127, 163, 192)';

/** Ethernet, what `tcpdump -i any` writes, and IEEE 802.11; other link types are a Malformed that names them. */
export function decodeLinkHeader(bytes: Uint8Array, linkType: number): Decoded<LinkHeader> {
  if (linkType === LINKTYPE_ETHERNET) return decodeEthernet(bytes);
  if (linkType === LINKTYPE_LINUX_SLL) return decodeSll(bytes);
  if (linkType === LINKTYPE_LINUX_SLL2) return decodeSll2(bytes);
  if (WIFI_LINK_TYPES.includes(linkType)) return decodeWifi(bytes, linkType);
  const claimedBy = linkType === NO_INTERFACE ? 'the packet block' : 'the link type';
  const text =
    linkType === NO_INTERFACE
      ? 'The frame names an interface that the capture does not describe.'
      : `The frame has link type ${linkType}${nameOfLinkType(linkType)}, and only ${READ_LINK_TYPES} can be read.`;
  const code = linkType === NO_INTERFACE ? 'interface-unknown' : 'link-type-unknown';
  return failed({ code, text, needed: 0, there: bytes.length, claimedBy });
}

export function nameOfLinkType(linkType: number): string {
  const name = LINK_NAMES[linkType];
  return name === undefined ? '' : ` (${name})`;
}

/** LINKTYPE_LINUX_SLL: type, hardware, address length, address in 8 bytes, protocol; a tag follows the protocol as on the wire. */
function decodeSll(bytes: Uint8Array): Decoded<LinkHeader> {
  const there = bytes.length;
  if (there < SLL_SIZE) return cookedCut(SLL_SIZE, there);
  const types = decodeTypes(bytes, 14, SLL_SIZE);
  if (!types.ok) return types;
  const src = readUint16(bytes, 4) === 6 ? readMac(bytes, 6) : null;
  return ok({ dst: readUint16(bytes, 0) === TO_ALL ? BROADCAST_MAC : null, src, ...types.value });
}

/** LINKTYPE_LINUX_SLL2: protocol first, then interface, hardware, type, address length and the address. */
function decodeSll2(bytes: Uint8Array): Decoded<LinkHeader> {
  const there = bytes.length;
  if (there < SLL2_SIZE) return cookedCut(SLL2_SIZE, there);
  const types = decodeTypes(bytes, 0, SLL2_SIZE);
  if (!types.ok) return types;
  const src = bytes[11] === 6 ? readMac(bytes, 12) : null;
  return ok({ dst: bytes[10] === TO_ALL ? BROADCAST_MAC : null, src, ...types.value });
}

function cookedCut(needed: number, there: number): Decoded<never> {
  return tooShort('cooked-cut', 'The Linux cooked header', { needed, there, claimedBy: 'the link type' });
}
