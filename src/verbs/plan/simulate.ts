import { formatIpv4, type Ipv4, parseIpv4 } from '../../base/ipv4.ts';
import { after } from '../../change/after.ts';
import type { Declaration } from '../../declare/declaration.ts';
import type { Plan } from '../../declare/plan.ts';
import type { AnswerShift } from '../../declare/shifts.ts';
import type { NamedHost } from '../../doctor/hosts.ts';

/** What puts snapshots on one segment and asks there. */
export interface ForetoldAnswers {
  /** `web1:eth0` for each interface that answers. */
  readonly whoAnswers: (
    hosts: readonly NamedHost[],
    addresses: readonly Ipv4[],
  ) => ReadonlyMap<Ipv4, readonly string[]>;
  /** Addresses that several of them have. */
  readonly sharedAddresses: (hosts: readonly NamedHost[]) => readonly Ipv4[];
}

/**
 * Who answers on a segment, before and after the plan, for what it changes, what it declares for several hosts, and what
 * they share. The first of `hosts` is the one that the plan is for; their names differ.
 */
export function simulate(
  of: { readonly plan: Plan; readonly declaration: Declaration },
  hosts: readonly NamedHost[],
  { whoAnswers, sharedAddresses }: ForetoldAnswers,
): readonly AnswerShift[] {
  const { plan, declaration } = of;
  const [first, ...others] = hosts;
  if (!first) return [];
  const changes = plan.steps.map(({ change }) => change);
  const then = [{ ...first, host: after(first.host, changes) }, ...others];
  const asked = new Set<Ipv4>([
    ...plan.shifts.map(({ ip }) => parseIpv4(ip) ?? 0),
    ...(declaration.vip?.addresses.map(({ value }) => value) ?? []),
    ...sharedAddresses(hosts),
    ...sharedAddresses(then),
  ]);
  const before = whoAnswers(hosts, [...asked]);
  const behind = whoAnswers(then, [...asked]);
  return [...asked].map((ip) => ({
    ip: formatIpv4(ip),
    before: before.get(ip) ?? [],
    after: behind.get(ip) ?? [],
  }));
}
