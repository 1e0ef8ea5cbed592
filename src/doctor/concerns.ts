import { type Ipv4, parseIpv4 } from '../base/ipv4.ts';
import type { SystemChange } from '../change/change.ts';

/** Whose answers changes can alter: those for some addresses anywhere, those on some links, or any. */
export type Concerns = {
  readonly any: boolean;
  readonly ips: ReadonlySet<Ipv4>;
  readonly links: ReadonlySet<string>;
};

export const ANYBODY: Concerns = { any: true, ips: new Set(), links: new Set() };

export function concernsOf(changes: readonly SystemChange[]): Concerns {
  const ips = new Set<Ipv4>();
  const links = new Set<string>();
  for (const change of changes)
    switch (change.do) {
      case 'publish':
      case 'unpublish':
        ips.add(parseIpv4(change.ip) ?? 0);
        break;
      case 'set-neigh':
      case 'set-threshold':
      case 'set-neighbour':
      case 'remove-neighbour':
      case 'set-sysctl':
      case 'set-mac':
        break;
      case 'set-conf':
        // Every other setting is read of the link that hears (docs/kernel-rules.md); of medium_id the link behind it, too.
        if (change.link === 'all' || change.setting === 'medium_id') return ANYBODY;
        links.add(change.link);
        break;
      default:
        return ANYBODY;
    }
  return { any: false, ips, links };
}
