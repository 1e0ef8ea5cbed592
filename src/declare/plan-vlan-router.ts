import { formatIpv4 } from '../base/ipv4.ts';
import { contains, prefixOf } from '../base/prefix.ts';
import type { Change } from '../change/change.ts';
import { settleOn } from '../doctor/settings-on.ts';
import type { ConfName } from '../kernel/conf.ts';
import type { HostSnapshot } from '../kernel/host.ts';
import type { VlanNetwork, VlanRouter } from './declaration.ts';
import { differences, isForOthers } from './address-form.ts';
import type { Because, Draft } from './draft.ts';
import { ownValue, planForwarding } from './plan-settings.ts';
import { remove } from './plan-vip.ts';
import { RT_TABLE_MAIN } from '../wire/netlink/numbers.ts';

/** `delays`: [timers] says how long proxied answers wait, and is not overruled. */
export function planVlanRouter(draft: Draft, router: VlanRouter, delays: boolean): void {
  const { parent, line } = router;
  const up = (link: string, because: Because): void => draft.do({ do: 'set-up', link, up: true }, because);
  up(parent.value, { why: 'a VLAN is up only on a parent that is.', line: parent.line });
  if (router.forwarding)
    planForwarding(draft, existing(draft.host, router), {
      why: 'a router forwards packets between its networks; ip_forward.',
      line,
    });
  for (const network of router.networks) {
    const { id, link } = network;
    const vlan = {
      do: 'add-vlan',
      link,
      parent: parent.value,
      protocol: router.protocol,
      id: id.value,
    } as const;
    draft.do(vlan, { why: `the network of VLAN ${id.value} on ${parent.value}.`, line: id.line });
    if (router.forwarding && ownValue(draft.host, link, 'forwarding') !== 1)
      set(draft, [link, 'forwarding', 1], { why: 'forwards what comes in from its machines.', line });
    planOwn(draft, network);
    up(link, { why: `the VLAN ${id.value} takes part.`, line: id.line });
    planMachines(draft, network);
  }
  if (router.proxyArp) planProxies(draft, router, delays);
}

function existing(host: HostSnapshot, router: VlanRouter): readonly string[] {
  const sides = [router.publicSide?.value ?? '', ...router.networks.map(({ link }) => link)];
  const names = new Set(host.links.map(({ name }) => name));
  return sides.filter((side) => names.has(side));
}

function planOwn(draft: Draft, { link, addresses }: VlanNetwork): void {
  for (const { value, line } of addresses) {
    const local = formatIpv4(value.local);
    const there = draft.host.addresses.filter(
      (one) => one.local === local && (one.link === link || value.length < 32),
    );
    const fits = there.find(
      (one) =>
        one.link === link && one.prefixLength === value.length && one.peer === null && isForOthers(one),
    );
    const plan = {
      link,
      local,
      prefixLength: value.length,
      peer: null,
      scope: 'global',
      label: link,
    } as const;
    const add = fits ? null : ({ do: 'add-address', ...plan } as const);
    for (const one of there) {
      if (one === fits) continue;
      const why =
        one.link === link && !fits
          ? `${link} has it with ${differences(one, plan)}: it goes and comes again as declared.`
          : `it is declared for ${link}, as ${local}/${value.length}.`;
      remove(draft, one, { why, line, ...(add && { instead: add }) });
    }
    if (add) draft.do(add, { why: `the router's address for the machines on ${link}.`, line });
  }
}

function planMachines(draft: Draft, { link, machines }: VlanNetwork): void {
  if (machines.length === 0) return;
  const lines = new Map<string, number | null>(
    machines.map(({ value, line }) => [`${formatIpv4(value)}/32`, line]),
  );
  const leading = new Map(
    draft.host.routes
      .filter((route) => lines.has(route.destination) && route.table === RT_TABLE_MAIN && route.metric === 0)
      .map((route) => [route.destination, route] as const),
  );
  let wanted: Change<'add-route'>[] = [];
  const add = (): void => {
    draft.addRoutes(wanted, ({ destination }) => ({
      why: `the machine is on ${link}: by this route packets find it, and the outside is answered for it.`,
      line: lines.get(destination) ?? null,
    }));
    wanted = [];
  };
  for (const [destination, line] of lines) {
    const there = leading.get(destination);
    const [hop] = there?.nexthops ?? [];
    if (hop?.link === link && hop.via === null) continue;
    if (there && hop) {
      add();
      draft.do(
        {
          do: 'remove-route',
          table: RT_TABLE_MAIN,
          destination,
          link: hop.link,
          via: hop.via,
          source: there.source,
        },
        { why: `the machine is declared on ${link}.`, line },
      );
    }
    wanted.push({ do: 'add-route', table: RT_TABLE_MAIN, destination, link, via: null, source: null });
  }
  add();
}

/**
 * With arp_ignore=1 a link no longer answers for the gateway's address, which another link has: it is repeated as /32,
 * which brings no route with it. To be planned behind whatever sets arp_ignore.
 */
export function planGateways(draft: Draft, router: VlanRouter): void {
  const { publicSide, networks, proxyArp } = router;
  if (!publicSide || !proxyArp) return;
  const { linkOf } = draft.scene.kernel;
  const outside = linkOf.get(publicSide.value)?.addresses ?? [];
  for (const { link, machines } of networks) {
    const [machine] = machines;
    if (!machine || linkOf.get(link)?.conf.arp_ignore !== 1) continue;
    const gateway = outside.find(({ peer, length }) => contains(prefixOf(peer, length), machine.value));
    if (!gateway) continue;
    const local = formatIpv4(gateway.local);
    if (draft.host.addresses.some((one) => one.link === link && one.local === local)) continue;
    draft.do(
      { do: 'add-address', link, local, prefixLength: 32, peer: null, scope: 'global', label: link },
      {
        why: `with arp_ignore=1 ${link} answers for the machines' gateway only when it has the address as well.`,
        line: machine.line,
      },
    );
  }
}

function planProxies(draft: Draft, router: VlanRouter, delays: boolean): void {
  const { networks, publicSide, pvlan, line } = router;
  const inner = networks.map(({ link }) => link);
  const sides = publicSide === null ? inner : [publicSide.value, ...inner];
  for (const link of sides) {
    const outside = link === publicSide?.value;
    const quick = { why: 'answers for others leave at once, not up to 0.8 s later.', line };
    if (!delays) draft.do({ do: 'set-neigh', link, setting: 'proxy_delay', value: 0 }, quick);
    if (draft.host.conf.all.proxy_arp !== 1)
      set(draft, [link, 'proxy_arp', 1], {
        why: outside
          ? 'answers on the outside for the machines behind the VLANs.'
          : 'answers the machines for whatever is routed elsewhere, their neighbours in other VLANs included.',
        line,
      });
  }
  if (!pvlan) return;
  const because = {
    why: 'machines of one VLAN that cannot hear each other reach each other by the router.',
    line,
  };
  for (const link of inner) {
    if (draft.host.conf.all.proxy_arp_pvlan !== 1) set(draft, [link, 'proxy_arp_pvlan', 1], because);
    const redirects = { why: 'no redirect tells them to talk directly.', line };
    draft.all(settleOn(draft.host, [link], { setting: 'send_redirects', value: 0 }), () => redirects);
  }
}

function set(
  draft: Draft,
  [link, setting, value]: readonly [string, ConfName, number],
  because: Because,
): void {
  draft.do({ do: 'set-conf', link, setting, value }, because);
}
