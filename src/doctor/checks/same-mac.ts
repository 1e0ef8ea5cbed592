import { formatMac, parseMac } from '../../base/mac.ts';
import type { KernelLink } from '../../kernel/kernel.ts';
import type { SystemChange } from '../../change/change.ts';
import { type Finding, listed, seen } from '../finding.ts';
import { finding } from '../make.ts';
import { names, type Scene } from '../scene.ts';
import { wireOf } from '../segments.ts';
import { ARPHRD_ETHER } from '../../wire/netlink/numbers.ts';

/** Links with one MAC that may meet at one switch. */
export function sameMac(scene: Scene): readonly Finding[] {
  const byMac = new Map<number, KernelLink[]>();
  for (const link of scene.kernel.links) {
    if (!link.up || link.hardware !== ARPHRD_ETHER || link.loopback || link.upper !== null || link.mac === 0)
      continue;
    byMac.set(link.mac, [...(byMac.get(link.mac) ?? []), link]);
  }
  return [...byMac].flatMap(([mac, sharing]) => {
    const roots = new Map(sharing.map((link) => [wireOf(scene.facts, link.name).root, link]));
    // VLANs, macvlans and their like share the MAC of the NIC they stand on, and its port.
    const all = [...roots.values()];
    const together = scene.segments.some(
      (segment) => all.filter((one) => segment.links.includes(one)).length > 1,
    );
    // Cables to containers may have one MAC for all: no switch ever sees two of them.
    const links = together ? all : all.filter(({ name }) => scene.facts.get(name)?.kind === null);
    if (links.length < 2) return [];
    const where = together ? 'on one segment' : 'which is harmless only while they never meet at one switch';
    return [
      finding('same-mac', {
        severity: together ? 'fault' : 'risk',
        sentence: `${listed(names(links))} have the same MAC ${formatMac(mac)}, ${where}.`,
        links: names(links),
        evidence: links.map((link) => seen(`${link.name} link/ether ${formatMac(link.mac)}`)),
        changes: links.slice(1).map((link) => ownMac(scene, link)),
      }),
    ];
  });
}

const LOCAL_BIT = 0x02_00_00_00_00_00;

/** Another MAC made from the old one: locally administered, and of no other link. */
export function ownMac(scene: Scene, link: KernelLink): SystemChange {
  const used = new Set(scene.host.links.map(({ mac }) => parseMac(mac ?? '')));
  const lower = link.mac % 2 ** 40;
  const first = Math.floor(link.mac / 2 ** 40) & 0xfc;
  let mac = first * 2 ** 40 + LOCAL_BIT + lower;
  for (let step = link.index; used.has(mac) || mac === 0; step++)
    mac = first * 2 ** 40 + LOCAL_BIT + ((lower + step) % 2 ** 40);
  return { do: 'set-mac', link: link.name, mac: formatMac(mac) };
}
