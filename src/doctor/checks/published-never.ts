import { type ReasonCode, REASONS } from '../../kernel/reasons.ts';
import { fibLookup } from '../../kernel/routes.ts';
import type { SystemChange } from '../../change/change.ts';
import { computed, type Finding, seen } from '../finding.ts';
import { finding } from '../make.ts';
import { asksFor, nameOf, type PublishedCase, publishedCases } from '../published.ts';
import type { Scene } from '../scene.ts';
import { OF_THE_ASKER_FROM_AFAR } from '../of-the-asker.ts';

export function publishedNever(scene: Scene): readonly Finding[] {
  return publishedCases(scene).flatMap((one) => {
    const { asked } = one;
    const useful = asked.some(({ verdict }) => isUse(verdict.reason));
    return useful || asked.length === 0 ? [] : [told(scene, one)];
  });
}

function isUse(reason: ReasonCode): boolean {
  return (
    ['answer-published', 'answer-proxy-arp', 'answer-pvlan'].includes(reason) ||
    OF_THE_ASKER_FROM_AFAR.has(reason)
  );
}

function told(scene: Scene, { entry, ip, asked }: PublishedCase): Finding {
  const [first] = asked;
  const { link, asker, verdict } = first!;
  const local = verdict.reason === 'answer-local' || scene.own.has(ip);
  const why = local
    ? 'it is an address of this host, so the entry is never looked at'
    : REASONS[verdict.reason].sentence;
  const route = fibLookup(scene.kernel, { dst: ip, src: asker, iif: link.index, vrf: link.vrf });
  const leadsElsewhere = route.type === 'unicast' && route.hops[0]?.link !== link;
  const forwarding: SystemChange = { do: 'set-conf', link: link.name, setting: 'forwarding', value: 1 };
  const removal: SystemChange = { do: 'unpublish', ip: entry.ip, link: entry.link };
  return finding('published-never', {
    sentence: `The published entry ${nameOf(entry)} can never answer: ${lowerFirst(why)}`.replace(
      /\.?$/,
      '.',
    ),
    links: entry.link === null ? [] : [entry.link],
    addresses: [entry.ip],
    evidence: [
      seen(`ip neigh show proxy: ${nameOf(entry)}`),
      computed(
        `${asksFor(ip, asker, link)}: ${verdict.yes ? 'answered, but not because of the entry' : 'not answered'}`,
        verdict.reason,
      ),
    ],
    // Where forwarding alone is missing the entry is somebody's wish; in all other cases it is in vain.
    changes: verdict.reason === 'not-forwarding' && leadsElsewhere ? [forwarding] : [removal],
  });
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
