import { formatIpv4 } from '../base/ipv4.ts';
import type { Published } from './declaration.ts';
import type { Draft } from './draft.ts';
import { planForwarding } from './plan-settings.ts';
import { wayBack } from '../doctor/published.ts';
import { askerIn } from '../doctor/scene.ts';
import { subnetsOf } from '../doctor/segments.ts';
import { contains, formatPrefix } from '../base/prefix.ts';
import { planWay } from './source-routing.ts';

export function planPublished(draft: Draft, published: Published): void {
  const links = published.links.map(({ value }) => value);
  planForwarding(draft, links, {
    why: 'a host that does not route answers for nobody else.',
    line: published.line,
  });
  const { to } = published;
  if (to)
    for (const { value, line } of published.addresses) {
      const destination = `${formatIpv4(value)}/32`;
      const leads = draft.host.routes.some(
        (route) => route.destination === destination && route.nexthops.some((hop) => hop.link === to.value),
      );
      if (leads) continue;
      draft.do(
        { do: 'add-route', table: 254, destination, link: to.value, via: null, source: null },
        {
          why: `the way to it: an address is answered for only when it is routed out of another interface.`,
          line,
        },
      );
    }
  if (published.sourceRouting && links.length === 1) planReturn(draft, published, links[0]!);
  const here = new Set(links);
  const there = new Map<string, (string | null)[]>();
  for (const { ip, link } of draft.host.published) there.set(ip, [...(there.get(ip) ?? []), link]);
  for (const { value, line } of published.addresses) {
    const ip = formatIpv4(value);
    const known = there.get(ip) ?? [];
    for (const link of links)
      if (!known.includes(link))
        draft.do({ do: 'publish', ip, link }, { why: `${link} answers for it.`, line });
    for (const link of known)
      if (link === null || !here.has(link))
        draft.do(
          { do: 'unpublish', ip, link },
          {
            why: `only ${links.join(', ')} is to answer for it: a published entry is not held back by arp_ignore or arp_filter.`,
            line,
          },
        );
  }
}

/** Packets from the addresses leave by the link that answers for them; else a switch learns two ports for one address. */
function planReturn(draft: Draft, published: Published, name: string): void {
  const { scene } = draft;
  const link = scene.kernel.linkOf.get(name);
  if (!link) return;
  for (const { value, line } of published.addresses) {
    const subnets = subnetsOf(link);
    const home = subnets.find(({ prefix }) => contains(prefix, value)) ?? subnets[0];
    if (!home) return;
    const asker = askerIn(scene, home.prefix, value);
    const out = wayBack(scene, { ip: value, asker });
    if (!out || out.name === name) continue;
    const why = `packets from ${formatIpv4(value)} into ${formatPrefix(home.prefix)} leave by ${name} and not by ${out.name}.`;
    planWay(draft, { source: value, link: name, subnet: home.prefix, gateway: null }, { why, line });
  }
}
