import { type NetlinkField, text, u32, u64, u64s } from './field.ts';
import { messageCodec, type ValueOfCodec } from './layout.ts';
import { attribute, nest } from './table.ts';

export const RTM_NEWNEIGHTBL = 64;
export const RTM_GETNEIGHTBL = 66;
export const RTM_SETNEIGHTBL = 67;

/** NDTPA_*; times in milliseconds. Without `index`: the defaults. */
const PARAMETERS = {
  index: attribute(1, u32),
  references: attribute(2, u32),
  /** Drawn at random around `baseReachableTime`; read only. */
  reachableTime: attribute(3, u64),
  baseReachableTime: attribute(4, u64),
  retransmitTime: attribute(5, u64),
  gcStaleTime: attribute(6, u64),
  delayProbeTime: attribute(7, u64),
  queueLength: attribute(8, u32),
  appProbes: attribute(9, u32),
  unicastProbes: attribute(10, u32),
  multicastProbes: attribute(11, u32),
  anycastDelay: attribute(12, u64),
  proxyDelay: attribute(13, u64),
  proxyQueueLength: attribute(14, u32),
  lockTime: attribute(15, u64),
  queueBytes: attribute(16, u32),
  multicastReprobes: attribute(17, u32),
  intervalProbeTime: attribute(19, u64),
};

/** struct ndt_config { u16 key_len, entry_size; u32 entries, last_flush, last_rand, hash_rnd, hash_mask, hash_chain_gc, proxy_qlen; } */
export interface NeighbourTableConfig {
  readonly keyLength: number;
  readonly entrySize: number;
  /** Entries of all network namespaces together. */
  readonly entries: number;
  /** Milliseconds ago. */
  readonly lastFlush: number;
  readonly lastRandom: number;
  readonly hashRandom: number;
  readonly hashMask: number;
  readonly hashChainGc: number;
  readonly proxyQueueLength: number;
}

const config: NetlinkField<NeighbourTableConfig> = {
  read: (r, bytes) => ({
    keyLength: r.u16(bytes),
    entrySize: r.u16(bytes.subarray(2)),
    entries: r.u32(bytes.subarray(4)),
    lastFlush: r.u32(bytes.subarray(8)),
    lastRandom: r.u32(bytes.subarray(12)),
    hashRandom: r.u32(bytes.subarray(16)),
    hashMask: r.u32(bytes.subarray(20)),
    hashChainGc: r.u32(bytes.subarray(24)),
    proxyQueueLength: r.u32(bytes.subarray(28)),
  }),
  write: (w, value) => {
    w.u16(value.keyLength);
    w.u16(value.entrySize);
    w.u32(value.entries);
    w.u32(value.lastFlush);
    w.u32(value.lastRandom);
    w.u32(value.hashRandom);
    w.u32(value.hashMask);
    w.u32(value.hashChainGc);
    w.u32(value.proxyQueueLength);
  },
};

/** struct ndt_stats in order; all of them count over all network namespaces. */
export const NEIGHBOUR_STATISTICS = [
  'allocs',
  'destroys',
  'hash-grows',
  'resolutions-failed',
  'lookups',
  'hits',
  'multicast-probes-received',
  'unicast-probes-received',
  'periodic-gc-runs',
  'forced-gc-runs',
  'table-fulls',
] as const;

export const neighbourTableCodec = messageCodec(
  'ndtmsg',
  { family: 'u8', _pad1: 'u8', _pad2: 'u16' },
  {
    /** `arp_cache` for IPv4. */
    name: attribute(1, text),
    threshold1: attribute(2, u32),
    threshold2: attribute(3, u32),
    threshold3: attribute(4, u32),
    config: attribute(5, config),
    parameters: nest(6, PARAMETERS),
    statistics: attribute(7, u64s),
    gcInterval: attribute(8, u64),
  },
);

export type NeighbourTableMessage = ValueOfCodec<typeof neighbourTableCodec>;
