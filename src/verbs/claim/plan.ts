import { type ClaimTiming, RFC5227 } from '../../kernel/conflict.ts';
import type { ClaimPlan } from './events.ts';
import { type CheckInterface, CLAIMS_PER_SECOND, FAST_TIMING } from './options.ts';

/** What a check sends at most, and how long it takes at most; an answer cuts it short. */
export function planCheck(wishes: {
  readonly interfaces: readonly CheckInterface[];
  readonly vlan: number | null;
  readonly timing?: Partial<ClaimTiming>;
  /** Announcements follow, and the whole goes on. */
  readonly claims?: boolean;
}): ClaimPlan {
  const { interfaces, vlan, claims = false } = wishes;
  const timing = { ...RFC5227, ...wishes.timing };
  const total = interfaces.reduce((sum, { targets }) => sum + targets.size, 0);
  const most = Math.max(0, ...interfaces.map(({ targets }) => targets.size));
  const asks = interfaces.some(({ facts }) => facts.addresses.length > 0) && vlan === null;
  const each = timing.probes + (asks ? timing.probes - 1 : 0) + (claims ? timing.announcements : 0);
  const spread = (most - 1) / CLAIMS_PER_SECOND;
  return {
    type: 'plan',
    interfaces: interfaces.map(({ facts, targets }) => ({
      name: facts.name,
      mac: facts.mac,
      addresses: facts.addresses.map(({ ip }) => ip),
      targets: targets.size,
      vlans: vlan === null ? [] : [vlan],
    })),
    packets: total * each,
    rate: CLAIMS_PER_SECOND * each,
    seconds: spread + secondsOf(timing),
    fastSeconds: spread + secondsOf({ ...RFC5227, ...FAST_TIMING }),
  };
}

function secondsOf({ probeWait, probes, probeMax, announceWait }: ClaimTiming): number {
  return (probeWait + (probes - 1) * probeMax + announceWait) / 1000;
}
