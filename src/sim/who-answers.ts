import { type Ipv4, parseIpv4 } from '../base/ipv4.ts';
import type { Mac } from '../base/mac.ts';
import { contains, type Prefix } from '../base/prefix.ts';
import type { NamedHost } from '../doctor/hosts.ts';
import { askerIn, type Scene, sceneOf } from '../doctor/scene.ts';
import { ETHERTYPE_ARP } from '../wire/ethernet.ts';
import { glance, newGlance } from '../wire/glance.ts';
import { OP_REPLY } from '../wire/arp.ts';
import { PaperHost } from './paper-host.ts';
import type { Segment } from './segment.ts';
import { whoHas } from './who-has.ts';
import { openWorld } from './world.ts';

/** A MAC nobody has: a bystander with a NIC on every segment. */
const BYSTANDER: Mac = 0x02_00_00_00_00_fd;
/** Longer than proxied answers wait by default (proxy_delay, 0.8 s). */
const PATIENCE = 2000;

type Wire = { readonly prefixes: Prefix[]; readonly plugs: { readonly at: number; readonly link: string }[] };

/**
 * The hosts on paper segments, one for each network they have in common, and a bystander who asks all for each address:
 * `web1:eth0` for each interface that answers, in the order of the hosts.
 */
export function whoAnswers(
  hosts: readonly NamedHost[],
  addresses: readonly Ipv4[],
): ReadonlyMap<Ipv4, readonly string[]> {
  const scenes = hosts.map(({ host }) => sceneOf(host));
  const world = openWorld({ seed: 1 });
  const heard = new Set<string>();
  let asked: Ipv4 = 0;
  const wires = wiresOf(scenes);
  const segments = wires.map((_, at) => world.segment(`lan${at}`, { delay: 0 }));
  const bystanders = segments.map((segment) => segment.plug({ mac: BYSTANDER }));
  const paper = hosts.map(({ host }) => new PaperHost(world, host, {}));
  const overheard = (name: string): ((bytes: Uint8Array) => void) => {
    const arp = newGlance();
    return (bytes) => {
      if (glance(bytes, arp) && arp.etherType === ETHERTYPE_ARP && arp.op === OP_REPLY && arp.spa === asked)
        heard.add(name);
    };
  };
  for (const [place, wire] of wires.entries())
    for (const { at, link } of wire.plugs) {
      paper[at]!.plug(link, segments[place] as Segment);
      paper[at]!.nic(link).listen({
        hear: () => undefined,
        overhear: overheard(`${hosts[at]!.name}:${link}`),
      });
    }
  const order = hosts.flatMap(({ name, host }) => host.links.map((link) => `${name}:${link.name}`));
  const answers = new Map<Ipv4, readonly string[]>();
  for (const ip of addresses) {
    heard.clear();
    asked = ip;
    for (const [place, wire] of wires.entries()) {
      const prefix = wire.prefixes.find((one) => contains(one, ip));
      if (!prefix) continue;
      bystanders[place]!.send(whoHas(ip, { mac: BYSTANDER, spa: strangerIn(scenes, prefix, ip) }));
      world.clock.run(world.clock.now() + PATIENCE);
    }
    answers.set(
      ip,
      order.filter((name) => heard.has(name)),
    );
  }
  return answers;
}

/** Addresses that more than one host has, or answers for: where two may contradict each other. */
export function sharedAddresses(hosts: readonly NamedHost[]): readonly Ipv4[] {
  const holders = new Map<Ipv4, Set<number>>();
  for (const [at, { host }] of hosts.entries())
    for (const text of [...host.addresses.map(({ local }) => local), ...host.published.map(({ ip }) => ip)]) {
      const ip = parseIpv4(text) ?? 0;
      if (ip >>> 24 === 127) continue;
      holders.set(ip, (holders.get(ip) ?? new Set()).add(at));
    }
  return [...holders].filter(([, those]) => those.size > 1).map(([ip]) => ip);
}

function strangerIn(scenes: readonly Scene[], prefix: Prefix, ip: Ipv4): Ipv4 {
  const own = new Set(scenes.flatMap((scene) => [...scene.own]));
  const others = scenes.flatMap((scene) => scene.others).filter((one) => !own.has(one));
  return askerIn({ own, others }, prefix, ip);
}

/** Interfaces of any host with a network in common are on one wire, and so is whatever shares an interface with them. */
function wiresOf(scenes: readonly Scene[]): readonly Wire[] {
  let wires: Wire[] = [];
  for (const [at, scene] of scenes.entries())
    for (const { prefix, links } of scene.segments) {
      const plugs = links.map(({ name }) => ({ at, link: name }));
      const joined = wires.filter(
        (wire) =>
          wire.prefixes.some((one) => contains(one, prefix.network) || contains(prefix, one.network)) ||
          wire.plugs.some((one) => plugs.some(({ link }) => one.at === at && one.link === link)),
      );
      const merged: Wire = { prefixes: [prefix], plugs };
      for (const wire of joined) {
        merged.prefixes.push(...wire.prefixes);
        for (const one of wire.plugs)
          if (!merged.plugs.some((plug) => plug.at === one.at && plug.link === one.link))
            merged.plugs.push(one);
      }
      wires = [...wires.filter((wire) => !joined.includes(wire)), merged];
    }
  return wires;
}
