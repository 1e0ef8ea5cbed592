import { formatIpv4 } from '../base/ipv4.ts';
import { formatPrefix } from '../base/prefix.ts';
import type { Declaration } from '../declare/declaration.ts';
import { planFor } from '../declare/plan.ts';
import { after } from '../change/after.ts';
import type { SystemChange } from '../change/change.ts';
import { CONF, CONF_NAMES } from '../kernel/conf.ts';
import type { HostSnapshot } from '../kernel/host.ts';
import type { Conf } from '../kernel/conf.ts';
import { RTPROT_KERNEL, RT_TABLE_MAIN } from '../wire/netlink/numbers.ts';

/**
 * Everything a declaration asks for, in order: what a machine that has just started has to be told, whether or not this
 * one is so already. Such a machine has its links, and all addresses and routes that the declaration does not name.
 */
export function allSteps(declaration: Declaration, host: HostSnapshot): readonly SystemChange[] {
  return planFor(declaration, justStarted(declaration, host)).steps.map(({ change }) => change);
}

function justStarted(declaration: Declaration, host: HostSnapshot): HostSnapshot {
  const { vip, vlanRouters, addresses, routes, published, macs } = declaration;
  const vlans = new Set(vlanRouters.flatMap(({ networks }) => networks.map(({ link }) => link)));
  const locals = new Set(
    [
      ...(vip?.addresses ?? []).map(({ value }) => value),
      ...addresses.map(({ address }) => address.local),
    ].map(formatIpv4),
  );
  const targets = new Set([
    ...routes.map(({ to }) => formatPrefix(to)),
    ...published.flatMap((one) => one.addresses.map(({ value }) => `${formatIpv4(value)}/32`)),
  ]);
  const gone = after(host, [
    ...host.addresses
      .filter(({ local, link }) => locals.has(local) && !vlans.has(link))
      .map((one): SystemChange => ({ do: 'remove-address', ...one })),
    ...host.links
      .filter(({ name, kind }) => vlans.has(name) && kind === 'vlan')
      .map(({ name }): SystemChange => ({ do: 'remove-link', link: name })),
  ]);
  const set = new Set(macs.map(({ link }) => link));
  return {
    ...gone,
    links: gone.links.map((link) => (set.has(link.name) ? { ...link, mac: '02:00:00:00:00:00' } : link)),
    routes: gone.routes.filter(
      ({ table, destination, protocol }) =>
        protocol === RTPROT_KERNEL || (table === RT_TABLE_MAIN && !targets.has(destination)),
    ),
    rules: gone.rules.filter(({ priority }) => priority === 0 || priority >= 32_766),
    neighbours: [],
    published: [],
    conf: {
      all: asBuilt(gone.conf.all),
      default: asBuilt(gone.conf.default),
      links: Object.fromEntries(Object.entries(gone.conf.links).map(([name, conf]) => [name, asBuilt(conf)])),
    },
    neigh: { default: gone.neigh.default && {}, links: {} },
    table: { ...gone.table, thresh1: 128, thresh2: 512, thresh3: 1024 },
    plain: { icmp_echo_ignore_broadcasts: 1 },
  };
}

/** As a kernel comes up, whatever a distribution writes later: what is declared is then written in any case. */
function asBuilt(conf: Conf): Conf {
  return Object.fromEntries(
    CONF_NAMES.filter((name) => conf[name] !== undefined).map((name) => [name, CONF[name].compiled]),
  );
}
