import { SystemFault } from '../../base/fault.ts';
import type { Mac } from '../../base/mac.ts';
import { findNamed } from '../../base/named.ts';
import type { InterfaceFacts } from '../../ports/host.ts';
import { ARPHRD_ETHER } from '../../wire/netlink/numbers.ts';

/** Bridges and pairs that container and machine managers make: other networks than the one a person means. */
const CONTAINERS =
  /^(docker|podman|cni|cali|flannel|weave|kube|lxcbr|lxdbr|incusbr|virbr|vnet|cilium|lxc_)|^br-[0-9a-f]{12}$|^(veth|eni|lxc|azv|gke)[0-9a-f]{7,}$/;

/** Whether routes give an interface without an IPv4 address something to ask for. */
export type Routed = (facts: InterfaceFacts) => boolean;

/**
 * The interfaces to work on: the named ones, or all that make sense. A named one that cannot carry ARP at all, and
 * nothing fit at all, throw SystemFault with the reason. `addressless`: whether one without an IPv4 address will do; true: if
 * it is named.
 */
export function chooseInterfaces(
  all: readonly InterfaceFacts[],
  named: readonly string[],
  addressless: boolean | Routed,
): readonly InterfaceFacts[] {
  const routed = typeof addressless === 'function' ? addressless : () => false;
  if (named.length > 0)
    return [...new Set(named.map((name) => interfaceNamed(all, name)))].map((facts) => {
      const { name } = facts;
      const why = whyNoArp(facts) ?? (addressless === true ? undefined : withoutAddress(facts, routed));
      if (why) throw fault(`${name} ${why.sentence}`, name, why.remedy);
      return facts;
    });
  const fit = fitInterfaces(all, routed);
  if (fit.length > 0) return fit;
  const reasons = all.map((one) => `${one.name} ${unfit(one, all, routed)}`).join(', ');
  throw fault(
    `no interface is fit for this${reasons === '' ? '' : `: ${reasons}`}`,
    '',
    'name one with -I, or bring one up and give it an address (ip link, ip address)',
  );
}

/** Those that make sense when none is named; may be none. */
export function fitInterfaces(all: readonly InterfaceFacts[], routed: Routed): readonly InterfaceFacts[] {
  return all.filter((one) => unfit(one, all, routed) === undefined);
}

/** Throws SystemFault when there is none of that name. */
export function interfaceNamed(all: readonly InterfaceFacts[], name: string): InterfaceFacts {
  const facts = findInterface(all, name);
  if (!facts) throw missing(name, all);
  return facts;
}

/** The names the kernel has for interfaces, however they are spelled. Throws SystemFault. */
export function realNames(all: readonly InterfaceFacts[], names: readonly string[]): readonly string[] {
  return names.map((name) => interfaceNamed(all, name).name);
}

/** However it is spelled. */
export function findInterface(all: readonly InterfaceFacts[], name: string): InterfaceFacts | undefined {
  return findNamed(all, name, ({ addresses }) => addresses.map(({ label }) => label));
}

/** The MACs of this machine, each with the first interface that has it: a VLAN has the one of its parent. */
export function namesByMac(all: readonly InterfaceFacts[]): ReadonlyMap<Mac, string> {
  const names = new Map<Mac, string>();
  for (const { mac, name, loopback } of all) if (!loopback && !names.has(mac)) names.set(mac, name);
  return names;
}

/** A member of a bridge or bond hands its frames on; one in a VRF is an interface like any other. */
export function isMember({ master }: InterfaceFacts, all: readonly InterfaceFacts[]): boolean {
  return master !== 0 && all.find(({ index }) => index === master)?.kind !== 'vrf';
}

export interface Refusal {
  /** Follows the name. */
  readonly sentence: string;
  readonly remedy: string;
  /** What it is that never has ARP; left out when it only has none now. */
  readonly lacks?: string;
}

/** Why nothing can be asked on an interface. */
export function whyNoArp(facts: InterfaceFacts): Refusal | undefined {
  const { name } = facts;
  if (facts.loopback)
    return {
      sentence: 'is the loopback: there is no ARP on it',
      remedy: 'name an Ethernet interface',
      lacks: 'the loopback',
    };
  if (facts.pointToPoint && facts.hardware !== ARPHRD_ETHER)
    return {
      sentence: 'is a point-to-point link, so there is no ARP on it',
      remedy: 'name an Ethernet interface',
      lacks: 'a point-to-point link',
    };
  if (facts.hardware !== ARPHRD_ETHER)
    return {
      sentence: 'is no Ethernet interface, so there is no ARP on it',
      remedy: 'name an Ethernet interface',
      lacks: 'no Ethernet interface',
    };
  if (!facts.up) return { sentence: 'is down', remedy: `bring it up: ip link set ${name} up` };
  if (!facts.arp)
    return {
      sentence: 'has ARP switched off',
      remedy: `switch it on: ip link set ${name} arp on`,
      lacks: 'NOARP is set',
    };
  if (!facts.carrier)
    return { sentence: 'has no carrier', remedy: 'plug the cable in, or join the wireless network' };
  return undefined;
}

function withoutAddress(facts: InterfaceFacts, routed: Routed): Refusal | undefined {
  if (facts.addresses.length > 0 || routed(facts)) return undefined;
  return {
    sentence: 'has no IPv4 address, so it has no subnet to ask',
    remedy: `name the targets (arpist scan -I ${facts.name} 10.0.0.0/24), or give it an address: ip address add 10.0.0.2/24 dev ${facts.name}`,
  };
}

/** Why an interface that nobody named is left alone. */
function unfit(facts: InterfaceFacts, all: readonly InterfaceFacts[], routed: Routed): string | undefined {
  if (facts.loopback) return 'is the loopback';
  const refused = whyNoArp(facts) ?? withoutAddress(facts, routed);
  if (refused) return refused.sentence.split(',')[0];
  if (isMember(facts, all)) return 'is a member of a bridge or bond';
  if (CONTAINERS.test(facts.name)) return 'belongs to containers (name it with -I)';
  return undefined;
}

function missing(name: string, all: readonly InterfaceFacts[]): SystemFault {
  const others = all.filter((one) => !one.loopback).map((one) => one.name);
  const remedy = /^\d+(\.\d+)?([mu]?s?)$/.test(name)
    ? '-i names the interface here; the pace is --rate, and 10 ms apart is --rate 100'
    : others.length > 0
      ? `there are ${others.join(', ')}`
      : 'this machine has none but the loopback';
  return fault(`there is no interface ${name}`, name, remedy);
}

function fault(sentence: string, name: string, remedy: string): SystemFault {
  return new SystemFault('interface', sentence, {
    operation: 'choose interface',
    facts: { interface: name },
    remedy,
  });
}
