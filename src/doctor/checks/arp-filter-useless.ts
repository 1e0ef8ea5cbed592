import { formatIpv4 } from '../../base/ipv4.ts';
import { formatPrefix } from '../../base/prefix.ts';
import { computed, few, type Finding, listed } from '../finding.ts';
import { finding } from '../make.ts';
import { sourceRouting } from '../remedies.ts';
import { names, question, type Scene, sharedSegments } from '../scene.ts';

/** The holder is silent because of arp_filter while another link of the segment answers in its place. */
export function arpFilterUseless(scene: Scene): readonly Finding[] {
  return sharedSegments(scene).flatMap((segment) => {
    const moved = scene.answers(segment).flatMap(({ ip, asker, holder, holders, answering, verdicts }) => {
      const own = verdicts.find(({ link }) => link === holder)!.verdict;
      const other = answering.find((link) => !holders.includes(link));
      // Held by several it is address-twice, and which of them should keep it comes first.
      const one = holders.length === 1;
      return one && own.reason === 'arp-filter' && other ? [{ ip, asker, holder, other }] : [];
    });
    if (moved.length === 0) return [];
    const takers = [...new Set(moved.map(({ other }) => other))];
    const holders = [...new Set(moved.map(({ holder }) => holder))];
    return [
      finding('arp-filter-useless', {
        sentence: `arp_filter cannot help on ${formatPrefix(segment.prefix)}: ${listed(names(takers))} answers for the addresses of ${listed(names(holders))}, because every reply would leave there.`,
        links: names([...takers, ...holders]),
        addresses: moved.map(({ ip }) => formatIpv4(ip)),
        evidence: few(
          moved.map(({ ip, asker, holder, other }) =>
            computed(
              `${question(ip, asker)}: ${holder.name} holds it and is silent, ${other.name} answers`,
              'arp-filter',
            ),
          ),
        ),
        changes: sourceRouting(scene, segment),
      }),
    ];
  });
}
