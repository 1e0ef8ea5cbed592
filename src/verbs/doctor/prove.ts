import { formatIpv4 } from '../../base/ipv4.ts';
import { formatMac, type Mac } from '../../base/mac.ts';
import { contradiction } from '../../doctor/checks/permanent-contradicts.ts';
import { type Finding, few, heardOnWire, listed, seen } from '../../doctor/finding.ts';
import { finding } from '../../doctor/make.ts';
import { ownAddressesOnly } from '../../doctor/remedies.ts';
import { gatewaysOf } from '../../doctor/checks/gateways.ts';
import { selfAnswering, selfAnswerWords } from '../../kernel/self-answer.ts';
import { vipsOf } from '../../doctor/vips.ts';
import type { Scene } from '../../doctor/scene.ts';
import type { KernelLink } from '../../kernel/kernel.ts';
import { differing, pairsOf, supported, unheard } from './pairs.ts';
import type { Probed } from './prober.ts';

export interface CureProof {
  readonly findings: readonly Finding[];
  /** What could not be proven. */
  readonly caveats: readonly string[];
}

/** What the wire says about the findings of the model, and what only the wire can show. */
export function prove(scene: Scene, found: readonly Finding[], probed: readonly Probed[]): CureProof {
  const own = new Map(scene.kernel.links.map((link) => [link.mac, link]));
  const of = (purpose: string): readonly Probed[] => probed.filter(({ probe }) => probe.purpose === purpose);
  const pairs = [...of('own'), ...of('vip')].flatMap((one) => pairsOf(scene, one));
  const apart = unheard(pairs);
  return {
    findings: [
      ...of('own')
        .flatMap((one) => duplicate(one, own))
        .reduce(mergeByAddress, []),
      ...found.map((one) => supported(one, pairs, apart)),
      ...differing(pairs, apart),
      ...of('permanent').flatMap((one) => contradicted(scene, one)),
      ...of('gateway').flatMap((one) => gateway(scene, one)),
      ...of('vip')
        .flatMap((one) => serviceAddress(scene, one, own))
        .reduce(mergeByAddress, []),
    ],
    caveats: [...loners(scene, of('own')), ...answeredHere(scene)],
  };
}

function duplicate({ probe, macs }: Probed, own: ReadonlyMap<Mac, KernelLink>): readonly Finding[] {
  const strangers = [...macs].filter((mac) => !own.has(mac));
  if (strangers.length === 0) return [];
  const ip = formatIpv4(probe.ip);
  return [
    finding('duplicate-address', {
      sentence: `${ip} is an address of this host, and ${listed(strangers.map(formatMac))} answers for it on ${probe.link.name} too.`,
      links: [probe.link.name],
      addresses: [ip],
      evidence: strangers.map((mac) =>
        heardOnWire(`who-has ${ip} tell 0.0.0.0 on ${probe.link.name}: ${ip} is-at ${formatMac(mac)}`),
      ),
    }),
  ];
}

/** One machine should answer for a hidden address, and it should not be this one. */
function serviceAddress(
  scene: Scene,
  { probe, macs }: Probed,
  own: ReadonlyMap<Mac, KernelLink>,
): readonly Finding[] {
  const { link } = probe;
  const ip = formatIpv4(probe.ip);
  const vip = vipsOf(scene).find((one) => one.ip === probe.ip);
  const here = (vip?.answering.length ?? 0) > 0;
  const strangers = [...macs].filter((mac) => !own.has(mac));
  const about = { links: [link.name], addresses: [ip] };
  const told = [...macs].map((mac) =>
    heardOnWire(`who-has ${ip} on ${link.name}: ${ip} is-at ${formatMac(mac)}`),
  );
  const rivals = strangers.length + (here ? 1 : 0);
  if (strangers.length > 0 && rivals > 1)
    return [
      finding('vip-contested', {
        ...about,
        sentence: `${listed(strangers.map(formatMac))}${here ? ' and this host' : ''} answer for ${ip}: the one that answers first gets the client.`,
        evidence: told,
        changes: here ? ownAddressesOnly(scene, scene.hearing) : [],
      }),
    ];
  if (here || macs.size > 0) return [];
  return [
    finding('vip-unanswered', {
      ...about,
      sentence: `Nobody answers for ${ip}, which this host hides: clients on ${link.name} cannot reach it.`,
      evidence: [heardOnWire(`who-has ${ip} on ${link.name}: no answer to three questions`)],
    }),
  ];
}

/** Several links of ours hear the same: told once. */
function mergeByAddress(merged: readonly Finding[], one: Finding): readonly Finding[] {
  const at = merged.findIndex(
    ({ kind, addresses }) => kind === one.kind && addresses[0] === one.addresses[0],
  );
  if (at < 0) return [...merged, one];
  const there = merged[at]!;
  const links = [...there.links, ...one.links];
  return merged.with(at, { ...there, links, evidence: few([...there.evidence, ...one.evidence]) });
}

function contradicted(scene: Scene, { probe, macs }: Probed): readonly Finding[] {
  const { link, ip, expected } = probe;
  const [mac] = macs;
  if (mac === undefined || expected === null || macs.has(expected)) return [];
  const dotted = formatIpv4(ip);
  const entry = scene.host.neighbours.find((one) => one.link === link.name && one.ip === dotted);
  if (!entry) return [];
  const by = heardOnWire(`who-has ${dotted} on ${link.name}: ${dotted} is-at ${formatMac(mac)}`);
  return [contradiction(entry, { mac: formatMac(mac), by })];
}

function gateway(scene: Scene, { probe, macs }: Probed): readonly Finding[] {
  const ip = formatIpv4(probe.ip);
  const about = { links: [probe.link.name], addresses: [ip] };
  if (macs.size > 1) {
    const told = [...macs].map((mac) =>
      heardOnWire(`who-has ${ip} on ${probe.link.name}: ${ip} is-at ${formatMac(mac)}`),
    );
    return [
      finding('gateway-contested', {
        ...about,
        sentence: `${macs.size} MACs answer for the gateway ${ip} on ${probe.link.name}.`,
        evidence: told,
      }),
    ];
  }
  if (macs.size > 0) return [];
  const how = probe.own === null ? 'tell 0.0.0.0' : `tell 0.0.0.0, and tell ${formatIpv4(probe.own)}`;
  const told = heardOnWire(`who-has ${ip} ${how} on ${probe.link.name}: no answer`);
  const silent = `The gateway ${ip} on ${probe.link.name} answered none of three questions`;
  if (probe.own === null)
    return [
      finding('gateway-silent', {
        ...about,
        severity: 'risk',
        sentence: `${silent}; this host has no address to ask with, and a proxy answers no question with sender 0.0.0.0.`,
        evidence: [told],
      }),
    ];
  const entry = scene.host.neighbours.find((one) => one.link === probe.link.name && one.ip === ip);
  if (entry?.state === 'reachable')
    return [
      finding('gateway-silent', {
        ...about,
        severity: 'risk',
        sentence: `${silent}, and the neighbour table has it as reachable: it works until the entry is gone.`,
        evidence: [told, seen(`${ip} dev ${entry.link} lladdr ${entry.mac ?? 'unknown'} REACHABLE`)],
      }),
    ];
  return [finding('gateway-silent', { ...about, sentence: `${silent}.`, evidence: [told] })];
}

/** Links whose answers come out of this host: what stands in the table for them is not asked. */
function answeredHere({ host, hearing }: Scene): readonly string[] {
  const answersItself = selfAnswering(host.links);
  const asking = new Set([
    ...host.neighbours.filter(({ state }) => state === 'permanent').map(({ link }) => link),
    ...gatewaysOf(host).map(({ link }) => link),
  ]);
  return hearing.flatMap(({ name }) => {
    const found = asking.has(name) ? answersItself(name) : null;
    return found === null
      ? []
      : [`Entries and gateways on ${name} were not asked for: ${selfAnswerWords(found)}.`];
  });
}

function loners(scene: Scene, probed: readonly Probed[]): readonly string[] {
  const asked = [...new Set(probed.map(({ probe }) => probe.link))];
  const alone = asked.filter((link) =>
    scene.segments.every(({ links }) => !links.includes(link) || links.length === 1),
  );
  if (alone.length === 0) return [];
  const names = listed(alone.map(({ name }) => name));
  return [
    `What ${names} ${alone.length === 1 ? 'answers' : 'answer'} cannot be proven from here: no other link of this host is on the segment.`,
  ];
}
