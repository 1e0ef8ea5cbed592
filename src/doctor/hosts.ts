import { formatIpv4, isLoopbackIpv4, type Ipv4, parseIpv4 } from '../base/ipv4.ts';
import { contains, formatPrefix, type Prefix } from '../base/prefix.ts';
import type { HostSnapshot } from '../kernel/host.ts';
import type { KernelLink } from '../kernel/kernel.ts';
import { type Diagnosis, diagnose, findingsOf, sorted } from './diagnose.ts';
import { computed, type Finding, listed } from './finding.ts';
import { isInside } from './guests.ts';
import { finding } from './make.ts';
import { withinReach } from './reach.ts';
import { ownAddressesOnly } from './remedies.ts';
import { askerIn, askerOn, question, type Scene, sceneOf, whoHas } from './scene.ts';
import type { HostSegment } from './segments.ts';
import { vipsOf } from './vips.ts';

export type NamedHost = { readonly name: string; readonly host: HostSnapshot };

/** What is wrong with each host, and with all of them together on the segments they share. */
export function diagnoseHosts(hosts: readonly NamedHost[]): Diagnosis {
  const single = hosts.map(({ name, host }) => ({ name, ...diagnose(host), findings: findingsOf(host) }));
  const staged = hosts.map(({ name, host }): Staged => ({ name, scene: sceneOf(host) }));
  const together = contested(staged);
  const settled = new Set(together.flatMap(({ addresses }) => addresses));
  const findings = single.flatMap((one) =>
    one.findings
      // Seen from all hosts it is known who answers: what one host alone may guess is said better already.
      .filter((found) => found.kind !== 'vip-answered' || !found.addresses.some((ip) => settled.has(ip)))
      .filter((found) => found.kind !== 'link-silent' || !areElsewhere(found, one.name, staged))
      .map((found): Finding => ({ ...found, host: one.name })),
  );
  return {
    findings: sorted([...together, ...findings]),
    caveats: single.flatMap(({ name, caveats }) => caveats.map((text) => `${name}: ${text}`)),
  };
}

/** A host that stands by, its link down, while another one has the addresses. */
function areElsewhere({ addresses }: Finding, name: string, staged: readonly Staged[]): boolean {
  const others = staged.filter((one) => one.name !== name).map(({ scene }) => scene);
  const answers = (ip: Ipv4): boolean =>
    others.some((scene) =>
      scene.hearing.some(
        (link) =>
          link.addresses.some(({ local }) => local === ip) &&
          whoHas(scene, link, { ip, asker: askerOn(scene, link, ip) }).yes,
      ),
    );
  return addresses.every((text) => answers(parseIpv4(text) ?? 0));
}

type Staged = { readonly name: string; readonly scene: Scene };

/** An address that several hosts hold, or that one holds hidden: somebody, and one only, should answer. */
type Shared = { readonly ip: Ipv4; readonly service: boolean; readonly holders: readonly Staged[] };

function contested(staged: readonly Staged[]): readonly Finding[] {
  return sharedAddresses(staged).flatMap((shared) => {
    const { ip, service, holders } = shared;
    const asked = staged.flatMap((one) => askAround(one, ip, staged));
    if (asked.length === 0) return [];
    const answering = asked.filter(({ link }) => link !== null);
    const hosts = [...new Set(answering.map(({ name }) => name))];
    const evidence = asked.map(({ name, on, link, reason }) =>
      computed(
        `${name}: ${question(ip, askerFor(staged, on.prefix))} on ${formatPrefix(on.prefix)}: ${link ? `answered by ${link.name}` : 'not answered'}`,
        reason,
      ),
    );
    const address = formatIpv4(ip);
    const addresses = [address];
    const links = [...new Set(answering.map(({ link }) => link!.name))];
    if (hosts.length === 0 && service)
      return [
        finding('vip-unanswered', {
          sentence: `Nobody would answer for ${address}: ${listed(holders.map(({ name }) => name))} hold it, and all of them hide it.`,
          addresses,
          evidence,
        }),
      ];
    if (hosts.length < 2) return [];
    const kind = service ? 'vip-contested' : 'duplicate-address';
    const sentence = service
      ? `${listed(hosts)} would all answer for ${address}: the one that answers first gets the client.`
      : `${address} is an address of ${listed(hosts)}: each of them answers for it.`;
    const found = finding(kind, { sentence, addresses, links, evidence });
    return [{ ...found, ...loneHider(shared, hosts) }];
  });
}

/** When one host alone holds it on lo and answers, beside one that holds it on a NIC, the mending is clear. */
function loneHider({ ip, holders }: Shared, hosts: readonly string[]): Pick<Finding, 'changes' | 'beyond'> {
  const hiding = holders.filter(
    ({ name, scene }) => hosts.includes(name) && vipsOf(scene).some((vip) => vip.ip === ip),
  );
  if (hiding.length !== 1 || hosts.length !== 2) return { changes: [], beyond: [] };
  const { scene } = hiding[0]!;
  return withinReach(ownAddressesOnly(scene, scene.hearing), scene.host);
}

function sharedAddresses(staged: readonly Staged[]): readonly Shared[] {
  const holders = new Map<Ipv4, Staged[]>();
  const hidden = new Set<Ipv4>();
  for (const one of staged) {
    const own = new Set(one.scene.host.addresses.map(({ local }) => parseIpv4(local) ?? 0));
    for (const ip of own) {
      if (isLoopbackIpv4(ip)) continue;
      const there = holders.get(ip);
      if (there) there.push(one);
      else holders.set(ip, [one]);
    }
    for (const vip of vipsOf(one.scene)) hidden.add(vip.ip);
  }
  return [...holders].flatMap(([ip, those]) => {
    const service = hidden.has(ip);
    return those.length > 1 || service ? [{ ip, service, holders: those }] : [];
  });
}

type AskedHost = {
  readonly name: string;
  readonly on: HostSegment;
  readonly link: KernelLink | null;
  readonly reason: ReturnType<typeof whoHas>['reason'];
};

/** What one host does with a broadcast question for the address on each of its segments that hold it. */
function askAround({ name, scene }: Staged, ip: Ipv4, all: readonly Staged[]): readonly AskedHost[] {
  const segments = scene.segments.filter(
    ({ prefix, links }) => contains(prefix, ip) && !links.every((link) => isInside(scene, link.name)),
  );
  return segments.map((on) => {
    const asker = askerFor(all, on.prefix);
    const verdicts = on.links.map((link) => ({ link, verdict: whoHas(scene, link, { ip, asker }) }));
    const yes = verdicts.find(({ verdict }) => verdict.yes);
    const { verdict } = yes ?? verdicts[0]!;
    return { name, on, link: yes?.link ?? null, reason: verdict.reason };
  });
}

/** Somebody who is none of the hosts. */
function askerFor(all: readonly Staged[], prefix: Prefix): Ipv4 {
  const own = new Set(all.flatMap(({ scene }) => [...scene.own]));
  const others = all.flatMap(({ scene }) => scene.others).filter((ip) => !own.has(ip));
  return askerIn({ own, others }, prefix);
}
