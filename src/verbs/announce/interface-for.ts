import { chooseInterfaces, fitInterfaces } from '../../asking/targets/interfaces.ts';
import { onDeafLink } from '../../asking/targets/not-here.ts';
import { describeRanges } from '../../asking/targets/ranges.ts';
import { Reach } from '../../asking/targets/reach.ts';
import { UsageFault } from '../../base/fault.ts';
import { type IpRange, subtractRanges, type TargetSet } from '../../base/target-set.ts';
import type { InterfaceFacts } from '../../ports/host.ts';
import type { Routing } from '../../ports/routing.ts';

/** The one with all the addresses, else the one that reaches them without a router. Throws UsageFault, SystemFault. */
export function interfaceFor(
  addresses: TargetSet,
  named: string | undefined,
  {
    interfaces: all,
    routing,
  }: { readonly interfaces: readonly InterfaceFacts[]; readonly routing?: Routing | undefined },
): InterfaceFacts {
  if (named !== undefined) return chooseInterfaces(all, [named], true)[0]!;
  const reach = new Reach(routing, addresses.ranges);
  const fit = fitInterfaces(all, (facts) => reach.byRoute(facts).length > 0);
  const own = (facts: InterfaceFacts): readonly IpRange[] =>
    facts.addresses.map(({ ip }) => ({ first: ip, last: ip }));
  const onLink = (facts: InterfaceFacts): readonly IpRange[] => reach.onLink(facts);
  for (const rangesOf of [own, onLink]) {
    const holders = fit.filter((facts) => subtractRanges(addresses.ranges, rangesOf(facts)).length === 0);
    if (holders.length === 1) return holders[0]!;
    if (holders.length > 1)
      throw new UsageFault(
        'interface',
        `${describeRanges(addresses.ranges)} could be announced on ${holders.map(({ name }) => name).join(', ')}`,
        'name one with -I',
      );
  }
  if (fit.length === 0) chooseInterfaces(all, [], false);
  const deaf = onDeafLink(addresses.ranges, { all, reach });
  if (deaf) throw deaf;
  const where = addresses.size === 1 ? 'is in no network of' : 'are not all in a network of one of';
  throw new UsageFault(
    'address',
    `${describeRanges(addresses.ranges)} ${where} ${fit.map(({ name }) => name).join(', ')}`,
    'name the interface to announce on with -I',
  );
}
