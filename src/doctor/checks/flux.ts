import { formatIpv4 } from '../../base/ipv4.ts';
import { formatMac } from '../../base/mac.ts';
import { formatPrefix } from '../../base/prefix.ts';
import { computed, few, type Finding, listed, seen } from '../finding.ts';
import { finding } from '../make.ts';
import { ownAddressesOnly, sourceRouting } from '../remedies.ts';
import { type AskedAddress, names, question, type Scene, sharedSegments } from '../scene.ts';
import type { HostSegment } from '../segments.ts';

export function flux(scene: Scene): readonly Finding[] {
  return sharedSegments(scene).flatMap((segment) => {
    const fluxing = fluxingIn(scene, segment);
    if (fluxing.length === 0) return [];
    const links = segment.links.filter((link) => fluxing.some(({ answering }) => answering.includes(link)));
    const addresses = fluxing.map(({ ip }) => formatIpv4(ip));
    const network = formatPrefix(segment.prefix);
    const many = addresses.length === 1 ? 'the same address' : 'the same addresses';
    return [
      finding('flux', {
        sentence: `ARP flux on ${network}: ${listed(names(links))} answer for ${many} (${listed(addresses)}), each with its own MAC.`,
        links: names(links),
        addresses,
        evidence: [
          seen(
            `${listed(names(segment.links))} have addresses in ${network}, so they are taken for one segment`,
          ),
          ...few(fluxing.map(evidenceOf)),
        ],
        changes: [...ownAddressesOnly(scene, segment.links), ...sourceRouting(scene, segment)],
      }),
    ];
  });
}

/** Addresses of the segment that more than one link answers for, and not because each of them holds it. */
export function fluxingIn(scene: Scene, segment: HostSegment): readonly AskedAddress[] {
  if (segment.links.length < 2) return [];
  return scene
    .answers(segment)
    .filter(
      ({ answering, holders }) => answering.length > 1 && answering.some((link) => !holders.includes(link)),
    );
}

function evidenceOf({ ip, asker, answering, verdicts }: AskedAddress): ReturnType<typeof computed> {
  const who = answering.map((link) => `${link.name} (${formatMac(link.mac)})`);
  const reason = verdicts.find(({ verdict }) => verdict.yes)!.verdict.reason;
  return computed(`${question(ip, asker)}: answered by ${who.join(', ')}`, reason);
}
