import { UsageFault } from '../base/fault.ts';
import { type IpRange, TargetSet } from '../base/target-set.ts';
import { parseTargets } from '../base/targets.ts';
import type { Host, InterfaceFacts } from '../ports/host.ts';
import { findInterface } from '../asking/targets/interfaces.ts';
import { subnetsOf, wholeOf } from '../asking/targets/reach.ts';
import { shareOut, type Wishes } from '../asking/targets/share-out.ts';
import type { Share } from '../asking/targets/shares.ts';

/**
 * What is asked for: words as on the command line (`'10.0.0.7'`, `'10.0.0.0/24'`, `'10.0.0.10-99'`, `'10.0.0,1.1-254'`, or
 * the name of an interface, whose networks are meant), several of them, or a set made before. Host names are not looked
 * up: that takes time and may fail, so it is the caller's (`dns.promises.lookup`).
 */
export type Targets = string | readonly string[] | TargetSet;

/** The interfaces by name (notes and remedies call it `-I`); left out: those that reach the targets without a router. */
export type On = string | readonly string[];

/** Ranges, and the interfaces that stand among the words. */
interface Aim {
  readonly ranges: readonly IpRange[];
  readonly interfaces: readonly InterfaceFacts[];
}

function aimOf(targets: Targets | undefined, all: readonly InterfaceFacts[], where: string): Aim {
  if (targets === undefined) return { ranges: [], interfaces: [] };
  if (targets instanceof TargetSet) return { ranges: targets.ranges, interfaces: [] };
  const ranges: IpRange[] = [];
  const interfaces: InterfaceFacts[] = [];
  const words = typeof targets === 'string' ? [targets] : targets;
  for (const target of words.flatMap((word) => parseTargets(word, where))) {
    if (target.kind === 'range') ranges.push(target.range);
    else if (target.kind === 'name') interfaces.push(named(target.name, all, where));
    else
      throw new UsageFault(
        where,
        'no list is read from a file or stdin here',
        'read it yourself and give the addresses; parseTargetText understands such lists',
      );
  }
  return { ranges, interfaces };
}

function named(name: string, all: readonly InterfaceFacts[], where: string): InterfaceFacts {
  const facts = findInterface(all, name);
  if (facts) return facts;
  const others = all.filter(({ loopback }) => !loopback).map((one) => one.name);
  const there = others.length > 0 ? ` (there are ${others.join(', ')})` : '';
  throw new UsageFault(
    where,
    `${name} is no interface here${there}, and names of hosts are not looked up`,
    'give the address: dns.promises.lookup finds it',
  );
}

/** The addresses that are named, those of interfaces being their networks. Throws UsageFault. */
export function rangesOf(
  targets: Targets | undefined,
  all: readonly InterfaceFacts[],
  where: string,
): readonly IpRange[] {
  const { ranges, interfaces } = aimOf(targets, all, where);
  return [...ranges, ...interfaces.flatMap(subnetsOf).map(wholeOf)];
}

/** Where to ask for what. */
export interface AimWishes {
  readonly targets?: Targets | undefined;
  readonly on?: On | undefined;
  readonly except?: Targets | undefined;
  /** Ask with a VLAN tag: what is on those networks is not known here. */
  readonly tagged?: boolean;
}

/** The interfaces of the host, and what is wished of them as all verbs take it. Throws UsageFault. */
export function takeWishes(
  host: Host,
  wishes: AimWishes,
): { readonly all: readonly InterfaceFacts[]; readonly wishes: Wishes } {
  const all = host.interfaces();
  const aim = aimOf(wishes.targets, all, 'targets');
  return {
    all,
    wishes: {
      routing: host.routing,
      named: [...namesOf(wishes.on), ...aim.interfaces.map(({ name }) => name)],
      ranges: aim.ranges,
      excluded: rangesOf(wishes.except, all, 'except'),
      local: aim.interfaces.length > 0,
      tagged: wishes.tagged === true,
    },
  };
}

/** Which interface asks for what. Throws UsageFault, SystemFault. */
export function takeAim(
  host: Host,
  aim: AimWishes,
): { readonly shares: readonly Share[]; readonly notes: readonly string[] } {
  const { all, wishes } = takeWishes(host, aim);
  return shareOut(all, wishes);
}

/** `on` as a list. */
export function namesOf(on: On | undefined): readonly string[] {
  if (on === undefined) return [];
  return typeof on === 'string' ? [on] : on;
}

/** A bare target, several, a set, or nothing at all: the short ways to write `{ targets }`. */
export function asWishes<W extends { readonly targets?: Targets | undefined }>(
  aim: Targets | W | undefined,
): W {
  const bare = aim === undefined || typeof aim === 'string' || Array.isArray(aim) || aim instanceof TargetSet;
  return bare ? ({ targets: aim } as W) : (aim as W);
}
