import { SystemFault } from '../base/fault.ts';
import type { InterfaceFacts } from '../ports/host.ts';

/** ARPHRD_ETHER of if_arp.h; Wi-Fi in managed mode has it too. */
const ETHERNET = 1;

/** Bridges and pairs that container and machine managers make: other networks than the one a person means. */
const CONTAINERS =
  /^(docker|podman|cni|cali|flannel|weave|kube|lxcbr|lxdbr|incusbr|virbr|vnet)|^br-[0-9a-f]{12}$|^veth[0-9a-f]{7,}$/;

/**
 * The interfaces to work on: the named ones, or all that make sense. A named one that cannot carry ARP at all, and
 * nothing fit at all, throw SystemFault with the reason. `addressless`: one without an IPv4 address will do if named.
 */
export function chooseInterfaces(
  all: readonly InterfaceFacts[],
  named: readonly string[],
  addressless: boolean,
): readonly InterfaceFacts[] {
  if (named.length > 0)
    return [...new Set(named)].map((name) => {
      const facts = interfaceNamed(all, name);
      const why = refusal(facts) ?? (addressless ? undefined : withoutAddress(facts));
      if (why) throw fault(`${name} ${why.sentence}`, name, why.remedy);
      return facts;
    });
  const fit = all.filter((one) => unfit(one) === undefined);
  if (fit.length > 0) return fit;
  const reasons = all.map((one) => `${one.name} ${unfit(one)}`).join(', ');
  throw fault(
    `no interface is fit for this${reasons === '' ? '' : `: ${reasons}`}`,
    '',
    'name one with -I, or bring one up and give it an address (ip link, ip address)',
  );
}

/** Throws SystemFault when there is none of that name. */
export function interfaceNamed(all: readonly InterfaceFacts[], name: string): InterfaceFacts {
  const facts = all.find((one) => one.name === name);
  if (!facts) throw missing(name, all);
  return facts;
}

interface Refusal {
  readonly sentence: string;
  readonly remedy: string;
}

function refusal(facts: InterfaceFacts): Refusal | undefined {
  const { name } = facts;
  if (facts.loopback)
    return { sentence: 'is the loopback: there is no ARP on it', remedy: 'name an Ethernet interface' };
  if (facts.hardware !== ETHERNET)
    return {
      sentence: 'is no Ethernet interface, so there is no ARP on it',
      remedy: 'name an Ethernet interface',
    };
  if (!facts.up) return { sentence: 'is down', remedy: `bring it up: ip link set ${name} up` };
  if (!facts.arp)
    return { sentence: 'has ARP switched off', remedy: `switch it on: ip link set ${name} arp on` };
  if (!facts.carrier)
    return { sentence: 'has no carrier', remedy: 'plug the cable in, or join the wireless network' };
  return undefined;
}

function withoutAddress(facts: InterfaceFacts): Refusal | undefined {
  if (facts.addresses.length > 0) return undefined;
  return {
    sentence: 'has no IPv4 address, so it has no subnet to ask',
    remedy: `name the targets (arpist scan -I ${facts.name} 10.0.0.0/24), or give it an address: ip address add 10.0.0.2/24 dev ${facts.name}`,
  };
}

/** Why an interface that nobody named is left alone. */
function unfit(facts: InterfaceFacts): string | undefined {
  if (facts.loopback) return 'is the loopback';
  const refused = refusal(facts) ?? withoutAddress(facts);
  if (refused) return refused.sentence.split(',')[0];
  if (facts.master !== 0) return 'is a member of a bridge or bond';
  if (CONTAINERS.test(facts.name)) return 'belongs to containers (name it with -I)';
  return undefined;
}

function missing(name: string, all: readonly InterfaceFacts[]): SystemFault {
  const others = all.filter((one) => !one.loopback).map((one) => one.name);
  const remedy = /^\d+[mu]s?$/.test(name)
    ? '-i names the interface here; the pace is --rate'
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
