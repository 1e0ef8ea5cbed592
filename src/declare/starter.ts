import { formatIpv4, type Ipv4 } from '../base/ipv4.ts';
import { contains, firstOf, lastOf, type Prefix } from '../base/prefix.ts';
import { failed, ok, type Result } from '../base/result.ts';
import { names, type Scene, sceneOf, sharedSegments } from '../doctor/scene.ts';
import { subnetsOf } from '../doctor/segments.ts';
import { vipsOf } from '../doctor/vips.ts';
import type { HostSnapshot } from '../kernel/host.ts';
import type { KernelLink } from '../kernel/kernel.ts';
import { isLinkName } from './leaves.ts';
import { FILL_PLAIN, PLAIN_STARTERS, type PlainStarter } from './plain-starters.ts';
import type { AnyStarter, Starter } from './starter-kinds.ts';
import { isValid } from '../kernel/neighbour.ts';
import {
  fluxText,
  guardText,
  headText,
  type KnownGateway,
  moveText,
  publishedText,
  vipText,
  vlanRouterText,
} from './starter-texts.ts';
import { ARPHRD_ETHER, RT_TABLE_MAIN } from '../wire/netlink/numbers.ts';

function isPlain(kind: AnyStarter): kind is PlainStarter {
  return PLAIN_STARTERS.some((one) => one === kind);
}

/** A commented declaration to start from, filled from the host; or why there is none for it, in one sentence. */
export function starterFor(kind: AnyStarter, host: HostSnapshot): Result<string, string> {
  const fill = isPlain(kind) ? FILL_PLAIN[kind] : FILL[kind];
  const filled = fill(nameable(sceneOf(host)));
  return filled.ok ? ok(`${headText(kind, host.hostname)}${filled.value}`) : filled;
}

/** Without the interfaces whose names no file can hold: what init writes, plan reads. */
function nameable(scene: Scene): Scene {
  const { hearing, host } = scene;
  const named = ({ name }: { readonly name: string }): boolean => isLinkName(name);
  const published = host.published.filter(({ link }) => link === null || isLinkName(link));
  return {
    ...scene,
    hearing: hearing.filter(named),
    host: { ...host, links: host.links.filter(named), published },
  };
}

type Fill = (scene: Scene) => Result<string, string>;

const FILL: Readonly<Record<Starter, Fill>> = {
  flux: (scene) => {
    const segments = sharedSegments(scene).toSorted((a, b) => b.links.length - a.links.length);
    const links = segments[0]?.links.filter(({ name }) => isLinkName(name)) ?? scene.hearing.slice(0, 2);
    if (links.length < 2) return failed('flux needs two interfaces that are up, and this host has fewer');
    return ok(fluxText(names(links), segments.length > 0));
  },
  vip: (scene) => {
    const there = [...new Set(vipsOf(scene).map(({ ip }) => ip))].map(formatIpv4);
    const place = placeOf(scene);
    if (there.length > 0) return ok(vipText(there, place?.link.name ?? 'eth0', true));
    if (!place) return failed(NO_NETWORK);
    return ok(vipText([formatIpv4(freeIn(scene, place.prefix))], place.link.name, false));
  },
  'vlan-router': (scene) => {
    const outside = wayOut(scene);
    const trunk = trunkOf(scene, outside);
    if (!trunk)
      return failed('a VLAN router needs an Ethernet interface for the trunk, and this host has none');
    const used = scene.host.links
      .filter((link) => link.lower === trunk && link.vlan)
      .map((link) => link.vlan!.id);
    let id = 1234;
    while (used.includes(id)) id++;
    const side = outside !== undefined && outside.name !== trunk ? outside : undefined;
    const prefix = side && subnetsOf(side)[0]?.prefix;
    const machine = prefix ? formatIpv4(freeIn(scene, prefix)) : '203.0.113.10';
    return ok(vlanRouterText({ trunk, id, network: freeNetwork(scene), side: side?.name ?? null, machine }));
  },
  published: (scene) => {
    const { published } = scene.host;
    const known = published[0];
    const place = placeOf(scene);
    const link = known?.link ?? place?.link.name;
    if (link === undefined) return failed(NO_NETWORK);
    const others = [
      ...new Set(published.filter(({ ip }) => ip === known?.ip).map((one) => one.link ?? 'every interface')),
    ];
    const addresses = known
      ? [...new Set(published.filter((one) => one.link === known.link).map(({ ip }) => ip))]
      : [formatIpv4(freeIn(scene, place!.prefix))];
    return ok(publishedText({ addresses, link, others: others.filter((other) => other !== link) }));
  },
  move: (scene) => {
    const place = placeOf(scene);
    if (!place) return failed(NO_NETWORK);
    const { link, prefix } = place;
    return ok(moveText(`${formatIpv4(freeIn(scene, prefix))}/${prefix.length}`, link.name));
  },
  guard: (scene) => {
    const { host } = scene;
    const gateways = defaultGateways(host).map(({ ip, link }): KnownGateway => {
      const entry = host.neighbours.find((one) => one.ip === ip && one.link === link);
      const mac = entry !== undefined && isValid(entry.state) ? entry.mac : null;
      return { ip, link, mac, vrrp: mac === null ? null : vrrpOf(mac) };
    });
    const known = gateways.filter(({ mac }) => mac !== null);
    if (gateways.length > 0) return ok(guardText(known.length > 0 ? known : gateways));
    const place = placeOf(scene);
    if (!place) return failed(NO_NETWORK);
    const ip = formatIpv4(freeIn(scene, place.prefix));
    return ok(guardText([{ ip, link: place.link.name, mac: null, vrrp: null }]));
  },
};

function defaultGateways({ routes, links }: HostSnapshot): readonly { ip: string; link: string }[] {
  const named = new Set(links.map(({ name }) => name));
  const found = new Map<string, { ip: string; link: string }>();
  for (const { destination, type, nexthops } of routes)
    if (destination === '0.0.0.0/0' && type === 'unicast')
      for (const { link, via } of nexthops)
        if (via !== null && named.has(link)) found.set(`${via} ${link}`, { ip: via, link });
  return [...found.values()];
}

/** RFC 5798 7.3 */
function vrrpOf(mac: string): number | null {
  const [, number] = /^00:00:5e:00:01:([0-9a-f]{2})$/.exec(mac) ?? [];
  return number === undefined || number === '00' ? null : parseInt(number, 16);
}

const NO_NETWORK = 'this host has no interface that is up and has a network';

type Place = { readonly link: KernelLink; readonly prefix: Prefix };

/** Where questions come in: the link of the default route, else the first with a network. */
function placeOf(scene: Scene): Place | undefined {
  const out = wayOut(scene);
  const links = out ? [out, ...scene.hearing] : scene.hearing;
  for (const link of links) {
    const [subnet] = subnetsOf(link);
    if (subnet) return { link, prefix: subnet.prefix };
  }
  return undefined;
}

function wayOut(scene: Scene): KernelLink | undefined {
  const route = scene.host.routes.find(
    ({ table, destination }) => table === RT_TABLE_MAIN && destination === '0.0.0.0/0',
  );
  return scene.hearing.find(({ name }) => name === route?.nexthops[0]?.link);
}

/** Beside real NICs; what a program made for itself (ifb, tap, dummy) has no cable. */
const CARRIES_A_TRUNK: ReadonlySet<string> = new Set(['bond', 'team', 'bridge', 'veth']);

/** A NIC with VLANs on it, else one without addresses, else any that is not the way out, else that. */
function trunkOf(scene: Scene, outside: KernelLink | undefined): string | undefined {
  const nics = scene.host.links.filter(
    (link) => link.hardware === ARPHRD_ETHER && !link.loopback && link.master === null && link.vlan === null,
  );
  const wired = nics.filter(({ kind }) => kind === null || CARRIES_A_TRUNK.has(kind));
  const inner = (wired.length > 0 ? wired : nics).filter(({ name }) => name !== outside?.name);
  const carries = (name: string): boolean =>
    scene.host.links.some((link) => link.vlan && link.lower === name);
  const bare = (name: string): boolean => scene.host.addresses.every((address) => address.link !== name);
  const fits = inner.find(({ name }) => carries(name)) ?? inner.find(({ name }) => bare(name));
  return (fits ?? inner[0] ?? wired[0] ?? nics[0])?.name;
}

/** The highest address that nobody is known to have: a place holder, near where people put such addresses. */
function freeIn(scene: Scene, prefix: Prefix): Ipv4 {
  const taken = new Set([...scene.own, ...scene.others]);
  const edge = prefix.length < 31 ? 1 : 0;
  let ip = lastOf(prefix) - edge;
  while (taken.has(ip) && ip > firstOf(prefix) + edge) ip--;
  return ip;
}

/** A private /24 that no network of the host touches. */
function freeNetwork(scene: Scene): string {
  const networks = scene.kernel.links.flatMap(subnetsOf).map(({ prefix }) => prefix);
  for (let second = 1; second < 255; second++) {
    const network = 0x0a000000 + second * 65_536;
    const mine: Prefix = { network, length: 24 };
    if (!networks.some((one) => contains(one, network) || contains(mine, one.network)))
      return `${formatIpv4(network + 1)}/24`;
  }
  return '192.168.250.1/24';
}
