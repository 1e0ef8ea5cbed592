import { s32 } from './field.ts';
import { messageCodec, type ValueOfCodec } from './layout.ts';
import { attribute } from './table.ts';

export const RTM_NEWNETCONF = 80;
export const RTM_DELNETCONF = 81;
export const RTM_GETNETCONF = 82;

/** `index` of the settings in conf/all and conf/default. */
export const NETCONF_ALL = -1;
export const NETCONF_DEFAULT = -2;

export const netconfCodec = messageCodec(
  'netconfmsg',
  // One byte in C; the attributes begin at the next multiple of four.
  { family: 'u8', _pad1: 'u8', _pad2: 'u16' },
  {
    index: attribute(1, s32),
    forwarding: attribute(2, s32),
    reversePathFilter: attribute(3, s32),
    multicastForwarding: attribute(4, s32),
    proxyArp: attribute(5, s32),
    ignoreRoutesWithLinkdown: attribute(6, s32),
    broadcastForwarding: attribute(8, s32),
  },
);

export type NetconfMessage = ValueOfCodec<typeof netconfCodec>;
