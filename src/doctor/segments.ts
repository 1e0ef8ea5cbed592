import { isLoopbackIpv4, type Ipv4 } from '../base/ipv4.ts';
import { contains, lastOf, type Prefix, prefixOf } from '../base/prefix.ts';
import type { HostSnapshot, LinkSnapshot } from '../kernel/host.ts';
import type { Kernel, KernelLink } from '../kernel/kernel.ts';

/** Links that are taken for one broadcast domain, because they have addresses of one subnet. */
export type HostSegment = {
  readonly prefix: Prefix;
  readonly links: readonly KernelLink[];
};

export type Subnet = { readonly link: KernelLink; readonly prefix: Prefix; readonly ip: Ipv4 };

/** Links that hear ARP for this host: up, with carrier, not a member of a bridge or bond. */
export function hearingLinks(kernel: Kernel): readonly KernelLink[] {
  return kernel.links.filter(
    (link) => link.up && link.carrier && link.arp && !link.loopback && link.ipv4 && link.upper === null,
  );
}

/** The subnets of a link that hold more than the address itself. */
export function subnetsOf(link: KernelLink): readonly Subnet[] {
  let known = subnets.get(link);
  if (!known) subnets.set(link, (known = findSubnets(link)));
  return known;
}

const subnets = new WeakMap<KernelLink, readonly Subnet[]>();

function findSubnets(link: KernelLink): readonly Subnet[] {
  return link.addresses
    .filter((address) => address.length < 32 && !isLoopbackIpv4(address.local))
    .map((address) => ({ link, prefix: prefixOf(address.peer, address.length), ip: address.local }));
}

/**
 * Links by shared subnet: one subnet is one segment, unless VLAN tags or VRFs prove that the wires are different.
 * A guess that only the wire can prove; a link alone on its subnet makes a segment too.
 */
export function segmentsOf(kernel: Kernel): readonly HostSegment[] {
  const sorted = hearingLinks(kernel)
    .flatMap(subnetsOf)
    .toSorted((a, b) => a.prefix.network - b.prefix.network || a.prefix.length - b.prefix.length);
  const groups: Subnet[][] = [];
  let group: Subnet[] = [];
  // Prefixes nest or are disjoint, so whatever starts before the widest one ends is inside of it.
  for (const subnet of sorted) {
    const [widest] = group;
    if (widest && subnet.prefix.network <= lastOf(widest.prefix)) group.push(subnet);
    else groups.push((group = [subnet]));
  }
  const facts = new Map(kernel.snapshot.links.map((link) => [link.name, link]));
  return groups.flatMap((one) => splitByWire(one, facts));
}

function splitByWire(
  group: readonly Subnet[],
  facts: ReadonlyMap<string, LinkSnapshot>,
): readonly HostSegment[] {
  const wires: Subnet[][] = [];
  for (const subnet of group) {
    const wire = wires.find((one) => one.every(({ link }) => !areApart(facts, link, subnet.link)));
    if (wire) wire.push(subnet);
    else wires.push([subnet]);
  }
  return wires.map((wire) => ({
    prefix: wire.reduce(
      (widest, { prefix }) => (prefix.length < widest.length ? prefix : widest),
      wire[0]!.prefix,
    ),
    links: [...new Set(wire.map(({ link }) => link))],
  }));
}

/** Whether two links are on different wires for sure. */
function areApart(facts: ReadonlyMap<string, LinkSnapshot>, a: KernelLink, b: KernelLink): boolean {
  if (a === b) return false;
  if (a.vrf?.name !== b.vrf?.name) return true;
  const [one, other] = [wireOf(facts, a.name), wireOf(facts, b.name)];
  return one.root === other.root && one.tags !== other.tags;
}

/** Deeper stacks do not exist, rings in a broken snapshot do. */
const DEEPEST = 8;

/** The NIC a link stands on and the tags its frames carry there. */
export function wireOf(
  facts: ReadonlyMap<string, Pick<LinkSnapshot, 'name' | 'lower' | 'vlan'>>,
  name: string,
): { readonly root: string; readonly tags: string } {
  let link = facts.get(name);
  const tags: number[] = [];
  for (let depth = 0; depth < DEEPEST && typeof link?.lower === 'string'; depth++) {
    if (link.vlan) tags.push(link.vlan.id);
    const next = facts.get(link.lower);
    if (!next) break;
    link = next;
  }
  return { root: link?.name ?? name, tags: tags.join('.') };
}

export function linkFacts(host: HostSnapshot): ReadonlyMap<string, LinkSnapshot> {
  return new Map(host.links.map((link) => [link.name, link]));
}

/** The links of a host whose subnets hold the address. */
export function linksAround(
  scene: { readonly segments: readonly HostSegment[] },
  ip: Ipv4,
): readonly KernelLink[] {
  const links = scene.segments
    .flatMap((segment) => segment.links)
    .filter((link) => subnetsOf(link).some(({ prefix }) => contains(prefix, ip)));
  return [...new Set(links)];
}
