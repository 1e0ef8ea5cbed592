import { formatIpv4, type Ipv4 } from '../../base/ipv4.ts';
import type { InterfaceFacts } from '../../ports/host.ts';
import { nearness, type Reach } from './reach.ts';
import { shareOut, type Wishes } from './share-out.ts';

export interface Place {
  readonly facts: InterfaceFacts;
  /** The source address of the kernel's own question, where the interface has none. */
  readonly source: Ipv4 | null;
  /** The interface of this host that has the address itself. */
  readonly owner: InterfaceFacts | undefined;
  /** For the person: what might surprise. */
  readonly notes: readonly string[];
}

/**
 * The one interface to ask on for one address: the named one, else where this host itself would ask, else the one with the
 * narrowest subnet. Throws UsageFault, SystemFault.
 */
export function placeFor(
  ip: Ipv4,
  all: readonly InterfaceFacts[],
  wishes: Pick<Wishes, 'routing' | 'named' | 'tagged'>,
): Place {
  const ranges = [{ first: ip, last: ip }];
  const { shares, reach, notes } = shareOut(all, { ...wishes, ranges, excluded: [], local: false });
  const direct = reach.directLink(ip);
  const ranked = shares
    .map(({ facts }) => facts)
    .toSorted(
      (a, b) => Number(b.name === direct) - Number(a.name === direct) || nearness(b, ip) - nearness(a, ip),
    );
  const [facts, ...others] = ranked;
  const told = [...notes];
  if (others.length > 0)
    told.push(
      `${formatIpv4(ip)} is asked for on ${facts!.name}; it is in a subnet of ${others.map(({ name }) => name).join(', ')} too (-I)`,
    );
  const owner =
    wishes.tagged === true ? undefined : all.find(({ addresses }) => addresses.some((own) => own.ip === ip));
  return { facts: facts!, source: sourceOf(facts!, reach, ip), owner, notes: told };
}

function sourceOf(facts: InterfaceFacts, reach: Reach, ip: Ipv4): Ipv4 | null {
  if (facts.addresses.length > 0 || reach.directLink(ip) !== facts.name) return null;
  const way = reach.wayTo(ip);
  return typeof way === 'object' ? way.source : null;
}
