import type { Ipv4 } from '../../base/ipv4.ts';
import type { Instant } from '../../base/time.ts';
import type { Timers } from './timers.ts';
import type { EpisodeBook } from './book.ts';
import type { HeardBeside } from './beside.ts';
import type { Groups } from './groups.ts';
import type { Leases } from './leases.ts';
import type { Meant } from './meant.ts';
import type { Networks } from './networks.ts';
import type { AskedPairs } from './asked-pairs.ts';
import type { LoneAnswers } from './lone-answers.ts';
import type { Roll } from './roll.ts';

/** What all that watch share. */
export interface Desk {
  readonly timers: Timers;
  readonly book: EpisodeBook;
  readonly roll: Roll;
  readonly networks: Networks;
  readonly questions: AskedPairs;
  readonly alone: LoneAnswers;
  readonly groups: Groups;
  readonly leases: Leases;
  readonly beside: HeardBeside;
  meant: Meant;
  now: Instant;
  /** When new stations become news. */
  newsFrom: Instant;
  /** Claims for which there was no room. */
  left: number;
}

/** A gateway or a virtual address, by what was told, by the adverts of routers, or by DHCP. */
export function isGateway(desk: Desk, ip: Ipv4, network: number): boolean {
  if (desk.meant.isGateway(ip, desk.networks.networkOf(network).vlan)) return true;
  if (desk.leases.isRouter(ip, network)) return true;
  return !desk.groups.isEmpty && desk.groups.isShared(ip, network);
}
