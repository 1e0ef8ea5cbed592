import { UsageFault } from '../../base/fault.ts';
import { describeHostless, hostlessIn } from '../../base/hostless.ts';
import { formatPrefix } from '../../base/prefix.ts';
import {
  intersectRanges,
  type IpRange,
  normalizeRanges,
  subtractRanges,
  TargetSet,
} from '../../base/target-set.ts';
import type { InterfaceFacts } from '../../ports/host.ts';
import { isMember, whyNoArp } from './interfaces.ts';
import { localTargets } from './local-targets.ts';
import { type Locality, notHere } from './not-here.ts';
import { describeRanges } from './ranges.ts';
import { Reach, subnetsOf, wholeOf } from './reach.ts';

export interface ShareWish {
  /** What was asked for by address; empty asks the networks of the interfaces. */
  readonly ranges: readonly IpRange[];
  readonly excluded: readonly IpRange[];
  /** The networks of the interfaces too. */
  readonly local: boolean;
  /** The interfaces were named: every target is asked on each of them. */
  readonly named: boolean;
  /** With a tag: what is in those networks cannot be known here, and the only interface will do for it. */
  readonly tagged?: boolean;
  /** Of the networks the subnets alone, and those however large: who looks for a free address ends early. */
  readonly subnetsAlone?: boolean;
}

export interface Share {
  readonly facts: InterfaceFacts;
  readonly targets: TargetSet;
}

export interface Shares {
  /** Interfaces with nothing to ask are left out. */
  readonly shares: readonly Share[];
  /** Targets on none of the networks of those interfaces that are asked all the same. */
  readonly foreign: readonly IpRange[];
  /** For the person: what of the targets is not asked, and why. */
  readonly notes: readonly string[];
}

/**
 * Which interface asks for what. A target goes where it is reached without a router; one that is reached so nowhere is
 * asked on the named interfaces, or as part of a wider network than the one it is named for. With none named it is refused with where it is: UsageFault, or SystemFault when that link
 * is down. Targets that no host can have are left out, and refused where there are no others.
 */
export function shareTargets(
  interfaces: readonly InterfaceFacts[],
  wanted: ShareWish,
  ground: Locality = { all: interfaces, reach: new Reach(undefined, wanted.ranges) },
): Shares {
  const { all, reach } = ground;
  const notes: string[] = [];
  const hostless = hostlessIn(wanted.ranges, all.flatMap(subnetsOf).map(wholeOf));
  const ranges = subtractRanges(wanted.ranges, hostless);
  if (wanted.ranges.length > 0 && ranges.length === 0) throw nobodys(wanted.ranges);
  if (hostless.length > 0)
    notes.push(`${describeRanges(normalizeRanges(hostless))} is left out: no host can have such an address`);
  const asking = [
    ...interfaces,
    ...(wanted.named ? [] : unasked(interfaces, { ranges, excluded: wanted.excluded }, ground)),
  ];
  const reached = new Map(asking.map((facts) => [facts, reach.onLink(facts)]));
  const foreign = subtractRanges(ranges, [...[...reached.values()].flat(), ...wanted.excluded]);
  const everywhere = wanted.named || (wanted.tagged === true && interfaces.length === 1);
  const wider = foreign.length > 0 && !everywhere ? widerThanOne(wanted.ranges, reached) : undefined;
  const nowhere = everywhere ? [] : subtractRanges(foreign, wider?.ranges ?? []);
  if (nowhere.length > 0) throw notHere(nowhere, ground);
  const withLocal = wanted.local || wanted.ranges.length === 0;
  const shares = asking.map((facts) => {
    const own = reached.get(facts)!;
    const near = facts === wider?.facts ? [...own, ...wider.ranges] : own;
    const asked = everywhere ? ranges : intersectRanges(ranges, near);
    const local =
      withLocal && interfaces.includes(facts)
        ? localTargets(facts, reach, wanted.subnetsAlone === true)
        : undefined;
    notes.push(...(local?.notes ?? []));
    return { facts, targets: TargetSet.of([...asked, ...(local?.ranges ?? [])], wanted.excluded) };
  });
  const busy = shares.filter(({ targets }) => targets.size > 0);
  if (busy.length === 0) throw nothingLeft(asking, { notes, excluded: wanted.excluded });
  return { shares: busy, foreign, notes };
}

/** Networks as they were named that hold one of ours and more: the mask of the person may well be the right one. */
function widerThanOne(
  ranges: readonly IpRange[],
  reached: ReadonlyMap<InterfaceFacts, readonly IpRange[]>,
): { readonly facts: InterfaceFacts; readonly ranges: readonly IpRange[] } | undefined {
  const wide = ranges.filter(({ first, last }) => first !== last);
  const holders = [...reached].filter(([, own]) => intersectRanges(wide, own).length > 0);
  const [only, second] = holders;
  if (!only || second) return undefined;
  const [facts, own] = only;
  return { facts, ranges: wide.filter((range) => intersectRanges([range], own).length > 0) };
}

/** Interfaces that nobody means who names none, where targets are that are on no other. */
function unasked(
  interfaces: readonly InterfaceFacts[],
  wanted: Pick<ShareWish, 'ranges' | 'excluded'>,
  { all, reach }: Locality,
): readonly InterfaceFacts[] {
  const left = subtractRanges(wanted.ranges, [
    ...interfaces.flatMap((facts) => reach.onLink(facts)),
    ...wanted.excluded,
  ]);
  if (left.length === 0) return [];
  return all.filter(
    (facts) =>
      !interfaces.includes(facts) &&
      whyNoArp(facts) === undefined &&
      !isMember(facts, all) &&
      intersectRanges(left, reach.onLink(facts)).length > 0,
  );
}

function nobodys(ranges: readonly IpRange[]): UsageFault {
  const { first, last } = ranges[0]!;
  const words = describeHostless(first);
  return new UsageFault(
    'target',
    first === last
      ? `${words}, and no host can have it`
      : `no host can have an address of ${describeRanges(normalizeRanges(ranges))}: ${words}`,
    'name the addresses of hosts',
  );
}

function nothingLeft(
  interfaces: readonly InterfaceFacts[],
  { notes, excluded }: Pick<Shares, 'notes'> & Pick<ShareWish, 'excluded'>,
): UsageFault {
  if (notes.length > 0) return new UsageFault('target', notes.join('; '), 'name what to ask for');
  if (excluded.length > 0)
    return new UsageFault('target', 'nothing is left to ask for', 'name targets that are not excluded');
  const own = interfaces.map((facts) => `${facts.name}: ${subnetsOf(facts).map(formatPrefix).join(', ')}`);
  return new UsageFault(
    'target',
    `there is no network to ask (${own.join('; ')}), and no route leads to a neighbour`,
    'name what to ask for',
  );
}
