import type { Expected } from '../../inventory/expected.ts';
import type { Ipv4 } from '../../base/ipv4.ts';
import { type Prefix, subnetOf } from '../../base/prefix.ts';
import type { InterfaceFacts } from '../../ports/host.ts';
import type { Route } from '../../ports/routing.ts';

/** This machine, as far as it says what is meant to be. */
export interface Here {
  readonly interfaces: readonly InterfaceFacts[];
  readonly routes: readonly Route[];
  /** Names of the interfaces that are watched. */
  readonly watched: readonly string[];
}

/**
 * What was said, and what this machine adds: its own addresses, the gateways of its routes, and the networks it is in. Those
 * only when nobody named any, and only as long as it has an address wherever it listens: on a cable where it has none it
 * knows no network, and every sender would be a stranger.
 */
export function expectedHere(said: Expected, { interfaces, routes, watched }: Here): Expected {
  const own = interfaces.filter(({ loopback }) => !loopback);
  const wires = new Set(own.filter(({ name }) => watched.includes(name)).map(wireOf));
  const near = own.filter((one) => wires.has(wireOf(one)));
  const ownAddresses = own.flatMap(({ addresses }) => addresses.map(({ ip }) => ip));
  const networks = said.networks.length > 0 ? said.networks : networksOf(near, wires, routes);
  return {
    ...said,
    networks,
    gateways: [...said.gateways, ...gatewaysOf(near, routes, said)],
    ownMacs: [...new Set([...said.ownMacs, ...own.map(({ mac }) => mac).filter((mac) => mac !== 0)])],
    ownAddresses: [...new Set([...said.ownAddresses, ...ownAddresses])],
  };
}

function wireOf({ wire, name }: InterfaceFacts): string {
  return wire ?? name;
}

function gatewaysOf(
  near: readonly InterfaceFacts[],
  routes: readonly Route[],
  said: Expected,
): Expected['gateways'] {
  const indices = new Set(near.map(({ index }) => index));
  const known = new Set<Ipv4>(said.gateways.map(({ ip }) => ip));
  const found = new Set<Ipv4>();
  for (const { type, hops } of routes)
    for (const { index, gateway } of type === 'unicast' ? hops : [])
      if (typeof gateway === 'number' && indices.has(index) && !known.has(gateway)) found.add(gateway);
  return [...found].map((ip) => ({
    ip,
    mac: null,
    vlan: null,
    note: 'a gateway of this machine',
    expires: null,
  }));
}

function networksOf(
  near: readonly InterfaceFacts[],
  wires: ReadonlySet<string>,
  routes: readonly Route[],
): readonly Prefix[] {
  const withAddress = new Set(near.filter(({ addresses }) => addresses.length > 0).map(wireOf));
  if (withAddress.size < wires.size) return [];
  const indices = new Set(near.map(({ index }) => index));
  const found = new Map<string, Prefix>();
  const add = (prefix: Prefix): void => void found.set(`${prefix.network}/${prefix.length}`, prefix);
  for (const { addresses } of near) for (const address of addresses) add(subnetOf(address));
  for (const { type, prefix, hops } of routes)
    if (
      type === 'unicast' &&
      prefix.length > 0 &&
      hops.some((hop) => hop.gateway === null && indices.has(hop.index))
    )
      add(prefix);
  return [...found.values()];
}
