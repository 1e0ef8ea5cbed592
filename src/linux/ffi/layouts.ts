import { type Mac, writeMac } from '../../base/mac.ts';
import { HOST_LITTLE } from '../../wire/netlink/byte-order.ts';

// Struct layouts of 64-bit Linux, each with the C it mirrors. All numbers are in host order unless named `be`.

export { HOST_LITTLE };

export const AF_UNIX = 1;
export const AF_NETLINK = 16;
export const AF_PACKET = 17;
export const SOCK_DGRAM = 2;
export const SOCK_RAW = 3;
export const SOCK_NONBLOCK = 0o4000;
export const SOCK_CLOEXEC = 0o2000000;
export const SOL_SOCKET = 1;
export const SO_ERROR = 4;
export const SO_SNDBUF = 7;
export const SO_RCVBUF = 8;
export const SO_ATTACH_FILTER = 26;
export const SO_SNDBUFFORCE = 32;
export const SO_RCVBUFFORCE = 33;
/** The number before 2038: its three struct timespec are of 64 bits on every 64-bit machine. */
export const SO_TIMESTAMPING = 37;
export const MSG_TRUNC = 0x20;
export const MSG_DONTWAIT = 0x40;

/** linux/net_tstamp.h, SOF_TIMESTAMPING_* */
export const STAMP = { received: 1 << 3, bySoftware: 1 << 4 } as const;

export const EFD_NONBLOCK = 0o4000;
export const EFD_CLOEXEC = 0o2000000;

export const MAP_SHARED = 1;
export const MAP_PRIVATE = 2;
export const MAP_ANONYMOUS = 0x20;

export const CLONE_NEWNET = 0x40000000;
export const MNT_DETACH = 2;
export const MS_BIND = 0x1000;
export const MS_REC = 0x4000;
export const MS_SHARED = 0x100000;

export const SOL_PACKET = 263;
export const PACKET_ADD_MEMBERSHIP = 1;
export const PACKET_MR_MULTICAST = 0;
export const PACKET_MR_PROMISC = 1;
export const PACKET_RX_RING = 5;
export const PACKET_STATISTICS = 6;
export const PACKET_AUXDATA = 8;
export const PACKET_VERSION = 10;
export const PACKET_IGNORE_OUTGOING = 23;
export const PACKET_OUTGOING = 4;
export const TPACKET_V2 = 1;
export const TPACKET_V3 = 2;
export const ETH_P_ALL = 3;

/** struct sockaddr_un { u16 family; char path[108]; }; undefined for a path that is too long. */
export function sockaddrUn(path: string): Uint8Array | undefined {
  const name = new TextEncoder().encode(path);
  if (name.length > 107 || name.includes(0)) return undefined;
  const bytes = new Uint8Array(2 + name.length + 1);
  new DataView(bytes.buffer).setUint16(0, AF_UNIX, HOST_LITTLE);
  bytes.set(name, 2);
  return bytes;
}

/** struct sockaddr_ll { u16 family; be16 protocol; int ifindex; u16 hatype; u8 pkttype; u8 halen; u8 addr[8]; } */
export function sockaddrLl(protocol: number, ifindex: number): Uint8Array {
  const bytes = new Uint8Array(20);
  const view = new DataView(bytes.buffer);
  view.setUint16(0, AF_PACKET, HOST_LITTLE);
  view.setUint16(2, protocol, false);
  view.setInt32(4, ifindex, HOST_LITTLE);
  return bytes;
}

/** struct sockaddr_nl { u16 family; u16 pad; u32 pid; u32 groups; } */
export function sockaddrNl(groups: number): Uint8Array {
  const bytes = new Uint8Array(12);
  const view = new DataView(bytes.buffer);
  view.setUint16(0, AF_NETLINK, HOST_LITTLE);
  view.setUint32(8, groups, HOST_LITTLE);
  return bytes;
}

/** struct packet_mreq { int ifindex; u16 type; u16 alen; u8 address[8]; } */
export function packetMreq(ifindex: number, type: number, mac: Mac): Uint8Array {
  const bytes = new Uint8Array(16);
  const view = new DataView(bytes.buffer);
  view.setInt32(0, ifindex, HOST_LITTLE);
  view.setUint16(4, type, HOST_LITTLE);
  view.setUint16(6, 6, HOST_LITTLE);
  writeMac(bytes, 8, mac);
  return bytes;
}

export function int32(value: number): Uint8Array {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setInt32(0, value, HOST_LITTLE);
  return bytes;
}

/** struct tpacket_req { u32 block_size, block_nr, frame_size, frame_nr; } */
export function tpacketReq(shape: { blockSize: number; blocks: number; frameSize: number }): Uint8Array {
  const { blockSize, blocks, frameSize } = shape;
  return u32s(blockSize, blocks, frameSize, (blockSize / frameSize) * blocks);
}

/** struct tpacket_req3 { u32 block_size, block_nr, frame_size, frame_nr, retire_blk_tov, sizeof_priv, feature_req_word; } */
export function tpacketReq3(shape: {
  blockSize: number;
  blocks: number;
  frameSize: number;
  retireMillis: number;
}): Uint8Array {
  const { blockSize, blocks, frameSize, retireMillis } = shape;
  const frames = (blockSize / frameSize) * blocks;
  return u32s(blockSize, blocks, frameSize, frames, retireMillis, 0, 0);
}

function u32s(...values: readonly number[]): Uint8Array {
  const bytes = new Uint8Array(values.length * 4);
  const view = new DataView(bytes.buffer);
  values.forEach((value, at) => view.setUint32(at * 4, value, HOST_LITTLE));
  return bytes;
}

/**
 * struct tpacket_block_desc { u32 version; u32 offset_to_priv; struct tpacket_hdr_v1 {
 *   u32 block_status; u32 num_pkts; u32 offset_to_first_pkt; u32 blk_len; u64 seq_num; ts first, last; } }
 */
export const BLOCK = { status: 8, packets: 12, firstPacket: 16 } as const;

/**
 * struct tpacket3_hdr { u32 next_offset, sec, nsec, snaplen, len, status; u16 mac, net;
 *   { u32 rxhash, vlan_tci; u16 vlan_tpid, padding; } u8 padding[8]; } and a struct sockaddr_ll after it.
 */
export const PACKET3 = {
  next: 0,
  sec: 4,
  nsec: 8,
  snaplen: 12,
  len: 16,
  status: 20,
  mac: 24,
  vlanTci: 32,
  vlanTpid: 36,
  /** sll_pkttype of the struct sockaddr_ll that follows the header */
  pkttype: 48 + 10,
} as const;

/**
 * struct tpacket2_hdr { u32 status, len, snaplen; u16 mac, net; u32 sec, nsec; u16 vlan_tci, vlan_tpid; u8 padding[4]; }
 * and a struct sockaddr_ll after it.
 */
export const PACKET2 = {
  len: 4,
  snaplen: 8,
  mac: 12,
  sec: 16,
  nsec: 20,
  vlanTci: 24,
  vlanTpid: 26,
  /** sll_pkttype of the struct sockaddr_ll that follows the header */
  pkttype: 32 + 10,
} as const;

export const TP_STATUS_KERNEL = 0;
export const TP_STATUS_USER = 1;
export const TP_STATUS_VLAN_VALID = 0x10;
export const TP_STATUS_VLAN_TPID_VALID = 0x40;

/** struct iovec { void *base; size_t len; } */
export const IOVEC = { base: 0, length: 8, size: 16 } as const;

/**
 * struct mmsghdr { struct msghdr { void *name; u32 namelen; struct iovec *iov; size_t iovlen; void *control;
 *   size_t controllen; int flags; } hdr; unsigned int len; }
 */
export const MMSGHDR = { iov: 16, iovlen: 24, size: 64 } as const;

/**
 * struct msghdr { void *name; u32 namelen; u32 pad; struct iovec *iov; size_t iovlen; void *control; size_t controllen;
 *   int flags; }
 */
export const MSGHDR = {
  name: 0,
  nameLength: 8,
  iov: 16,
  iovlen: 24,
  control: 32,
  controlLength: 40,
  size: 56,
} as const;

/** struct cmsghdr { size_t len (with this header); int level; int type; }, each begins at a multiple of 8 */
export const CMSGHDR = { length: 0, level: 8, type: 12, size: 16, align: 8 } as const;

/** struct tpacket_auxdata { u32 status, len, snaplen; u16 mac, net, vlan_tci, vlan_tpid; } */
export const AUXDATA = { status: 0, vlanTci: 16, vlanTpid: 18 } as const;

/** struct sockaddr_ll: sll_pkttype */
export const SOCKADDR_LL = { pkttype: 10, size: 20 } as const;

/** struct sock_fprog { u16 len; struct sock_filter *filter; } */
export const SOCK_FPROG = { count: 0, filter: 8, size: 16 } as const;
