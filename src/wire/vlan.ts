import { writeUint16 } from './bits.ts';

/** 802.1Q */
export const TPID_8021Q = 0x8100;
/** 802.1ad, the outer tag of a stack */
export const TPID_8021AD = 0x88a8;
/** what switches used for outer tags before 802.1ad */
export const TPID_QINQ = 0x9100;

/** One tag with its fields told apart. */
export interface VlanFields {
  readonly tpid: number;
  /** priority, 0 to 7 */
  readonly pcp: number;
  /** drop eligible (CFI on old equipment) */
  readonly dei: boolean;
  /** 0 is a priority tag without a VLAN, 4095 is reserved (802.1Q table 9-2) */
  readonly vid: number;
}

/** One tag as the kernel hands it over and as it stands on the wire. */
export interface RawTag {
  readonly tpid: number;
  readonly tci: number;
}

export const TAG_SIZE = 4;

export function isTagTpid(etherType: number): boolean {
  return etherType === TPID_8021Q || etherType === TPID_8021AD || etherType === TPID_QINQ;
}

export function vlanFieldsOf(tag: RawTag): VlanFields {
  return { tpid: tag.tpid, pcp: (tag.tci >>> 13) & 7, dei: (tag.tci & 0x1000) !== 0, vid: tag.tci & 0xfff };
}

export function rawTagOf(fields: VlanFields): RawTag {
  return {
    tpid: fields.tpid,
    tci: ((fields.pcp & 7) << 13) | (fields.dei ? 0x1000 : 0) | (fields.vid & 0xfff),
  };
}

export function writeTag(bytes: Uint8Array, at: number, tag: RawTag): void {
  writeUint16(bytes, at, tag.tpid);
  writeUint16(bytes, at + 2, tag.tci);
}
