import { readUint16 } from '../../wire/bits.ts';
import { type CaptureFrame, LINKTYPE_ETHERNET } from '../../wire/capture-frame.ts';
import { ETHERTYPE_ARP, ETHERTYPE_RARP, FIRST_ETHERTYPE } from '../../wire/ethernet.ts';
import { isTagTpid } from '../../wire/vlan.ts';

/** Whole frames of IPv4, IPv6 and the like, told from ARP by two bytes. */
export function isPlainOther({ bytes, from, to, linkType }: CaptureFrame): boolean {
  if (linkType !== LINKTYPE_ETHERNET || to - from < 14) return false;
  const etherType = readUint16(bytes, from + 12);
  return (
    etherType >= FIRST_ETHERTYPE &&
    etherType !== ETHERTYPE_ARP &&
    etherType !== ETHERTYPE_RARP &&
    !isTagTpid(etherType)
  );
}
