import { formatIpv4 } from '../base/ipv4.ts';
import { formatMac } from '../base/mac.ts';
import type { ScanEvent } from '../verbs/scan/events.ts';
import type { JsonRecord } from './kind.ts';

type WholePlan = Extract<ScanEvent, { type: 'plan' }>;
type Needed = 'ifLost' | 'evidence' | 'most';
/** Not every verb has packets that are only sent where they are needed. */
export type ScanPlan = Omit<WholePlan, Needed> & Partial<Pick<WholePlan, Needed>>;

/** schema/plan.v1.json */
export function planRecord(plan: ScanPlan): JsonRecord {
  return {
    v: 1,
    type: 'plan',
    interfaces: plan.interfaces.map(({ name, mac, addresses, targets, vlans }) => ({
      interface: name,
      mac: formatMac(mac),
      addresses: addresses.map(formatIpv4),
      targets,
      vlans,
    })),
    packets: plan.packets,
    ifLost: plan.ifLost ?? 0,
    evidence: plan.evidence ?? 0,
    most: plan.most ?? plan.packets,
    rate: Number.isFinite(plan.rate) ? plan.rate : null,
    seconds: plan.seconds,
    fastSeconds: plan.fastSeconds,
  };
}
