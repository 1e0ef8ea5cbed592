import { formatIpv4, parseIpv4 } from '../base/ipv4.ts';
import { formatMac } from '../base/mac.ts';
import { jsonText } from '../base/printable.ts';
import { failed, ok, type Result } from '../base/result.ts';
import { askerIn, type Scene } from '../doctor/scene.ts';
import { subnetsOf } from '../doctor/segments.ts';
import type { KernelLink } from '../kernel/kernel.ts';
import { isValid } from '../kernel/neighbour.ts';
import { RT_TABLE_MAIN } from '../wire/netlink/numbers.ts';

/** Sections that say one thing each, and are told on the page of the list. */
export const PLAIN_STARTERS = ['route', 'address', 'neighbour', 'mac', 'timers'] as const;
export type PlainStarter = (typeof PLAIN_STARTERS)[number];

export const PLAIN_WHAT: Readonly<Record<PlainStarter, string>> = {
  route: 'Routes this host has.',
  address: 'Addresses this host has.',
  neighbour: 'Neighbours with a MAC that nothing heard changes: permanent entries.',
  mac: 'MACs of interfaces.',
  timers: 'Times and limits of the neighbour table.',
};

type Fill = (scene: Scene) => Result<string, string>;

export const FILL_PLAIN: Readonly<Record<PlainStarter, Fill>> = {
  route: (scene) => {
    const place = numberedIn(scene);
    if (!place) return failed(NO_NETWORK);
    const [subnet] = subnetsOf(place);
    const via = gatewayOn(scene, place) ?? formatIpv4(askerIn(scene, subnet!.prefix));
    return ok(`[[route]]
# CHANGE THIS: a network, an address, or "default".
to = "198.51.100.0/24"
via = ${jsonText(via)}

# Without a gateway (via): whoever is there is asked for directly on this interface.
# interface = ${jsonText(place.name)}
# source = ${jsonText(formatIpv4(subnet!.ip))}
# metric = 100
`);
  },
  address: (scene) => {
    const place = numberedIn(scene);
    if (!place) return failed(NO_NETWORK);
    const [subnet] = subnetsOf(place);
    return ok(`[[address]]
# CHANGE THIS: it is this host's by now. With the length of its network, /32 if it has none.
address = ${jsonText(`${formatIpv4(subnet!.ip)}/${subnet!.prefix.length}`)}
interface = ${jsonText(place.name)}

# "link" or "host": only for askers on that link, or for nobody.
# scope = "global"
`);
  },
  neighbour: (scene) => {
    const place = numberedIn(scene);
    if (!place) return failed(NO_NETWORK);
    const [subnet] = subnetsOf(place);
    const known = scene.host.neighbours.find(
      ({ link, mac, state }) => link === place.name && mac !== null && isValid(state),
    );
    const ip = known?.ip ?? gatewayOn(scene, place) ?? formatIpv4(askerIn(scene, subnet!.prefix));
    return ok(`[[neighbour]]
# ${known ? 'As it is known by now.' : 'CHANGE THIS: the MAC is a place holder.'}
ip = ${jsonText(ip)}
mac = ${jsonText(known?.mac ?? '02:00:00:00:00:01')}
interface = ${jsonText(place.name)}
`);
  },
  mac: (scene) => {
    const link = numberedIn(scene) ?? scene.hearing[0];
    if (!link) return failed('this host has no interface that is up');
    return ok(`[mac]
# CHANGE THIS: it is the one by now. One of your own begins with 02, 06, 0a or 0e; never multicast.
${jsonText(link.name)} = ${jsonText(formatMac(link.mac))}
`);
  },
  timers: (scene) => {
    const link = numberedIn(scene) ?? scene.hearing[0];
    return ok(`[timers]
# Left out: all interfaces, and those that come later.
# interfaces = [${jsonText(link?.name ?? 'eth0')}]

# Unused so long, an entry may be collected. The other names: arpist table timers
gc_stale_time = "60s"

# A bare number is seconds; counts have no unit.
# base_reachable_time = "30s"
# ucast_solicit = 3
# locktime = "1s"
# gc_thresh3 = 4096
`);
  },
};

const NO_NETWORK = 'this host has no interface that is up and has a network';

function numberedIn({ hearing, host }: Scene): KernelLink | undefined {
  const way = host.routes.find(
    ({ table, destination }) => table === RT_TABLE_MAIN && destination === '0.0.0.0/0',
  );
  const links = hearing.filter((link) => subnetsOf(link).length > 0);
  return links.find(({ name }) => name === way?.nexthops[0]?.link) ?? links[0];
}

function gatewayOn({ host }: Scene, { name }: KernelLink): string | null {
  const hops = host.routes.filter(({ table }) => table === RT_TABLE_MAIN).flatMap(({ nexthops }) => nexthops);
  const via = hops.find((hop) => hop.link === name && hop.via !== null)?.via;
  return via !== undefined && via !== null && parseIpv4(via) !== undefined ? via : null;
}
