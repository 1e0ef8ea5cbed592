import type { Ipv4 } from '../base/ipv4.ts';
import { contains, parsePrefix, type Prefix } from '../base/prefix.ts';
import type { KernelLink } from '../kernel/kernel.ts';
import { askerIn, names, NOBODY, type Scene } from './scene.ts';
import { type HostSegment, subnetsOf } from './segments.ts';

/** More askers of one link are not told apart. */
const MOST_STRANGERS = 3;

/** Links of one segment with its subnets, or one link with those who may ask there for anything. */
export type Wire = {
  readonly links: readonly KernelLink[];
  readonly subnets: readonly Prefix[];
  /** Other subnets of these links: what lies in them is asked for on another wire. */
  readonly others: readonly Prefix[];
  /** Askers of no subnet, to whom a route of the link leads. */
  readonly strangers: readonly Ipv4[];
  /** Asked when none of those is answered: somebody of no known network may be heard where they are refused. */
  readonly unknown: readonly Ipv4[];
};

export function wiresOf(scene: Scene): readonly Wire[] {
  const shared = scene.segments.flatMap((segment) => sharedWires(segment));
  const elsewhere = sendersElsewhere(scene);
  const alone = scene.hearing.flatMap((link): Wire[] => {
    const strangers = strangersOn(scene, link);
    if (strangers.length === 0 && subnetsOf(link).length > 0) return [];
    return [
      {
        links: [link],
        subnets: [],
        others: [],
        strangers: strangers.length > 0 ? strangers : [NOBODY],
        unknown: [NOBODY, ...(subnetsOf(link).length > 0 ? [] : elsewhere)],
      },
    ];
  });
  return [...shared, ...widerWires(scene), ...alone];
}

/**
 * A segment is a guess from nested subnets; that two links are on one wire is believed only of those whose own subnets
 * meet, for what one of them answers on another wire is no answer on this one.
 */
function sharedWires({ prefix, links }: HostSegment): readonly Wire[] {
  const within = (link: KernelLink): readonly Prefix[] =>
    subnetsOf(link)
      .map((subnet) => subnet.prefix)
      .filter(({ network }) => contains(prefix, network));
  const wires = new Map<string, Wire>();
  for (const link of links) {
    const own = within(link);
    const near = links.filter((other) => other === link || within(other).some((one) => own.some(meets(one))));
    const key = names(near).join('/');
    const known = wires.get(key);
    const subnets = [...(known?.subnets ?? []), ...own];
    const all = near.flatMap(subnetsOf).map((subnet) => subnet.prefix);
    const others = all.filter((one) => !contains(prefix, one.network));
    wires.set(key, { links: near, subnets, others, strangers: [], unknown: [] });
  }
  return [...wires.values()];
}

/** A link in several networks, with all that share one of them: who asks in any is heard by those as well. */
function widerWires({ segments }: Scene): readonly Wire[] {
  const segmentsOfLink = new Map<KernelLink, HostSegment[]>();
  for (const segment of segments)
    for (const link of segment.links)
      segmentsOfLink.set(link, [...(segmentsOfLink.get(link) ?? []), segment]);
  return [...segmentsOfLink].flatMap(([link, several]): Wire[] => {
    const own = subnetsOf(link).map(({ prefix }) => prefix);
    const near = [...new Set(several.flatMap(({ links }) => links))].filter((other) =>
      subnetsOf(other).some(({ prefix }) => own.some(meets(prefix))),
    );
    if (several.length < 2 || near.length < 2) return [];
    return [{ links: near, subnets: own, others: [], strangers: [], unknown: [] }];
  });
}

function meets(one: Prefix): (other: Prefix) => boolean {
  return (other) => contains(one, other.network) || contains(other, one.network);
}

function strangersOn(scene: Scene, link: KernelLink): Ipv4[] {
  const found: Ipv4[] = [];
  for (const { type, destination, nexthops } of scene.host.routes) {
    if (type !== 'unicast' || !nexthops.some((hop) => hop.link === link.name && hop.via === null)) continue;
    const prefix = parsePrefix(destination);
    if (!prefix || prefix.length === 0) continue;
    if (subnetsOf(link).some((subnet) => contains(subnet.prefix, prefix.network))) continue;
    found.push(askerIn(scene, prefix));
    if (found.length === MOST_STRANGERS) break;
  }
  if (subnetsOf(link).length === 0 && isWayOut(scene, link)) found.push(NOBODY);
  return found;
}

/** Anybody may ask on the link that leads to everybody else; where it has a subnet, the wire of that is asked. */
function isWayOut({ host }: Scene, { name }: KernelLink): boolean {
  return host.routes.some(
    ({ type, destination, nexthops }) =>
      type === 'unicast' && destination.endsWith('/0') && nexthops.some((hop) => hop.link === name),
  );
}

/** Of the widest networks this host has routes to: a loose rp_filter takes them for senders on any link. */
function sendersElsewhere(scene: Scene): readonly Ipv4[] {
  const prefixes = scene.host.routes.flatMap(({ type, destination }) => {
    const prefix = type === 'unicast' ? parsePrefix(destination) : undefined;
    return prefix && prefix.length > 0 && prefix.length < 32 ? [prefix] : [];
  });
  const widest = prefixes.toSorted((a, b) => a.length - b.length);
  return widest.slice(0, MOST_STRANGERS).map((prefix) => askerIn(scene, prefix));
}
