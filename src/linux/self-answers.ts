import { selfAnswering, type SelfAnswer } from '../kernel/self-answer.ts';
import type { LinkMessage } from '../wire/netlink/link.ts';
import { rareFacts } from './link-details.ts';
import { STANDS_ON_ANOTHER } from './snapshot-links.ts';

/** Of which links questions are answered by this host itself, by name. */
export function selfAnswersOf(links: readonly LinkMessage[]): (name: string) => SelfAnswer | null {
  const nameOf = new Map(links.map((link) => [link.index, link.name ?? `if${link.index}`]));
  const named = (index: number | undefined): string | null => (index ? (nameOf.get(index) ?? null) : null);
  return selfAnswering(
    links.map((link) => {
      const kind = link.info?.kind ?? null;
      const stands = STANDS_ON_ANOTHER.has(kind ?? '') && link.linkNamespace === undefined;
      const lower = stands ? named(link.link) : null;
      return {
        name: nameOf.get(link.index)!,
        kind,
        master: named(link.master),
        lower,
        ...rareFacts(link),
      };
    }),
  );
}
