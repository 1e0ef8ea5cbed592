import { formatIpv4 } from '../base/ipv4.ts';
import { formatPrefix, prefixOf } from '../base/prefix.ts';
import type { SystemChange } from '../change/change.ts';
import { askWithOwn, answerForOwn } from '../doctor/remedies.ts';
import type { KernelLink } from '../kernel/kernel.ts';
import { scopeNumber } from '../kernel/scopes.ts';
import type { Flux } from './declaration.ts';
import type { Draft } from './draft.ts';
import { planHosts, planWay } from './source-routing.ts';
import { RT_SCOPE_HOST, RT_TABLE_LOCAL, RT_TABLE_MAIN } from '../wire/netlink/numbers.ts';

const LOOSE = 2;

export function planFlux(draft: Draft, flux: Flux): void {
  const { line } = flux;
  const { kernel } = draft.scene;
  const links = flux.links.flatMap(({ value }) => kernel.linkOf.get(value) ?? []);
  const told = (why: string) => (): { readonly why: string; readonly line: number | null } => ({ why, line });
  // Routes first: when an interface answers alone, its packets have their own way already.
  if (flux.sourceRouting) {
    for (const link of links) planOwnWay(draft, link, flux);
    if (links.some((link) => mayGo(draft, link)))
      draft.all(
        loosened(links),
        told(
          'strict rp_filter refuses who is routed by another interface: when one was down and up its way by the gateway is gone, and it would be deaf for all beyond.',
        ),
      );
  }
  draft.all(
    answerForOwn(draft.scene, links),
    told('an interface answers for its own addresses and no longer for those of the others.'),
  );
  draft.all(
    askWithOwn(draft.scene, links),
    told(
      'an interface asks with its own address: neighbours learn from questions too, and would learn the wrong MAC.',
    ),
  );
}

function loosened(links: readonly KernelLink[]): readonly SystemChange[] {
  return links
    .filter((link) => link.conf.rp_filter === 1)
    .map(({ name }) => ({ do: 'set-conf', link: name, setting: 'rp_filter', value: LOOSE }));
}

/** Whether one of its ways out goes when the link goes down: those by a gateway do. */
function mayGo({ host }: Draft, { name }: KernelLink): boolean {
  return host.routes.some(
    ({ table, scope, nexthops }) =>
      table !== RT_TABLE_MAIN &&
      table !== RT_TABLE_LOCAL &&
      scopeNumber(scope) !== RT_SCOPE_HOST &&
      nexthops.some(({ link }) => link === name),
  );
}

function planOwnWay(draft: Draft, link: KernelLink, { line, gateway, links }: Flux): void {
  for (const { local, peer, length } of link.addresses) {
    if (length >= 32) continue;
    const subnet = prefixOf(peer, length);
    const source = formatIpv4(local);
    const why = `packets from ${source} into ${formatPrefix(subnet)} leave by ${link.name}, which has it: else all would leave by the interface of the first route.`;
    const way = { from: prefixOf(local, 32), link: link.name, subnet, gateway };
    planHosts(draft, { ...way, links: links.map(({ value }) => value) }, { why, line });
    planWay(draft, way, { why, line });
  }
}
