import { closest } from '../base/closest.ts';
import { formatIpv4, parseIpv4 } from '../base/ipv4.ts';
import { formatMac } from '../base/mac.ts';
import { contains, formatPrefix, prefixOf } from '../base/prefix.ts';
import { farEnd } from '../kernel/address-list.ts';
import type { HostSnapshot, LinkSnapshot } from '../kernel/host.ts';
import type { At, Declaration, VlanRouter } from './declaration.ts';
import type { DeclarationFault } from './fault.ts';
import { linkOf } from './plan-plain.ts';
import { ARPHRD_ETHER } from '../wire/netlink/numbers.ts';

/** What keeps a declaration from being planned on this host: it is for another one, or names what is not there. */
export function faultsOn(declaration: Declaration, host: HostSnapshot): readonly DeclarationFault[] {
  const foreign = faultOfHost(declaration, host);
  if (foreign) return [foreign];
  const facts = new Map(host.links.map((link) => [link.name, link]));
  const made = new Set(declaration.vlanRouters.flatMap(({ networks }) => networks.map(({ link }) => link)));
  const faults = [
    ...namedLinks(declaration).flatMap((link) => missing(link, { host, made })),
    ...declaration.vlanRouters.flatMap((router) => faultsOfVlans(router, facts)),
    ...faultsOfNetworks(declaration, host),
    ...faultsOfRoutes(declaration, { host, made }),
    ...faultsOfMacs(declaration, facts),
  ];
  return faults.toSorted((a, b) => (a.line ?? 0) - (b.line ?? 0));
}

function faultOfHost({ host: wanted }: Declaration, { hostname }: HostSnapshot): DeclarationFault | null {
  if (wanted === null || hostname === null) return null;
  const short = (name: string): string => name.split('.')[0]!;
  if (wanted.value === hostname || wanted.value === short(hostname) || short(wanted.value) === hostname)
    return null;
  return {
    line: wanted.line,
    sentence: `the file is for the host ${wanted.value}, and this is ${hostname}`,
    remedy: 'use the file of this host, or change the line',
  };
}

function namedLinks(declaration: Declaration): readonly At<string>[] {
  const { vip, flux, vlanRouters, published, routes, addresses, neighbours, macs, timers } = declaration;
  const present = (link: At<string> | null): readonly At<string>[] => (link ? [link] : []);
  return [
    ...present(vip?.link ?? null),
    ...(flux?.links ?? []),
    ...vlanRouters.flatMap(({ parent, publicSide }) => [parent, ...present(publicSide)]),
    ...published.flatMap(({ links, to }) => [...links, ...present(to)]),
    ...[...routes, ...addresses, ...neighbours].flatMap(({ link }) => present(link)),
    ...macs.map(({ link, line }): At<string> => ({ value: link, line })),
    ...(timers[0]?.links.filter(({ value }) => value !== 'default') ?? []),
  ];
}

type Ground = { readonly host: HostSnapshot; readonly made: ReadonlySet<string> };

function missing({ value, line }: At<string>, { host, made }: Ground): readonly DeclarationFault[] {
  const names = host.links.map(({ name }) => name);
  if (names.includes(value) || made.has(value)) return [];
  const near = closest(value, names);
  const others = names.filter((name) => name !== 'lo');
  const remedy = near
    ? `'${near}' is meant, perhaps`
    : `there are ${others.slice(0, 8).join(', ') || 'none but lo'}`;
  return [{ line, sentence: `there is no interface '${value}' on this host`, remedy }];
}

function faultsOfVlans(
  router: VlanRouter,
  facts: ReadonlyMap<string, LinkSnapshot>,
): readonly DeclarationFault[] {
  const parent = facts.get(router.parent.value);
  const faults: DeclarationFault[] = [];
  if (parent && (parent.loopback || parent.hardware !== ARPHRD_ETHER))
    faults.push({
      line: router.parent.line,
      sentence: `${parent.name} is no Ethernet interface, and carries no VLANs`,
      remedy: 'name the interface that the trunk is plugged into',
    });
  for (const { link, id } of router.networks) {
    const there = facts.get(link);
    const same = there?.vlan?.id === id.value && there.vlan.protocol === router.protocol;
    if (there && !(same && there.lower === router.parent.value)) {
      const what = there.vlan ? `VLAN ${there.vlan.id} on ${there.lower ?? 'another host'}` : 'no VLAN';
      faults.push({
        line: id.line,
        sentence: `${link} is there already, and is ${what}`,
        remedy: 'write another name, as name = "vlan{id}"',
      });
    }
    for (const other of facts.values())
      if (
        other.name !== link &&
        other.lower === router.parent.value &&
        other.vlan?.id === id.value &&
        other.vlan.protocol === router.protocol
      )
        faults.push({
          line: id.line,
          sentence: `VLAN ${id.value} on ${router.parent.value} is there already, as ${other.name}`,
          remedy: `write name = "${other.name}", or take it away`,
        });
  }
  return faults;
}

/** A network that another link of the host has already would be routed to one of the two. */
function faultsOfNetworks(declaration: Declaration, host: HostSnapshot): readonly DeclarationFault[] {
  const declared = new Set(declaration.addresses.map(({ address }) => formatIpv4(address.local)));
  for (const { networks } of declaration.vlanRouters)
    for (const { addresses } of networks)
      for (const { value } of addresses) declared.add(formatIpv4(value.local));
  const stay = host.addresses.filter(
    (one) => one.prefixLength < 32 && !declared.has(one.local) && one.link !== 'lo',
  );
  const faults: DeclarationFault[] = [];
  for (const { networks } of declaration.vlanRouters)
    for (const { link, addresses } of networks)
      for (const { value, line } of addresses) {
        if (value.length === 32) continue;
        const mine = prefixOf(value.local, value.length);
        const other = stay.find((one) => {
          if (one.link === link) return false;
          const theirs = prefixOf(farEnd(one), one.prefixLength);
          return contains(mine, theirs.network) || contains(theirs, mine.network);
        });
        if (other)
          faults.push({
            line,
            sentence: `${link} would have ${formatPrefix(mine)}, and ${other.link} has ${other.local}/${other.prefixLength}: these networks overlap`,
            remedy: 'give the VLAN a network of its own, or its machines host routes and no network',
          });
      }
  return faults;
}

function faultsOfRoutes(declaration: Declaration, { host, made }: Ground): readonly DeclarationFault[] {
  const own = new Set([
    ...host.addresses.map(({ local }) => parseIpv4(local)),
    ...declaration.addresses.map(({ address }) => address.local),
    ...declaration.vlanRouters.flatMap(({ networks }) =>
      networks.flatMap(({ addresses }) => addresses.map(({ value }) => value.local)),
    ),
  ]);
  return declaration.routes.flatMap(({ via, link, source, line, onlink }): readonly DeclarationFault[] => {
    if (source !== null && !own.has(source))
      return [
        {
          line,
          sentence: `${formatIpv4(source)} is no address of this host, and cannot be the source of a route`,
          remedy: 'declare it with [[address]], or leave the source out',
        },
      ];
    if (via === null || onlink) return [];
    if (own.has(via))
      return [
        {
          line,
          sentence: `${formatIpv4(via)} is an address of this host itself`,
          remedy: 'name the gateway',
        },
      ];
    const near = linkOf(host, via) ?? nearDeclared(declaration, via);
    if (link === null && near === null)
      return [
        {
          line,
          sentence: `the gateway ${formatIpv4(via)} lies in no network of this host`,
          remedy: 'declare the interface, and onlink = true if it is meant so',
        },
      ];
    if (link !== null && near !== link.value && !made.has(link.value) && !reaches(host, via, link.value))
      return [
        {
          line,
          sentence: `the gateway ${formatIpv4(via)} lies in no network of ${link.value}`,
          remedy: near === null ? 'write onlink = true if it is meant so' : `write interface = "${near}"`,
        },
      ];
    return [];
  });
}

function nearDeclared({ addresses, vlanRouters }: Declaration, via: number): string | null {
  const networks = [
    ...addresses.map(({ address, link }) => ({ link: link.value, ...address })),
    ...vlanRouters.flatMap((router) =>
      router.networks.flatMap((network) =>
        network.addresses.map(({ value }) => ({ link: network.link, ...value })),
      ),
    ),
  ];
  return networks.find((one) => contains(prefixOf(one.local, one.length), via))?.link ?? null;
}

function reaches(host: HostSnapshot, via: number, link: string): boolean {
  return host.addresses.some(
    (one) => one.link === link && contains(prefixOf(farEnd(one), one.prefixLength), via),
  );
}

function faultsOfMacs(
  { macs }: Declaration,
  facts: ReadonlyMap<string, LinkSnapshot>,
): readonly DeclarationFault[] {
  const renamed = new Set(macs.map(({ link }) => link));
  return macs.flatMap(({ link, mac, line }) => {
    const text = formatMac(mac);
    const other = [...facts.values()].find(
      (one) =>
        one.mac === text &&
        !renamed.has(one.name) &&
        one.lower !== link &&
        facts.get(link)?.lower !== one.name,
    );
    if (!other) return [];
    return [
      { line, sentence: `${other.name} has the MAC ${text} already`, remedy: `give ${link} one of its own` },
    ];
  });
}
