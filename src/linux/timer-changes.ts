import { NEIGH, type NeighName } from '../kernel/conf.ts';
import type { TimerChange } from '../change/change.ts';
import type { Outcome } from '../ports/neighbours.ts';
import { AF_INET } from '../wire/netlink/field.ts';
import {
  type NeighbourTableMessage,
  neighbourTableCodec,
  RTM_SETNEIGHTBL,
} from '../wire/netlink/neighbour-table.ts';
import { errnoName } from './ffi/errno.ts';
import type { Netlink } from './netlink-socket.ts';

type Parameters = NonNullable<NeighbourTableMessage['parameters']>;

/** NDTPA_* of each setting; undefined: the kernel draws it. */
const PARAMETER: Readonly<Record<NeighName, keyof Parameters | undefined>> = {
  base_reachable_time_ms: 'baseReachableTime',
  retrans_time_ms: 'retransmitTime',
  delay_first_probe_time: 'delayProbeTime',
  gc_stale_time: 'gcStaleTime',
  mcast_solicit: 'multicastProbes',
  ucast_solicit: 'unicastProbes',
  app_solicit: 'appProbes',
  mcast_resolicit: 'multicastReprobes',
  locktime: 'lockTime',
  proxy_delay: 'proxyDelay',
  proxy_qlen: 'proxyQueueLength',
  anycast_delay: 'anycastDelay',
  unres_qlen: 'queueLength',
  unres_qlen_bytes: 'queueBytes',
  interval_probe_time_ms: 'intervalProbeTime',
  reachable_time_ms: undefined,
};

const THRESHOLD = { gc_thresh1: 'threshold1', gc_thresh2: 'threshold2', gc_thresh3: 'threshold3' } as const;
const NAME = 'arp_cache';

/** One request each: the defaults and the thresholds are refused with ENOENT outside the machine's first namespace. */
export function setTimers(
  netlink: Netlink,
  changes: readonly TimerChange[],
  nameOf: ReadonlyMap<number, string>,
): readonly Outcome[] {
  const indexOf = new Map([...nameOf].map(([index, name]) => [name, index]));
  return changes.map((change) => {
    const payload = payloadOf(change, indexOf);
    if (payload === undefined) return { code: 'ENODEV', words: null };
    const { errno, text } = netlink.ask({ type: RTM_SETNEIGHTBL, payload }).ack;
    return { code: errno === 0 ? null : errnoName(errno), words: text };
  });
}

function payloadOf(change: TimerChange, indexOf: ReadonlyMap<string, number>): Uint8Array | undefined {
  const { value } = change;
  if (change.do === 'set-threshold')
    return neighbourTableCodec.encode({ family: AF_INET, name: NAME, [THRESHOLD[change.setting]]: value });
  if (change.do === 'set-gc-interval')
    return neighbourTableCodec.encode({ family: AF_INET, name: NAME, gcInterval: value * 1000 });
  const { link, setting } = change;
  const parameter = PARAMETER[setting];
  const index = link === 'default' ? undefined : indexOf.get(link);
  if (parameter === undefined || (index === undefined && link !== 'default')) return undefined;
  const set = { [parameter]: value * (NEIGH[setting].unit ?? 1) };
  const parameters: Parameters = index === undefined ? set : { index, ...set };
  return neighbourTableCodec.encode({ family: AF_INET, name: NAME, parameters });
}
