import type { KernelLink } from '../../kernel/kernel.ts';
import { type ReasonCode, REASONS } from '../../kernel/reasons.ts';
import { computed, type Finding, listed, seen } from '../finding.ts';
import { finding } from '../make.ts';
import { asksFor, homesOf, nameOf, type PublishedCase, publishedCases, wayBack } from '../published.ts';
import { askerOn, names, type Scene, whoHas } from '../scene.ts';
import type { Ipv4 } from '../../base/ipv4.ts';

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
    if (homes.length > 0 && !homes.includes(link)) return [nobodyAsks(scene, one, homes)];
    const back = wayBack(scene, { ip, asker });
    if (!back || back === link || !homes.includes(back) || published.has(back.name)) return [];
    return [otherWayOut(scene, one, back)];
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
    changes: back && back.name !== entry.link ? moved(scene, one, back) : [],
  });
}

function nobodyAsks(scene: Scene, one: PublishedCase, homes: readonly KernelLink[]): Finding {
  const { entry, ip } = one;
  const there = scene.host.published.some(
    (other) => other.ip === entry.ip && homes.some(({ name }) => name === other.link),
  );
  const removal = { do: 'unpublish', ip: entry.ip, link: entry.link } as const;
  return finding('published-wrong-link', {
    ...about(one),
    sentence: `${entry.ip} is published on ${entry.link}, but it belongs to the subnet of ${listed(names(homes))}: that is where it is asked for.`,
    changes:
      there && homes.some((link) => answersOn(scene, ip, link)) ? [removal] : moved(scene, one, ...homes),
  });
}

function otherWayOut(scene: Scene, one: PublishedCase, back: KernelLink): Finding {
  const { entry } = one;
  const changes = moved(scene, one, back);
  const there =
    changes.length > 0 ? '' : `. There it could not answer, so it is for a person to say which is right`;
  return finding('published-wrong-link', {
    ...about(one),
    sentence: `${entry.ip} is published on ${entry.link}, but what it sends leaves by ${back.name}: in by one link, out by the other${there}.`,
    changes,
  });
}

/** To the first of the links that answers for it then; nothing when none does. */
function moved(scene: Scene, { entry, ip }: PublishedCase, ...to: readonly KernelLink[]): Finding['changes'] {
  for (const { name } of to) {
    const changes = [
      { do: 'unpublish', ip: entry.ip, link: entry.link },
      { do: 'publish', ip: entry.ip, link: name },
    ] as const;
    const link = scene.kernel.linkOf.get(name)!;
    const published = new Map([[ip | 0, new Set([name])]]);
    if (answersOn({ ...scene, kernel: { ...scene.kernel, published } }, ip, link)) return changes;
  }
  return [];
}

function answersOn(scene: Scene, ip: Ipv4, link: KernelLink): boolean {
  return whoHas(scene, link, { ip, asker: askerOn(scene, link, ip) }).yes;
}
