import { formatIpv4, type Ipv4 } from '../base/ipv4.ts';
import { contains, formatPrefix, type Prefix, prefixOf } from '../base/prefix.ts';
import type { Cidr, Declaration } from './declaration.ts';
import type { DeclarationFault } from './fault.ts';

type Role = { readonly ip: Ipv4; readonly words: string; readonly kind: Kind; readonly line: number | null };
type Kind = 'own' | 'published' | 'machine' | 'neighbour';
type Network = { readonly prefix: Prefix; readonly link: string; readonly line: number | null };

/** Addresses in two roles, and networks that two links would both have. */
export function faultsOfRoles(declaration: Declaration): readonly DeclarationFault[] {
  return [...addressesTwice(rolesOf(declaration)), ...overlaps(declaration), ...linksTwice(declaration)];
}

function* rolesOf(declaration: Declaration): Generator<Role> {
  const { vip, vlanRouters, published, addresses, neighbours } = declaration;
  for (const { value, line } of vip?.addresses ?? [])
    yield { ip: value, words: 'an address of [vip]', kind: 'own', line };
  for (const { address, link, line } of addresses)
    yield { ip: address.local, words: `an address of ${link.value}`, kind: 'own', line };
  for (const { networks } of vlanRouters)
    for (const network of networks) {
      for (const { value, line } of network.addresses)
        yield { ip: value.local, words: `the router's address on ${network.link}`, kind: 'own', line };
      for (const { value, line } of network.machines)
        yield { ip: value, words: `a machine on ${network.link}`, kind: 'machine', line };
    }
  for (const one of published)
    for (const { value, line } of one.addresses)
      yield {
        ip: value,
        words: `published on ${one.links.map((link) => link.value).join(', ')}`,
        kind: 'published',
        line,
      };
  for (const { ip, link, line } of neighbours)
    yield { ip, words: `a neighbour on ${link.value}`, kind: 'neighbour', line };
}

/** A machine may have a fixed MAC as well, and so may a published address. */
function mayShare(a: Kind, b: Kind): boolean {
  return (a === 'neighbour') !== (b === 'neighbour') && a !== 'own' && b !== 'own';
}

type Twice = { readonly there: Role; readonly role: Role; last: Ipv4 };

function addressesTwice(roles: Iterable<Role>): readonly DeclarationFault[] {
  const found: Twice[] = [];
  const first = new Map<Ipv4, Role>();
  for (const role of roles) {
    const there = first.get(role.ip);
    const before = found.at(-1);
    if (!there) first.set(role.ip, role);
    else if (mayShare(there.kind, role.kind)) continue;
    else if (
      before &&
      role.ip === before.last + 1 &&
      isSame(before.role, role) &&
      isSame(before.there, there)
    )
      before.last = role.ip;
    else found.push({ there, role, last: role.ip });
  }
  return found.map(faultOfTwice);
}

/** Neighbours of one range: one sentence is enough for both. */
function isSame(a: Role, b: Role): boolean {
  return a.words === b.words && a.line === b.line;
}

function faultOfTwice({ there, role, last }: Twice): DeclarationFault {
  const one = role.ip === last;
  const which = one ? formatIpv4(last) : `${formatIpv4(role.ip)}-${formatIpv4(last)}`;
  const before = there.line === null ? '' : ` (line ${there.line})`;
  const again = there.words === role.words;
  return {
    line: role.line,
    sentence: again
      ? `${which} ${one ? 'is' : 'are'} named twice as ${role.words}${before}`
      : `${which} ${one ? 'has' : 'have'} two roles: ${there.words}${before} and ${role.words}`,
    remedy: again ? 'keep one of them' : 'keep the one that is meant',
  };
}

function overlaps(declaration: Declaration): readonly DeclarationFault[] {
  const shared = new Set(declaration.flux?.links.map(({ value }) => value) ?? []);
  const networks: Network[] = [];
  const add = (address: Cidr, link: string, line: number | null): void => {
    if (address.length < 32) networks.push({ prefix: prefixOf(address.local, address.length), link, line });
  };
  for (const router of declaration.vlanRouters)
    for (const { link, addresses } of router.networks)
      for (const { value, line } of addresses) add(value, link, line);
  for (const { address, link, line } of declaration.addresses) add(address, link.value, line);
  const sorted = networks.toSorted(
    (a, b) => a.prefix.network - b.prefix.network || a.prefix.length - b.prefix.length,
  );
  const faults: DeclarationFault[] = [];
  let widest = sorted[0];
  for (const network of sorted.slice(1)) {
    const inside = widest !== undefined && contains(widest.prefix, network.prefix.network);
    if (!inside) widest = network;
    else if (widest!.link !== network.link && !(shared.has(network.link) && shared.has(widest!.link)))
      faults.push({
        line: Math.max(network.line ?? 0, widest!.line ?? 0) || null,
        sentence: `${network.link} would have ${formatPrefix(network.prefix)} and ${widest!.link} ${formatPrefix(widest!.prefix)}: these networks overlap`,
        remedy: 'give each link a network of its own, or name both in [flux] when they share a segment',
      });
  }
  return faults;
}

function linksTwice({ vlanRouters, macs, neighbours }: Declaration): readonly DeclarationFault[] {
  const faults: DeclarationFault[] = [];
  const names = new Map<string, number | null>();
  for (const { networks } of vlanRouters)
    for (const { link, id } of networks) {
      if (names.has(link))
        faults.push({
          line: id.line,
          sentence: `${link} is declared twice`,
          remedy: 'name each VLAN of a trunk once',
        });
      names.set(link, id.line);
    }
  const stations = new Map<number, string>();
  for (const { link, mac, line } of macs) {
    const other = stations.get(mac);
    if (other !== undefined)
      faults.push({
        line,
        sentence: `${other} and ${link} would have the same MAC`,
        remedy: 'give each its own: switches learn one port for a MAC',
      });
    else stations.set(mac, link);
  }
  for (const { mac, ip, line } of neighbours)
    if (stations.has(mac))
      faults.push({
        line,
        sentence: `${formatIpv4(ip)} would have the MAC that ${stations.get(mac)} is to have`,
        remedy: 'a neighbour is another machine',
      });
  return faults;
}
