import { type Ipv4, parseIpv4 } from '../base/ipv4.ts';
import { contains, type Prefix } from '../base/prefix.ts';
import type { KernelLink } from '../kernel/kernel.ts';
import type { Scene } from './scene.ts';
import { subnetsOf } from './segments.ts';

const met = new WeakMap<Scene, ReadonlyMap<string, readonly Ipv4[]>>();

/**
 * Whether a machine of a network was met on one of these links, where that network is not at home: the kernel keeps who
 * asked for one of its addresses (net/ipv4/arp.c arp_process), so somebody asks there, whatever his mask should be.
 */
export function isMetOn(scene: Scene, links: readonly KernelLink[], network: Prefix): boolean {
  let known = met.get(scene);
  if (!known) met.set(scene, (known = strayed(scene)));
  return links.some(({ name }) => known.get(name)?.some((ip) => contains(network, ip)) === true);
}

/** Neighbours by link that no subnet of the link holds. */
function strayed({ host, kernel }: Scene): ReadonlyMap<string, readonly Ipv4[]> {
  const found = new Map<string, Ipv4[]>();
  for (const { link: name, ip: text, mac } of host.neighbours) {
    const link = mac === null ? undefined : kernel.linkOf.get(name);
    const ip = parseIpv4(text);
    if (!link || ip === undefined || subnetsOf(link).some(({ prefix }) => contains(prefix, ip))) continue;
    const there = found.get(name);
    if (there) there.push(ip);
    else found.set(name, [ip]);
  }
  return found;
}
