import type { ExpectedPair } from '../../inventory/expected.ts';
import type { Approval, Stood } from '../../ports/orders.ts';

/** What approvals mean to a watch, beside what baselines and files say. Each carries its end: the fold minds it. */
export function expectedOf(approvals: readonly Stood<Approval>[]): readonly ExpectedPair[] {
  return approvals.map(({ value: { ip, mac, note, expires } }) => ({ ip, mac, vlan: null, note, expires }));
}
