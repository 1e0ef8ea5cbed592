import { type Ipv4, parseIpv4 } from '../../base/ipv4.ts';
import { type Mac, parseMac } from '../../base/mac.ts';
import { contains } from '../../base/prefix.ts';
import { gatewaysOf } from '../../doctor/checks/gateways.ts';
import type { Scene } from '../../doctor/scene.ts';
import { subnetsOf } from '../../doctor/segments.ts';
import { vipsOf } from '../../doctor/vips.ts';
import type { NeighbourSnapshot } from '../../kernel/host.ts';
import type { KernelLink } from '../../kernel/kernel.ts';
import { selfAnswering } from '../../kernel/self-answer.ts';
import { decideSource } from '../../kernel/source.ts';

/** `vip`: an address that is here to be hidden, so another machine is expected to answer for it. */
export type Purpose = 'own' | 'vip' | 'permanent' | 'gateway';

/** One address to ask for on one link. */
export interface Probe {
  readonly link: KernelLink;
  readonly ip: Ipv4;
  readonly purpose: Purpose;
  /** What a PERMANENT entry says. */
  readonly expected: Mac | null;
  /** The address this host itself asks with: some hosts, and proxies, answer no question with sender 0.0.0.0. */
  readonly own: Ipv4 | null;
}

/** A host with more than this many addresses on a link is probed for the first of them. */
const MOST = 256;

/** What can be proven on the wire: our own addresses, PERMANENT entries, gateways. */
export function probesFor(scene: Scene): readonly Probe[] {
  const answersItself = selfAnswering(scene.host.links);
  return scene.hearing.flatMap((link) => [
    ...ownOn(scene, link),
    // An answer out of our own table proves nothing about it, and nothing about a gateway.
    ...(answersItself(link.name) ? [] : [...permanentOn(scene, link), ...gatewaysOn(scene, link)]),
  ]);
}

function ownOn(scene: Scene, link: KernelLink): readonly Probe[] {
  const near = scene.segments.filter(({ links }) => links.includes(link));
  const addresses = near.flatMap(({ prefix, links }) =>
    links.flatMap((one) =>
      one.addresses.filter(({ local }) => contains(prefix, local)).map(({ local }) => local),
    ),
  );
  const vips = vipsOf(scene).filter(({ around }) => around.some((one) => one.link === link));
  const hidden = new Set(vips.map(({ ip }) => ip));
  const ips = [...new Set([...addresses, ...hidden])];
  return ips.slice(0, MOST).map((ip) => {
    const purpose = hidden.has(ip) ? 'vip' : 'own';
    return { link, ip, purpose, expected: null, own: purpose === 'vip' ? ownFor(scene, link, ip) : null };
  });
}

function permanentOn(scene: Scene, link: KernelLink): readonly Probe[] {
  const fixed = scene.host.neighbours.filter(
    (entry) =>
      entry.link === link.name && entry.state === 'permanent' && !entry.flags.includes('extern_learn'),
  );
  return fixed.slice(0, MOST).flatMap((entry): readonly Probe[] => {
    const ip = parseIpv4(entry.ip) ?? 0;
    const expected = parseMac(entry.mac ?? '') ?? null;
    if (expected === null || scene.own.has(ip)) return [];
    return [{ link, ip, purpose: 'permanent', expected, own: ownFor(scene, link, ip) }];
  });
}

function gatewaysOn(scene: Scene, link: KernelLink): readonly Probe[] {
  const { host } = scene;
  // What the kernel never asks for needs no answer: the entry itself is held against the wire, where it can be.
  const fixed = new Set(
    host.neighbours.filter((one) => one.link === link.name && isFixed(one)).map(({ ip }) => ip),
  );
  const vias = gatewaysOf(host).filter((gateway) => gateway.link === link.name && !fixed.has(gateway.via));
  return vias.slice(0, MOST).map(({ via }): Probe => {
    const ip = parseIpv4(via) ?? 0;
    return { link, ip, purpose: 'gateway', expected: null, own: ownFor(scene, link, ip) };
  });
}

function isFixed({ state, flags }: NeighbourSnapshot): boolean {
  return state === 'permanent' || state === 'noarp' || (flags.includes('extern_learn') && state !== 'failed');
}

/** An address of the link in that subnet; in none, as with a host route, the one that the kernel would ask with. */
function ownFor({ kernel }: Scene, link: KernelLink, ip: Ipv4): Ipv4 | null {
  const inSubnet = subnetsOf(link).find(({ prefix }) => contains(prefix, ip))?.ip;
  if (inSubnet !== undefined) return inSubnet;
  const asked = decideSource({ link: link.name, target: ip, packetSource: null }, kernel);
  return asked.yes && asked.value.spa !== 0 ? asked.value.spa : null;
}
