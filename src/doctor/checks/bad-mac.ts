import { formatMac, isMulticastMac } from '../../base/mac.ts';
import { type Finding, seen } from '../finding.ts';
import { finding } from '../make.ts';
import type { Scene } from '../scene.ts';
import { ownMac } from './same-mac.ts';
import { ARPHRD_ETHER } from '../../wire/netlink/numbers.ts';

export function badMac(scene: Scene): readonly Finding[] {
  return scene.kernel.links.flatMap((link) => {
    const bad = link.mac === 0 || isMulticastMac(link.mac);
    if (!bad || link.hardware !== ARPHRD_ETHER || link.loopback) return [];
    const what = link.mac === 0 ? 'no MAC at all (all zero)' : `the multicast MAC ${formatMac(link.mac)}`;
    return [
      finding('bad-mac', {
        sentence: `${link.name} has ${what}: switches and hosts drop what it sends.`,
        links: [link.name],
        evidence: [seen(`${link.name} link/ether ${formatMac(link.mac)}`)],
        changes: [ownMac(scene, link)],
      }),
    ];
  });
}
