import type { InterfaceFacts } from '../../ports/host.ts';
import type { Routing } from '../../ports/routing.ts';
import { chooseInterfaces, fitInterfaces } from './interfaces.ts';
import { type Locality, whereabouts } from './not-here.ts';
import { describeRanges } from './ranges.ts';
import { Reach } from './reach.ts';
import { type Shares, shareTargets, type ShareWish } from './shares.ts';

export interface Wishes extends Omit<ShareWish, 'named'> {
  readonly routing: Routing | undefined;
  /** The interfaces to ask on; none: those that reach the targets. */
  readonly named: readonly string[];
}

/** Which interface of this host asks for what, the same for every verb that asks. Throws UsageFault, SystemFault. */
export function shareOut(all: readonly InterfaceFacts[], wishes: Wishes): Omit<Shares, 'foreign'> & Locality {
  const { routing, named, ranges } = wishes;
  const reach = new Reach(routing, wishes.local ? [] : ranges);
  const ground = { all, reach };
  const chosen = choose(all, wishes, reach);
  const { shares, foreign, notes } = shareTargets(chosen, { ...wishes, named: named.length > 0 }, ground);
  const numbered = shares.filter(({ facts }) => facts.addresses.length > 0);
  if (foreign.length === 0 || numbered.length === 0 || wishes.tagged === true)
    return { shares, notes, ...ground };
  const on = numbered.map(({ facts }) => facts.name).join(', ');
  const note = `${describeRanges(foreign)} ${whereabouts(foreign, ground).words}; it is asked for on ${on} all the same`;
  return { shares, notes: [...notes, note], ...ground };
}

function choose(
  all: readonly InterfaceFacts[],
  { named, ranges }: Wishes,
  reach: Reach,
): readonly InterfaceFacts[] {
  const routed = (facts: InterfaceFacts): boolean => reach.byRoute(facts).length > 0;
  if (named.length > 0) return chooseInterfaces(all, named, ranges.length > 0 ? true : routed);
  // A target may be reached on one that nobody means who names none, and one that is down is told as that.
  return ranges.length > 0 ? fitInterfaces(all, routed) : chooseInterfaces(all, [], routed);
}
