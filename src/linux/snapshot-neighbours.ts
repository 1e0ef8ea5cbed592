import { formatIpv4 } from '../base/ipv4.ts';
import { formatMac } from '../base/mac.ts';
import type { Neigh, NeighbourSnapshot, NudState, PublishedSnapshot, TableSnapshot } from '../kernel/host.ts';
import type { NeighbourEntry, TableTimers } from '../ports/neighbours.ts';
import { AF_INET } from '../wire/netlink/field.ts';
import {
  NEIGHBOUR_STATISTICS,
  type NeighbourTableMessage,
  neighbourTableCodec,
  RTM_GETNEIGHTBL,
} from '../wire/netlink/neighbour-table.ts';
import { NTF_PROXY, neighbourCodec, RTM_GETNEIGH } from '../wire/netlink/neighbour.ts';
import {
  glanceNeighbour,
  type NeighbourGlance,
  newNeighbourGlance,
} from '../wire/netlink/neighbour-glance.ts';
import type { Netlink } from './netlink-socket.ts';

type Names = ReadonlyMap<number, string>;

/** NUD_* of linux/neighbour.h. */
export const NUD_NAMES: Readonly<Record<number, NudState>> = {
  0: 'none',
  0x01: 'incomplete',
  0x02: 'reachable',
  0x04: 'stale',
  0x08: 'delay',
  0x10: 'probe',
  0x20: 'failed',
  0x40: 'noarp',
  0x80: 'permanent',
};

/** NTF_* of linux/neighbour.h, without those that say what kind of message it is. */
export const FLAGS: readonly (readonly [number, string])[] = [
  [0x02, 'self'],
  [0x04, 'master'],
  [0x10, 'extern_learn'],
  [0x20, 'offload'],
  [0x40, 'sticky'],
  [0x80, 'router'],
];
/** NTF_EXT_* */
export const EXTENDED_FLAGS: readonly (readonly [number, string])[] = [
  [0x1, 'managed'],
  [0x2, 'locked'],
  [0x4, 'validated'],
];
const NO_FLAGS: readonly string[] = [];

/** The cache and the published addresses alike: `flags` NTF_PROXY asks for the latter. */
export function readEntries(netlink: Netlink, nameOf: Names, flags = 0): readonly NeighbourEntry[] {
  const glance = newNeighbourGlance();
  return netlink.dumpEach(RTM_GETNEIGH, neighbourCodec.encode({ family: AF_INET, flags }), (message) =>
    glanceNeighbour(message, glance) ? entryOf(glance, nameOf) : undefined,
  );
}

export function entryOf(glance: NeighbourGlance, nameOf: Names): NeighbourEntry {
  const { index, confirmed, used, updated, mac, protocol } = glance;
  return {
    link: index === 0 ? null : (nameOf.get(index) ?? `if${index}`),
    ip: glance.ip,
    mac: mac < 0 ? null : mac,
    state: NUD_NAMES[glance.state] ?? 'none',
    flags: flagsOf(glance),
    published: (glance.flags & NTF_PROXY) !== 0,
    ages: used < 0 ? null : { used: used * 10, confirmed: confirmed * 10, updated: updated * 10 },
    probes: glance.probes,
    protocol: protocol < 0 ? null : protocol,
  };
}

export function readNeighbours(netlink: Netlink, nameOf: Names): readonly NeighbourSnapshot[] {
  return readEntries(netlink, nameOf).map(({ link, ip, mac, state, flags, ages, probes }) => ({
    link: link ?? 'if0',
    ip: formatIpv4(ip),
    mac: mac === null ? null : formatMac(mac),
    state,
    flags,
    ages,
    probes,
  }));
}

function flagsOf({ flags, extendedFlags }: NeighbourGlance): readonly string[] {
  if (flags === 0 && extendedFlags === 0) return NO_FLAGS;
  const plain = FLAGS.filter(([bit]) => (flags & bit) !== 0);
  const extended = EXTENDED_FLAGS.filter(([bit]) => (extendedFlags & bit) !== 0);
  return [...plain, ...extended].map(([, name]) => name);
}

export function readPublished(netlink: Netlink, nameOf: Names): readonly PublishedSnapshot[] {
  return readEntries(netlink, nameOf, NTF_PROXY).map(({ ip, link }) => ({
    ip: formatIpv4(ip),
    link,
    // The kernel keeps to itself how it was set (net/core/neighbour.c pneigh_fill_info); iproute2 sets it so.
    permanent: true,
  }));
}

const FULLS = NEIGHBOUR_STATISTICS.indexOf('table-fulls');

export function readTable(netlink: Netlink, nameOf: Names): TableTimers {
  let table: TableSnapshot = { entries: null, thresh1: null, thresh2: null, thresh3: null, fulls: null };
  let defaults: Neigh | null = null;
  let gcInterval: number | null = null;
  const links: Record<string, Neigh> = {};
  const request = neighbourTableCodec.encode({ family: AF_INET });
  for (const { payload } of netlink.dump(RTM_GETNEIGHTBL, request)) {
    const decoded = neighbourTableCodec.decode(payload);
    if (!decoded.ok || decoded.value.name !== 'arp_cache') continue;
    const { parameters, config, statistics } = decoded.value;
    const index = parameters?.index;
    if (config) {
      gcInterval = inUnits(decoded.value.gcInterval, 1000) ?? null;
      table = {
        entries: config.entries,
        thresh1: decoded.value.threshold1 ?? null,
        thresh2: decoded.value.threshold2 ?? null,
        thresh3: decoded.value.threshold3 ?? null,
        fulls: statistics?.[FULLS] ?? null,
      };
    }
    if (!parameters) continue;
    if (index === undefined || index === 0) defaults = neighOf(parameters);
    else {
      const name = nameOf.get(index);
      if (name !== undefined) links[name] = neighOf(parameters);
    }
  }
  return { table, default: defaults, gcInterval, links };
}

/** From the milliseconds of netlink to the units of /proc/sys/net/ipv4/neigh. */
function neighOf(of: NonNullable<NeighbourTableMessage['parameters']>): Neigh {
  return defined({
    base_reachable_time_ms: of.baseReachableTime,
    retrans_time_ms: of.retransmitTime,
    delay_first_probe_time: inUnits(of.delayProbeTime, 1000),
    gc_stale_time: inUnits(of.gcStaleTime, 1000),
    mcast_solicit: of.multicastProbes,
    ucast_solicit: of.unicastProbes,
    app_solicit: of.appProbes,
    mcast_resolicit: of.multicastReprobes,
    locktime: inUnits(of.lockTime, 10),
    proxy_delay: inUnits(of.proxyDelay, 10),
    proxy_qlen: of.proxyQueueLength,
    anycast_delay: inUnits(of.anycastDelay, 10),
    unres_qlen: of.queueLength,
    unres_qlen_bytes: of.queueBytes,
    interval_probe_time_ms: of.intervalProbeTime,
    reachable_time_ms: of.reachableTime,
  });
}

function inUnits(milliseconds: number | undefined, unit: number): number | undefined {
  return milliseconds === undefined ? undefined : milliseconds / unit;
}

function defined(values: Readonly<Record<keyof Neigh, number | undefined>>): Neigh {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Neigh;
}
