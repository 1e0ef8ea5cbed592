import { formatIpv4 } from '../../base/ipv4.ts';
import { formatPrefix } from '../../base/prefix.ts';
import { computed, few, type Finding, listed } from '../finding.ts';
import { finding } from '../make.ts';
import { sourceRouting, wrongWayOut } from '../remedies.ts';
import { names, type Scene, sharedSegments } from '../scene.ts';
import { arpFilterUseless } from './arp-filter-useless.ts';
import { fluxingIn } from './flux.ts';
import { ownUnanswered } from './own-unanswered.ts';
import { deafIn } from './rp-filter-deaf.ts';

/** The half of the flux that the ARP settings do not mend; said only where nothing worse says it already. */
export function oneWayOut(scene: Scene): readonly Finding[] {
  const worse = [...arpFilterUseless(scene), ...ownUnanswered(scene)];
  const moved = new Set(worse.filter(({ changes }) => changes.length > 0).flatMap(({ links }) => links));
  return sharedSegments(scene).flatMap((segment) => {
    if (fluxingIn(scene, segment).length > 0 || deafIn(scene, segment).length > 0) return [];
    if (segment.links.some(({ name }) => moved.has(name))) return [];
    const wrong = wrongWayOut(scene, segment);
    if (wrong.length === 0) return [];
    const outs = [...new Set(wrong.map(({ out }) => out))];
    const addresses = wrong.map(({ ip }) => formatIpv4(ip));
    return [
      finding('one-way-out', {
        sentence: `Replies from ${listed(addresses)} on ${formatPrefix(segment.prefix)} leave by ${listed(names(outs))}, not by the link that holds the address.`,
        links: names([...new Set(wrong.map(({ holder }) => holder))]),
        addresses,
        evidence: few(
          wrong.map(({ ip, holder, out }) =>
            computed(`packets from ${formatIpv4(ip)} (held by ${holder.name}) leave by ${out.name}`),
          ),
        ),
        changes: sourceRouting(scene, segment),
      }),
    ];
  });
}
