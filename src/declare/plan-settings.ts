import type { ConfName } from '../kernel/conf.ts';
import { CONF } from '../kernel/conf.ts';
import type { HostSnapshot } from '../kernel/host.ts';
import type { Because, Draft } from './draft.ts';

/** The value of a link alone, without conf/all. */
export function ownValue(host: HostSnapshot, link: string, setting: ConfName): number {
  return host.conf.links[link]?.[setting] ?? CONF[setting].compiled;
}

/** Routing for others on these links: for the whole host when it is off there, else for the links that lack it. */
export function planForwarding(draft: Draft, links: readonly string[], because: Because): void {
  if ((draft.host.conf.all.forwarding ?? 0) !== 1)
    draft.do({ do: 'set-conf', link: 'all', setting: 'forwarding', value: 1 }, because);
  planForwardingOn(draft, links, because);
}

/** The same for these links alone: what counts is the link that a packet or a question comes in by. */
export function planForwardingOn(draft: Draft, links: readonly string[], because: Because): void {
  for (const link of new Set(links)) {
    if (ownValue(draft.host, link, 'forwarding') === 1) continue;
    draft.do({ do: 'set-conf', link, setting: 'forwarding', value: 1 }, because);
  }
}
