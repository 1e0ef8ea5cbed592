import { networkAddress, text, u32, u32s, u8 } from './field.ts';
import { messageCodec, type ValueOfCodec } from './layout.ts';
import { attribute } from './table.ts';

export const RTM_NEWADDR = 20;
export const RTM_DELADDR = 21;
export const RTM_GETADDR = 22;

export const IFA_F_SECONDARY = 0x01;
export const IFA_F_TENTATIVE = 0x40;
export const IFA_F_PERMANENT = 0x80;
export const IFA_F_NOPREFIXROUTE = 0x200;

export const addressCodec = messageCodec(
  'ifaddrmsg',
  { family: 'u8', prefixLength: 'u8', shortFlags: 'u8', scope: 'u8', index: 'u32' },
  {
    /** The address of the prefix: the peer on a point-to-point interface, otherwise the same as `local`. */
    address: attribute(1, networkAddress),
    local: attribute(2, networkAddress),
    label: attribute(3, text),
    broadcast: attribute(4, networkAddress),
    /** struct ifa_cacheinfo: preferred and valid seconds left, created and updated in 1/100 s since start */
    cacheInfo: attribute(6, u32s),
    /** All flags, where the header has room for eight. */
    longFlags: attribute(8, u32),
    routePriority: attribute(9, u32),
    protocol: attribute(11, u8),
  },
);

export type AddressMessage = ValueOfCodec<typeof addressCodec>;

/** IFA_F_* wherever they stand. */
export function addressFlags(message: AddressMessage): number {
  return message.longFlags ?? message.shortFlags;
}
