import { formatIpv4, type Ipv4 } from '../../base/ipv4.ts';
import { formatPrefix } from '../../base/prefix.ts';
import type { KernelLink } from '../../kernel/kernel.ts';
import type { SystemChange } from '../../change/change.ts';
import { computed, few, type Finding, listed } from '../finding.ts';
import { finding } from '../make.ts';
import { asksFor, publishedCases, wayBack } from '../published.ts';
import { names, type Scene } from '../scene.ts';
import type { HostSegment } from '../segments.ts';

type Answered = { readonly link: KernelLink; readonly asker: Ipv4; readonly wildcard: boolean };

/** Published addresses that several links of one segment answer for: one finding for all of a segment. */
export function publishedFlux(scene: Scene): readonly Finding[] {
  const answered = new Map<Ipv4, Answered[]>();
  for (const { entry, ip, asked } of publishedCases(scene)) {
    const yes = asked.filter(({ verdict }) => verdict.reason === 'answer-published');
    const links = yes.map(({ link, asker }) => ({ link, asker, wildcard: entry.link === null }));
    answered.set(ip, [...(answered.get(ip) ?? []), ...links]);
  }
  return scene.segments.flatMap((segment) => {
    if (segment.links.length < 2) return [];
    const fluxing = [...answered].flatMap(([ip, all]) => {
      const here = all.filter(({ link }) => segment.links.includes(link));
      return new Set(here.map(({ link }) => link)).size > 1 ? [{ ip, here }] : [];
    });
    return fluxing.length === 0 ? [] : [told(scene, segment, fluxing)];
  });
}

function told(
  scene: Scene,
  segment: HostSegment,
  fluxing: readonly { readonly ip: Ipv4; readonly here: readonly Answered[] }[],
): Finding {
  // The kernel's order of published entries is that in which they were made.
  const links = [...new Set(fluxing.flatMap(({ here }) => here.map(({ link }) => link)))].toSorted(
    (a, b) => a.index - b.index,
  );
  const addresses = fluxing.map(({ ip }) => formatIpv4(ip));
  return finding('published-flux', {
    sentence: `${listed(addresses)} ${addresses.length === 1 ? 'is' : 'are'} published on ${listed(names(links))}, all on ${formatPrefix(segment.prefix)}: each of them answers, whatever arp_ignore says.`,
    links: names(links),
    addresses,
    evidence: few(
      fluxing.map(({ ip, here }) =>
        computed(
          `${asksFor(ip, here[0]!.asker, here[0]!.link)}: answered, and on ${listed(names(here.slice(1).map(({ link }) => link)))} too`,
          'answer-published',
        ),
      ),
    ),
    changes: fluxing.flatMap(({ ip, here }) => keepOne(scene, ip, here)),
  });
}

/** Keeps the entry on the link that the packets of the address leave by. */
function keepOne(scene: Scene, ip: Ipv4, here: readonly Answered[]): readonly SystemChange[] {
  const [first] = here;
  const back = first && wayBack(scene, { ip, asker: first.asker });
  const kept = here.find(({ link }) => link === back)?.link ?? first!.link;
  const dotted = formatIpv4(ip);
  const changes: SystemChange[] = [];
  if (here.some(({ wildcard }) => wildcard)) {
    changes.push({ do: 'unpublish', ip: dotted, link: null });
    if (!here.some(({ link, wildcard }) => link === kept && !wildcard))
      changes.push({ do: 'publish', ip: dotted, link: kept.name });
  }
  for (const { link, wildcard } of here)
    if (!wildcard && link !== kept) changes.push({ do: 'unpublish', ip: dotted, link: link.name });
  return changes;
}
