import { formatIpv4 } from '../../base/ipv4.ts';
import { formatPrefix } from '../../base/prefix.ts';
import type { ReasonCode } from '../../kernel/reasons.ts';
import { computed, few, type Finding, listed } from '../finding.ts';
import { finding } from '../make.ts';
import { sourceRouting } from '../remedies.ts';
import { type AskedAddress, names, question, type Scene, sharedSegments } from '../scene.ts';
import type { HostSegment } from '../segments.ts';

const REFUSALS: ReadonlySet<ReasonCode> = new Set<ReasonCode>([
  'rp-filter-strict',
  'rp-filter-no-route',
  'rp-filter-unnumbered',
]);

export function rpFilterDeaf(scene: Scene): readonly Finding[] {
  return sharedSegments(scene).flatMap((segment) => {
    const deaf = deafIn(scene, segment);
    if (deaf.length === 0) return [];
    const links = [...new Set(deaf.map(({ holder }) => holder))];
    const lost = deaf.filter(({ answering }) => answering.length === 0);
    const addresses = deaf.map(({ ip }) => formatIpv4(ip));
    const end =
      lost.length > 0
        ? `nobody answers for ${listed(lost.map(({ ip }) => formatIpv4(ip)))}`
        : 'other links answer in their place';
    return [
      finding('rp-filter-deaf', {
        sentence: `rp_filter makes ${listed(names(links))} deaf for ${listed(addresses)} on ${formatPrefix(segment.prefix)}: ${end}.`,
        links: names(links),
        addresses,
        evidence: few(
          deaf.map(({ ip, asker, holder }) =>
            computed(
              `${question(ip, asker)} on ${holder.name}: refused, the route back leaves by another link`,
              'rp-filter-strict',
            ),
          ),
        ),
        changes: sourceRouting(scene, segment),
      }),
    ];
  });
}

/** Addresses whose own links refuse the asker. */
export function deafIn(scene: Scene, segment: HostSegment): readonly AskedAddress[] {
  if (segment.links.length < 2) return [];
  return scene.answers(segment).filter(({ holders, verdicts }) => {
    const own = verdicts.filter(({ link }) => holders.includes(link));
    return own.every(({ verdict }) => !verdict.yes && REFUSALS.has(verdict.reason));
  });
}
