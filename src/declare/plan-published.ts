import { formatIpv4, type Ipv4 } from '../base/ipv4.ts';
import type { Published } from './declaration.ts';
import type { Draft } from './draft.ts';
import { fibLookup } from '../kernel/routes.ts';
import { planForwardingOn } from './plan-settings.ts';
import { wayBack } from '../doctor/published.ts';
import { askerIn } from '../doctor/scene.ts';
import { subnetsOf } from '../doctor/segments.ts';
import { contains, formatPrefix, lastOf, type Prefix, prefixesOfRange, prefixOf } from '../base/prefix.ts';
import { planWay, ruledFor, sourceWords } from './source-routing.ts';
import { RT_TABLE_MAIN } from '../wire/netlink/numbers.ts';

export function planPublished(draft: Draft, published: Published): void {
  const links = published.links.map(({ value }) => value);
  const { to } = published;
  if (to)
    for (const { value, line } of published.addresses) {
      const destination = `${formatIpv4(value)}/32`;
      const leads = draft.host.routes.some(
        (route) => route.destination === destination && route.nexthops.some((hop) => hop.link === to.value),
      );
      if (leads) continue;
      draft.do(
        { do: 'add-route', table: RT_TABLE_MAIN, destination, link: to.value, via: null, source: null },
        {
          why: `the way to it: an address is answered for only when it is routed out of another interface.`,
          line,
        },
      );
    }
  // Between these links alone: nobody asked for a router.
  planForwardingOn(draft, [...links, ...waysTo(draft, published)], {
    why: 'a host that does not route answers for nobody else.',
    line: published.line,
  });
  if (published.sourceRouting && links.length === 1) planReturn(draft, published, links[0]!);
  const here = new Set(links);
  const there = new Map<string, (string | null)[]>();
  for (const { ip, link } of draft.host.published) there.set(ip, [...(there.get(ip) ?? []), link]);
  for (const { value, line } of published.addresses) {
    const ip = formatIpv4(value);
    const known = there.get(ip) ?? [];
    const why = `only ${links.join(', ')} is to answer for it: a published entry is not held back by arp_ignore or arp_filter.`;
    // Where it is published on every link, the kernel makes no entry for one.
    if (known.includes(null)) draft.do({ do: 'unpublish', ip, link: null }, { why, line });
    for (const link of links)
      if (!known.includes(link))
        draft.do({ do: 'publish', ip, link }, { why: `${link} answers for it.`, line });
    for (const link of known)
      if (link !== null && !here.has(link)) draft.do({ do: 'unpublish', ip, link }, { why, line });
  }
}

/** Where the addresses live: what they send comes in there. */
function waysTo({ scene }: Draft, { addresses }: Published): readonly string[] {
  const ways = new Set<string>();
  for (const { value } of addresses) {
    const { type, hops } = fibLookup(scene.kernel, { dst: value, src: 0, iif: 1, vrf: null });
    if (type === 'unicast') for (const { link } of hops) ways.add(link.name);
  }
  return [...ways];
}

/**
 * Packets from the addresses leave by the link that answers for them; else a switch learns two ports for one address. On a
 * link that is not alone in its network also where they do so now: the order of equal routes is another once a link was down.
 */
function planReturn(draft: Draft, published: Published, name: string): void {
  for (const { first, last, home, out, line } of astray(draft, published, name))
    for (const from of prefixesOfRange(first, last)) {
      const instead = out === name ? ', whatever comes first among the routes' : ` and not by ${out}`;
      const why = `packets from ${sourceWords(from)} into ${formatPrefix(home)} leave by ${name}${instead}.`;
      planWay(draft, { from, link: name, subnet: home, gateway: null }, { why, line });
    }
}

type Astray = {
  readonly first: Ipv4;
  last: Ipv4;
  readonly home: Prefix;
  /** The link by which their packets leave now. */
  readonly out: string;
  readonly line: number | null;
};

/**
 * Neighbours of one line are one, for look-ups go through the rules one by one; so are all that a rule leads already, whose
 * table may lack what the link took along.
 */
function astray({ host, scene }: Draft, published: Published, name: string): readonly Astray[] {
  const link = scene.kernel.linkOf.get(name);
  const subnets = link ? subnetsOf(link) : [];
  const shared = scene.segments.filter(({ links }) => links.length > 1 && links.some((one) => one === link));
  const ruled = new Map<string, Astray>();
  const found: Astray[] = [];
  for (const { value, line } of published.addresses.toSorted((a, b) => a.value - b.value)) {
    const home = (subnets.find(({ prefix }) => contains(prefix, value)) ?? subnets[0])?.prefix;
    if (!home) continue;
    const out = wayBack(scene, { ip: value, asker: askerIn(scene, home, value) })?.name;
    const alone = !shared.some(({ prefix }) => contains(prefix, home.network));
    if (out === undefined || (out === name && alone)) continue;
    const sources = ruledFor(host, prefixOf(value, 32), name);
    const before = found.at(-1);
    if (sources)
      ruled.set(formatPrefix(sources), { first: sources.network, last: lastOf(sources), home, out, line });
    else if (before && value === before.last + 1 && before.home === home && before.line === line)
      before.last = value;
    else found.push({ first: value, last: value, home, out, line });
  }
  return [...ruled.values(), ...found];
}
