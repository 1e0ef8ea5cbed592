import { findLink } from '../kernel/find-link.ts';
import type { HostSnapshot } from '../kernel/host.ts';
import type { At, Declaration } from './declaration.ts';

/** The same declaration with each interface called as the kernel calls it; what is not there keeps its name. */
export function withRealNames(declaration: Declaration, host: HostSnapshot): Declaration {
  const real = (name: string): string => findLink(host, name)?.name ?? name;
  const at = (link: At<string>): At<string> => ({ ...link, value: real(link.value) });
  const there = (link: At<string> | null): At<string> | null => (link ? at(link) : null);
  const { vip, flux, vlanRouters, published, routes, addresses, neighbours, macs, timers } = declaration;
  return {
    ...declaration,
    vip: vip && { ...vip, link: there(vip.link) },
    flux: flux && { ...flux, links: flux.links.map(at) },
    vlanRouters: vlanRouters.map((one) => ({
      ...one,
      parent: at(one.parent),
      publicSide: there(one.publicSide),
    })),
    published: published.map((one) => ({ ...one, links: one.links.map(at), to: there(one.to) })),
    routes: routes.map((one) => ({ ...one, link: there(one.link) })),
    addresses: addresses.map((one) => ({ ...one, link: at(one.link) })),
    neighbours: neighbours.map((one) => ({ ...one, link: at(one.link) })),
    macs: macs.map((one) => ({ ...one, link: real(one.link) })),
    timers: timers.map((one) => ({ ...one, links: one.links.map(at) })),
  };
}
