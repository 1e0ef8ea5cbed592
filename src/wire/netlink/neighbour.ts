import { be16, type NetlinkField, hardwareAddress, networkAddress, opaque, u16, u32, u8 } from './field.ts';
import { messageCodec, type ValueOfCodec } from './layout.ts';
import { attribute } from './table.ts';

export const RTM_NEWNEIGH = 28;
export const RTM_DELNEIGH = 29;
export const RTM_GETNEIGH = 30;

export const NUD_NONE = 0;
export const NUD_INCOMPLETE = 0x01;
export const NUD_REACHABLE = 0x02;
export const NUD_STALE = 0x04;
export const NUD_DELAY = 0x08;
export const NUD_PROBE = 0x10;
export const NUD_FAILED = 0x20;
export const NUD_NOARP = 0x40;
export const NUD_PERMANENT = 0x80;

export const NTF_USE = 0x01;
export const NTF_SELF = 0x02;
export const NTF_MASTER = 0x04;
/** A published entry (proxy ARP for one address). In a dump request: those instead of the cache. */
export const NTF_PROXY = 0x08;
export const NTF_EXT_LEARNED = 0x10;
export const NTF_OFFLOADED = 0x20;
export const NTF_STICKY = 0x40;
export const NTF_ROUTER = 0x80;

/** Flags of `extendedFlags` (NDA_FLAGS_EXT). */
export const NTF_EXT_MANAGED = 0x1;
export const NTF_EXT_LOCKED = 0x2;
export const NTF_EXT_EXT_VALIDATED = 0x4;

/** struct nda_cacheinfo: how long ago, in 1/100 s; and the references to the entry. */
export interface NeighbourAges {
  readonly confirmed: number;
  readonly used: number;
  readonly updated: number;
  readonly references: number;
}

const ages: NetlinkField<NeighbourAges> = {
  read: (r, bytes) => ({
    confirmed: r.u32(bytes),
    used: r.u32(bytes.subarray(4)),
    updated: r.u32(bytes.subarray(8)),
    references: r.u32(bytes.subarray(12)),
  }),
  write: (w, value) => {
    for (const each of [value.confirmed, value.used, value.updated, value.references]) w.u32(each);
  },
};

export const neighbourCodec = messageCodec(
  'ndmsg',
  { family: 'u8', _pad1: 'u8', _pad2: 'u16', index: 's32', state: 'u16', flags: 'u8', type: 'u8' },
  {
    address: attribute(1, networkAddress),
    hardware: attribute(2, hardwareAddress),
    ages: attribute(3, ages),
    probes: attribute(4, u32),
    vlan: attribute(5, u16),
    port: attribute(6, be16),
    vni: attribute(7, u32),
    /** Only in dump requests: entries of this interface. */
    filterIndex: attribute(8, u32),
    /** Of a dump request: entries of the members of this interface; of a bridge entry: the bridge. */
    master: attribute(9, u32),
    linkNamespace: attribute(10, u32),
    sourceVni: attribute(11, u32),
    protocol: attribute(12, u8),
    nextHopId: attribute(13, u32),
    bridgeExtra: attribute(14, opaque),
    extendedFlags: attribute(15, u32),
  },
);

export type NeighbourMessage = ValueOfCodec<typeof neighbourCodec>;
