import { type Mac, readMac } from '../base/mac.ts';
import { failed, ok } from '../base/result.ts';
import { decodeTypes, type FrameTypes, isSnap, SNAP_SIZE } from './ethernet.ts';
import { type Decoded, tooShort } from './malformed.ts';

export interface WifiHeader extends FrameTypes {
  readonly dst: Mac | null;
  readonly src: Mac | null;
  /** Bytes of checksum at the end of a frame that was kept whole. */
  readonly fcs: number;
}

/** LINKTYPE_* of tcpdump.org: bare, behind a Prism header, radiotap, AVS and PPI. */
export const WIFI_LINK_TYPES: readonly number[] = [105, 119, 127, 163, 192];

/** IEEE 802.11 9.2.4.1: bits of the two octets of frame control. */
const TYPE = 0x0c;
const DATA = 0x08;
const NO_DATA = 0x40;
const QOS = 0x80;
const TO_DS = 0x01;
const FROM_DS = 0x02;
const PROTECTED = 0x40;
const ORDER = 0x80;
/** In the QoS control field: several frames, each with a header of its own. */
const AMSDU = 0x80;
const SHORTEST = 24;

const NOT_ARP: FrameTypes = { tags: [], llc: false, etherType: 0, payloadAt: 0 };

interface Radio {
  /** Where the 802.11 header begins. */
  readonly at: number;
  readonly fcs: number;
  /** The header is filled up to a multiple of four. */
  readonly padded: boolean;
}

/** The header of a data frame down to its EtherType; frames that carry no data have EtherType 0. An encrypted one is a Malformed. */
export function decodeWifi(bytes: Uint8Array, linkType: number): Decoded<WifiHeader> {
  const radio = radioOf(bytes, linkType);
  if (!radio.ok) return radio;
  const { at, fcs, padded } = radio.value;
  if (bytes.length < at + 2) return cut('The 802.11 header', at + 2, bytes.length);
  const [control, flags] = [bytes[at]!, bytes[at + 1]!];
  const nothing = ok({ ...NOT_ARP, dst: null, src: null, fcs });
  if ((control & TYPE) !== DATA || (control & NO_DATA) !== 0) return nothing;
  const fourth = (flags & TO_DS) !== 0 && (flags & FROM_DS) !== 0;
  const qosAt = SHORTEST + (fourth ? 6 : 0);
  const qos = (control & QOS) !== 0;
  const exact = qosAt + (qos ? 2 + ((flags & ORDER) !== 0 ? 4 : 0) : 0);
  const size = padded ? Math.ceil(exact / 4) * 4 : exact;
  if (bytes.length < at + exact) return cut('The 802.11 header', at + exact, bytes.length);
  if ((flags & PROTECTED) !== 0)
    return failed({
      code: 'wifi-encrypted',
      text: 'The frame is encrypted (IEEE 802.11), and its content cannot be read.',
      needed: 0,
      there: bytes.length,
      claimedBy: 'the protected bit',
    });
  // Behind the first fragment comes no header.
  if ((bytes[at + 22]! & 0x0f) !== 0) return nothing;
  const several = qos && (bytes[at + qosAt]! & AMSDU) !== 0;
  const addresses = several ? at + size : at;
  const llcAt = at + size + (several ? 14 : 0);
  if (bytes.length < llcAt + SNAP_SIZE)
    return cut('The 802.11 frame with its LLC/SNAP header', llcAt + SNAP_SIZE, bytes.length);
  const ends = several
    ? { dst: readMac(bytes, addresses), src: readMac(bytes, addresses + 6) }
    : { dst: readMac(bytes, at + targetAt(flags)), src: readMac(bytes, at + sourceAt(flags)) };
  if (!isSnap(bytes, llcAt)) return ok({ ...NOT_ARP, ...ends, fcs });
  const types = decodeTypes(bytes, llcAt + 6, llcAt + SNAP_SIZE);
  return types.ok ? ok({ ...ends, ...types.value, llc: true, fcs }) : types;
}

/** IEEE 802.11 table 9-30: which of the four addresses is which. */
function targetAt(flags: number): number {
  return (flags & TO_DS) !== 0 ? 16 : 4;
}

function sourceAt(flags: number): number {
  if ((flags & FROM_DS) === 0) return 10;
  return (flags & TO_DS) !== 0 ? 24 : 16;
}

/** What stands before the 802.11 header. */
function radioOf(bytes: Uint8Array, linkType: number): Decoded<Radio> {
  const there = bytes.length;
  if (linkType === 105) return ok({ at: 0, fcs: 0, padded: false });
  if (there < 8) return cut('The radio header', 8, there);
  if (linkType === 127) return radiotapOf(bytes);
  // wlan-ng's AVS header comes under both link types; its magic is the same in all versions but the last octet.
  const avs = bytes[0] === 0x80 && bytes[1] === 0x21 && bytes[2] === 0x10;
  const at = linkType === 192 ? le16(bytes, 2) : avs ? be32(bytes, 4) : PRISM_SIZE;
  if (linkType === 192 && le16(bytes, 4) !== 105)
    return failed({
      code: 'link-type-unknown',
      text: `The frame has link type ${le16(bytes, 4)} inside PPI, and only IEEE 802.11 can be read there.`,
      needed: 0,
      there,
      claimedBy: 'the PPI header',
    });
  return at > there ? cut('The radio header', at, there) : ok({ at, fcs: 0, padded: false });
}

const PRISM_SIZE = 144;
/** radiotap.org: of the flags field. */
const HAS_FCS = 0x10;
const HAS_PAD = 0x20;

/** Version, padding, length, then words that say which fields follow: of these only the first two matter, time and flags. */
function radiotapOf(bytes: Uint8Array): Decoded<Radio> {
  const size = le16(bytes, 2);
  if (size < 8 || size > bytes.length) return cut('The radiotap header', Math.max(size, 8), bytes.length);
  let fields = 8;
  while ((bytes[fields - 1]! & 0x80) !== 0 && fields + 4 <= size) fields += 4;
  const present = bytes[4]!;
  if ((present & 1) !== 0) fields = Math.ceil(fields / 8) * 8 + 8;
  const flags = (present & 2) !== 0 && fields < size ? bytes[fields]! : 0;
  return ok({ at: size, fcs: (flags & HAS_FCS) === 0 ? 0 : 4, padded: (flags & HAS_PAD) !== 0 });
}

function le16(bytes: Uint8Array, at: number): number {
  return bytes[at]! | (bytes[at + 1]! << 8);
}

function be32(bytes: Uint8Array, at: number): number {
  return ((bytes[at]! << 24) | (bytes[at + 1]! << 16) | (bytes[at + 2]! << 8) | bytes[at + 3]!) >>> 0;
}

function cut(what: string, needed: number, there: number): Decoded<never> {
  return tooShort('wifi-cut', what, { needed, there, claimedBy: 'IEEE 802.11' });
}
