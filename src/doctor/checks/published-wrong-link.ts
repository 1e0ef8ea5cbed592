import type { KernelLink } from '../../kernel/kernel.ts';
import { type ReasonCode, REASONS } from '../../kernel/reasons.ts';
import { computed, type Finding, listed, seen } from '../finding.ts';
import { finding } from '../make.ts';
import { asksFor, homesOf, nameOf, type PublishedCase, publishedCases, wayBack } from '../published.ts';
import { names, type Scene } from '../scene.ts';

const REFUSALS: ReadonlySet<ReasonCode> = new Set<ReasonCode>([
  'rp-filter-strict',
  'rp-filter-no-route',
  'rp-filter-unnumbered',
]);

/** Entries on one link that belong on another. */
export function publishedWrongLink(scene: Scene): readonly Finding[] {
  const cases = publishedCases(scene);
  const elsewhere = new Map<number, Set<string | null>>();
  for (const { entry, ip } of cases) elsewhere.set(ip, (elsewhere.get(ip) ?? new Set()).add(entry.link));
  return cases.flatMap((one) => {
    const { entry, ip, asked } = one;
    const [first] = asked;
    if (entry.link === null || !first) return [];
    const { link, asker, verdict } = first;
    const homes = homesOf(scene, ip);
    const published = elsewhere.get(ip)!;
    if (!verdict.yes && REFUSALS.has(verdict.reason)) return [refused(scene, one)];
    if (verdict.reason !== 'answer-published') return [];
    if (homes.length > 0 && !homes.includes(link)) return [nobodyAsks(one, homes, published)];
    const back = wayBack(scene, { ip, asker });
    if (!back || back === link || !homes.includes(back) || published.has(back.name)) return [];
    return [otherWayOut(one, back)];
  });
}

function about({ entry, ip, asked }: PublishedCase): Pick<Finding, 'links' | 'addresses' | 'evidence'> {
  const { link, asker, verdict } = asked[0]!;
  const what = verdict.yes ? 'answered' : `not answered: ${REASONS[verdict.reason].sentence}`;
  return {
    links: [link.name],
    addresses: [entry.ip],
    evidence: [
      seen(`ip neigh show proxy: ${nameOf(entry)}`),
      computed(`${asksFor(ip, asker, link)}: ${what}`, verdict.reason),
    ],
  };
}

function refused(scene: Scene, one: PublishedCase): Finding {
  const { entry, ip, asked } = one;
  const back = wayBack(scene, { ip, asker: asked[0]!.asker });
  return finding('published-wrong-link', {
    ...about(one),
    severity: 'fault',
    sentence: `${entry.ip} is published on ${entry.link}, where rp_filter refuses the askers: the route back to them leaves ${back ? `by ${back.name}` : 'nowhere'}.`,
    changes: back && back.name !== entry.link ? moved(one, back) : [],
  });
}

function nobodyAsks(
  one: PublishedCase,
  homes: readonly KernelLink[],
  published: ReadonlySet<string | null>,
): Finding {
  const { entry } = one;
  const there = homes.some(({ name }) => published.has(name));
  const removal = { do: 'unpublish', ip: entry.ip, link: entry.link } as const;
  return finding('published-wrong-link', {
    ...about(one),
    sentence: `${entry.ip} is published on ${entry.link}, but it belongs to the subnet of ${listed(names(homes))}: that is where it is asked for.`,
    changes: there ? [removal] : moved(one, homes[0]!),
  });
}

function otherWayOut(one: PublishedCase, back: KernelLink): Finding {
  const { entry } = one;
  return finding('published-wrong-link', {
    ...about(one),
    sentence: `${entry.ip} is published on ${entry.link}, but what it sends leaves by ${back.name}: in by one link, out by the other.`,
    changes: moved(one, back),
  });
}

function moved({ entry }: PublishedCase, to: KernelLink): Finding['changes'] {
  return [
    { do: 'unpublish', ip: entry.ip, link: entry.link },
    { do: 'publish', ip: entry.ip, link: to.name },
  ];
}
