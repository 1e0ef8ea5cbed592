import { formatIpv4 } from '../base/ipv4.ts';
import { commandOf } from '../change/change.ts';
import type { AnnounceOptions } from '../verbs/announce/options.ts';
import { type AnnouncePlan, planAnnouncement } from '../verbs/announce/plan.ts';
import type { MoveOptions } from '../verbs/move/options.ts';
import { planMove } from '../verbs/move/plan.ts';
import { describeRanges } from '../asking/targets/ranges.ts';
import { round } from './station.ts';

type JsonRecord = Readonly<Record<string, unknown>>;

/** schema/announce-plan.v1.json */
export function announcePlanRecord(options: AnnounceOptions): JsonRecord {
  const { facts, vlan, addresses, forms, via, verify, count, rate, refresh } = options;
  const plan = planAnnouncement(options);
  return {
    v: 1,
    type: 'announce-plan',
    interface: facts.name,
    vlan,
    ips: describeRanges(addresses.ranges),
    addresses: addresses.size,
    forms,
    peers: via.map(({ ip }) => formatIpv4(ip)),
    verify,
    rounds: count,
    ...packets(plan, plan.looks),
    most: plan.most,
    rate: Number.isFinite(rate) ? rate : null,
    seconds: round(plan.seconds, 3),
    longest: round(plan.longest, 3),
    refresh: refresh === null ? null : refresh / 1000,
  };
}

/** schema/move-plan.v1.json */
export function movePlanRecord(options: MoveOptions): JsonRecord {
  const { facts, address, prefixLength, via, count, rate, wait } = options;
  const { looks, announcing, most } = planMove(options);
  const already = facts.addresses.some(({ ip }) => ip === address);
  return {
    v: 1,
    type: 'move-plan',
    ip: formatIpv4(address),
    prefixLength,
    interface: facts.name,
    already,
    command: already ? null : commandOf({ do: 'add-address', ...addressPlanOf(options) }),
    peers: via.map(({ ip }) => formatIpv4(ip)),
    rounds: count,
    ...packets(announcing, looks),
    most,
    rate: Number.isFinite(rate) ? rate : null,
    wait: wait / 1000,
  };
}

/** The address as it is added. */
export function addressPlanOf({ facts, address, prefixLength }: MoveOptions) {
  const local = formatIpv4(address);
  return { link: facts.name, local, prefixLength, peer: null, scope: 'global', label: null } as const;
}

function packets({ announcements, questions, again }: AnnouncePlan, looks: number): JsonRecord {
  return { announcements, looks, questions, again };
}
