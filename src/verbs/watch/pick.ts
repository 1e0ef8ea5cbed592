import { findInterface, isMember, whyNoArp } from '../../asking/targets/interfaces.ts';
import type { InterfaceFacts } from '../../ports/host.ts';

/** An interface that is not watched, and why: part of a sentence. */
export interface NotHeard {
  readonly name: string;
  readonly why: string;
}

export interface Picked {
  readonly watched: readonly InterfaceFacts[];
  readonly leftOut: readonly NotHeard[];
}

/** Kinds whose frames the link below them carries as they are, or with a tag, and hears first. */
const HEARD_BELOW: ReadonlySet<string> = new Set(['vlan', 'macvlan', 'macvtap', 'ipvlan', 'ipvtap']);

/**
 * The interfaces that carry ARP, each frame once: members of bridges and bonds are heard at their master, VLANs at their
 * trunk; ends of containers are left out, unless nothing else is there. What can never have ARP is not even named.
 */
export function pickAll(all: readonly InterfaceFacts[]): Picked {
  const leftOut: NotHeard[] = [];
  const fit = all.filter((one) => {
    const refused = whyNotHeard(one);
    const why = refused?.never === true ? undefined : (refused?.why ?? whyElsewhere(one, all));
    if (why !== undefined) leftOut.push({ name: one.name, why });
    return refused === undefined && why === undefined;
  });
  const own = fit.filter((one) => !isContainers(one));
  const candidates = own.length > 0 ? own : fit;
  if (own.length > 0)
    for (const { name } of fit.filter(isContainers)) leftOut.push({ name, why: 'leads to a container' });
  const indices = new Set(candidates.map(({ index }) => index));
  const watched = candidates.filter((one) => {
    const below = heardBelow(one, all, indices);
    if (below !== undefined) leftOut.push({ name: one.name, why: `is heard on ${below}` });
    return below === undefined;
  });
  return { watched, leftOut };
}

/** The interfaces of these names as far as they can be heard now; `missing` are not there, or not yet. */
export function pickNamed(
  all: readonly InterfaceFacts[],
  names: readonly string[],
): { readonly watched: ReadonlyMap<string, InterfaceFacts>; readonly missing: readonly NotHeard[] } {
  const watched = new Map<string, InterfaceFacts>();
  const missing: NotHeard[] = [];
  for (const name of names) {
    const facts = findInterface(all, name);
    const refused = facts === undefined ? undefined : whyNotHeard(facts);
    if (facts === undefined) missing.push({ name, why: 'is not there' });
    else if (refused !== undefined) missing.push({ name, why: refused.why });
    else watched.set(name, facts);
  }
  return { watched, missing };
}

/** Without a carrier nothing comes, but it may at any time. */
export function whyNotHeard(
  facts: InterfaceFacts,
): { readonly why: string; readonly never: boolean; readonly remedy: string } | undefined {
  const refused = whyNoArp({ ...facts, carrier: true });
  if (refused === undefined) return undefined;
  return { why: refused.sentence, never: refused.lacks !== undefined, remedy: refused.remedy };
}

function whyElsewhere(one: InterfaceFacts, all: readonly InterfaceFacts[]): string | undefined {
  if (!isMember(one, all)) return undefined;
  const master = all.find(({ index }) => index === one.master);
  return master === undefined ? 'is a member of a bridge or bond' : `is heard on ${master.name}`;
}

function isContainers({ leadsAway, addresses }: InterfaceFacts): boolean {
  return leadsAway === true && addresses.length === 0;
}

/** The name of the lowest watched link below it, however many lie between. */
function heardBelow(
  one: InterfaceFacts,
  all: readonly InterfaceFacts[],
  watched: ReadonlySet<number>,
): string | undefined {
  let link: InterfaceFacts | undefined = one;
  let found: string | undefined;
  for (let depth = 0; depth < 8 && link !== undefined; depth++) {
    if (!HEARD_BELOW.has(link.kind ?? '') || link.lower === undefined) break;
    const below: number = link.lower;
    link = all.find(({ index }) => index === below);
    if (link !== undefined && watched.has(below)) found = link.name;
  }
  return found;
}
