import { formatIpv4, type Ipv4, parseIpv4 } from '../base/ipv4.ts';
import { contains, formatPrefix, prefixOf } from '../base/prefix.ts';
import type { AddressSnapshot } from '../kernel/host.ts';
import type { KernelLink } from '../kernel/kernel.ts';
import { routeOutput } from '../kernel/routes.ts';
import type { AddressPlan, SystemChange } from '../change/change.ts';
import { FIRST_PRIORITY, gatewayWay, hostsAside, ruleForHosts, rulesAside, subnetWay } from './own-way.ts';
import { tablesInUse } from './tables-in-use.ts';
import { type Scene, strangerIn, names } from './scene.ts';
import { type HostSegment, subnetsOf } from './segments.ts';
import { settleOn, type SettingWish } from './settings-on.ts';
import { RT_TABLE_MAIN } from '../wire/netlink/numbers.ts';

/** Brings a setting to a value on those of the links where none of the good values counts. */
export function raise(
  scene: Scene,
  links: readonly KernelLink[],
  wanted: SettingWish & { readonly good: readonly number[] },
): readonly SystemChange[] {
  const bad = links.filter((link) => !wanted.good.includes(link.conf[wanted.setting]));
  return bad.length === 0 ? [] : settleOn(scene.host, names(bad), wanted);
}

/** arp_ignore=1 and arp_announce=2: each link answers for its own addresses and asks with them. */
export function ownAddressesOnly(scene: Scene, links: readonly KernelLink[]): readonly SystemChange[] {
  return [...answerForOwn(scene, links), ...askWithOwn(scene, links)];
}

export function answerForOwn(scene: Scene, links: readonly KernelLink[]): readonly SystemChange[] {
  return raise(scene, links, { setting: 'arp_ignore', value: 1, good: [1, 2] });
}

export function askWithOwn(scene: Scene, links: readonly KernelLink[]): readonly SystemChange[] {
  return raise(scene, links, { setting: 'arp_announce', value: 2, good: [2] });
}

/**
 * Brings back the answers of links that arp_ignore keeps silent for their own addresses: 1, under which each answers for
 * those alone. With 0 they might give away what others of this host hide.
 */
export function lowerIgnore(scene: Scene, links: readonly KernelLink[]): readonly SystemChange[] {
  return settleOn(scene.host, names(links), { setting: 'arp_ignore', value: 1 });
}

const FIRST_TABLE = 100;

/** Addresses of a segment whose packets to it leave by another link than the one that holds them. */
export function wrongWayOut(
  scene: Scene,
  segment: HostSegment,
): readonly { ip: Ipv4; holder: KernelLink; out: KernelLink }[] {
  const asker = strangerIn(scene, segment);
  return scene.answers(segment).flatMap(({ ip, holder, holders }) => {
    const out = routeOutput(scene.kernel, { src: ip, dst: asker, vrf: holder.vrf });
    // Out by lo: the asker itself is local here, which is another finding.
    return !out || holders.includes(out) || out.loopback ? [] : [{ ip, holder, out }];
  });
}

/**
 * When there are such: for each address of the segment that has no rule a table with the subnet and the gateway, and a rule
 * that leads to it. Also for those that leave right by being first in the main table: the order of its routes changes when
 * a link goes down and up.
 */
export function sourceRouting(scene: Scene, segment: HostSegment): readonly SystemChange[] {
  const wrong = new Set(wrongWayOut(scene, segment).map(({ ip }) => ip));
  if (wrong.size === 0) return [];
  const ruled = new Set(
    scene.host.rules.filter(({ table }) => table !== RT_TABLE_MAIN).map(({ from }) => from),
  );
  const isRuled = (ip: Ipv4): boolean => ruled.has(formatIpv4(ip)) || ruled.has(`${formatIpv4(ip)}/32`);
  const usedTables = tablesInUse(scene.host);
  const usedPriorities = new Set(scene.host.rules.map((rule) => rule.priority));
  const free = (from: number, used: Set<number>): number => {
    let at = from;
    while (used.has(at)) at++;
    used.add(at);
    return at;
  };
  const aside = hostsAside(scene.host, segment.prefix, names(segment.links));
  const tables = new Map<KernelLink, number>();
  const changes: SystemChange[] = [];
  for (const { ip, holder, holders } of scene.answers(segment)) {
    if (!wrong.has(ip) && (holders.length > 1 || isRuled(ip))) continue;
    const source = formatIpv4(ip);
    const via = gatewayIn(scene, segment);
    let table = tables.get(holder);
    if (table === undefined) {
      table = free(FIRST_TABLE + holder.index, usedTables);
      tables.set(holder, table);
      const way = { table, link: holder.name };
      const own = subnetOf(holder, ip, segment);
      changes.push(subnetWay(way, { destination: own, source }));
      // With a narrower mask the rest of the segment is the gateway's, and not that of another link of the main table.
      const whole = formatPrefix(segment.prefix);
      const known = subnetsOf(holder).some(({ prefix }) => formatPrefix(prefix) === whole);
      if (via !== null && own !== whole)
        changes.push(
          known ? subnetWay(way, { destination: whole, source: null }) : gatewayWay(way, via, whole),
        );
      if (via !== null) changes.push(gatewayWay(way, via));
    }
    if (aside.length > 0) {
      const rule = ruleForHosts(source, holder.index);
      changes.push({ ...rule, priority: free(rule.priority, usedPriorities) });
    }
    if (via !== null)
      for (const rule of rulesAside({ from: source, table, index: holder.index }))
        changes.push({ ...rule, priority: free(rule.priority, usedPriorities) });
    changes.push({
      do: 'add-rule',
      priority: free(FIRST_PRIORITY + holder.index, usedPriorities),
      from: source,
      table,
    });
  }
  return changes;
}

/** The subnet of the address; that of the segment where the address has another end than the askers. */
function subnetOf(link: KernelLink, ip: Ipv4, segment: HostSegment): string {
  const address = link.addresses.find(({ local }) => local === ip)!;
  const own = prefixOf(address.peer, address.length);
  const holds = own.length < 32 && contains(segment.prefix, own.network);
  return formatPrefix(holds ? own : segment.prefix);
}

/** The gateway of the default route, if the segment holds it. */
function gatewayIn(scene: Scene, segment: HostSegment): string | null {
  const defaults = scene.host.routes.filter(
    (route) => route.table === RT_TABLE_MAIN && route.destination === '0.0.0.0/0',
  );
  const vias = defaults.flatMap((route) => route.nexthops.map(({ via }) => via ?? ''));
  return vias.find((via) => contains(segment.prefix, parseIpv4(via) ?? 0)) ?? null;
}

/** The address taken away and added again with something changed. */
export function again(address: AddressSnapshot, changed: Partial<AddressSnapshot>): readonly SystemChange[] {
  const plan = (one: AddressSnapshot): AddressPlan => {
    const { link, local, prefixLength, peer, scope, label } = one;
    return { link, local, prefixLength, peer, scope, label };
  };
  return [
    { do: 'remove-address', ...plan(address) },
    { do: 'add-address', ...plan({ ...address, ...changed }) },
  ];
}
