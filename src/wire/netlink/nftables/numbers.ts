/** NETLINK_NETFILTER of linux/netlink.h. */
export const NETLINK_NETFILTER = 12;

/** NFNL_SUBSYS_NFTABLES << 8 */
const SUBSYSTEM = 0x0a00;
/** NFT_MSG_* of linux/netfilter/nf_tables.h, as they stand in nlmsg_type. */
export const NFT_MSG = {
  newTable: SUBSYSTEM | 0,
  getTable: SUBSYSTEM | 1,
  deleteTable: SUBSYSTEM | 2,
  newChain: SUBSYSTEM | 3,
  getChain: SUBSYSTEM | 4,
  newRule: SUBSYSTEM | 6,
  getRule: SUBSYSTEM | 7,
  newSet: SUBSYSTEM | 9,
  getSet: SUBSYSTEM | 10,
  newElements: SUBSYSTEM | 12,
  getElements: SUBSYSTEM | 13,
  getGeneration: SUBSYSTEM | 16,
} as const;

/** NFNL_MSG_BATCH_*, without a subsystem. */
export const BATCH_BEGIN = 0x10;
export const BATCH_END = 0x11;
/** In the `res_id` of both: whose batch it is. */
export const BATCH_RESOURCE = 10;

/** NFPROTO_* */
export const NF_FAMILY = { arp: 3, netdev: 5, bridge: 7 } as const;
/** NF_ARP_IN */
export const NF_ARP_IN = 0;
/** NF_ACCEPT */
export const NF_ACCEPT = 1;

/** NFT_SET_* */
export const SET_TIMEOUT = 0x10;
export const SET_EVAL = 0x20;

/** NFT_META_* */
export const META_IIFNAME = 6;
/** NFT_PAYLOAD_NETWORK_HEADER */
export const NETWORK_HEADER = 1;
/** NFT_CMP_EQ */
export const CMP_EQUAL = 0;
/** NFT_LOOKUP_F_INV */
export const NOT_IN_SET = 1;
/** NFT_DYNSET_OP_UPDATE */
export const UPDATE = 1;

/** NF_DROP, and NFT_GOTO, which the kernel reads as signed. */
export const VERDICT = { drop: 0, goto: 0xfffffffc } as const;

/** NFT_REG_*: the verdict, four of 16 bytes, and the quarters of these. */
export const REGISTER = { verdict: 0, first: 1, second: 9 } as const;

/** How nft names the types of keys (its own numbers; the kernel only keeps them). */
export const KEY_TYPE = { ipv4: 7, ether: 9, ipv4AndEther: (7 << 6) | 9 } as const;

/** IFNAMSIZ: names are compared whole, with zeros behind them. */
export const IFNAME_SIZE = 16;
