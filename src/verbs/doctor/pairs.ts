import { formatIpv4 } from '../../base/ipv4.ts';
import { BROADCAST_MAC, formatMac, ZERO_MAC } from '../../base/mac.ts';
import { type Finding, few, heardOnWire, listed } from '../../doctor/finding.ts';
import { finding } from '../../doctor/make.ts';
import type { Scene } from '../../doctor/scene.ts';
import type { KernelLink } from '../../kernel/kernel.ts';
import { decideReply } from '../../kernel/reply.ts';
import { OP_REQUEST } from '../../wire/arp.ts';
import type { Probed } from './prober.ts';

/** One link asked, another one of ours should or should not have answered. */
export interface LinkPair {
  readonly asking: KernelLink;
  readonly answering: KernelLink;
  readonly ip: number;
  readonly predicted: boolean;
  readonly observed: boolean;
}

export function pairsOf(scene: Scene, { probe, macs }: Probed): readonly LinkPair[] {
  const { link: asking, ip } = probe;
  const near = scene.segments.filter(({ links }) => links.includes(asking)).flatMap(({ links }) => links);
  const others = [...new Set(near)].filter(
    (one) => one !== asking && one.mac !== asking.mac && !oneStandsOnOther(scene, asking, one),
  );
  return others.map((answering) => {
    const heard = { dst: BROADCAST_MAC, op: OP_REQUEST, sha: asking.mac, spa: 0, tha: ZERO_MAC, tpa: ip };
    const predicted = decideReply({ link: answering.name, ...heard }, scene.kernel).yes;
    return { asking, answering, ip, predicted, observed: macs.has(answering.mac) };
  });
}

/** What a macvlan sends leaves by the link below, which does not hear it, nor the other way round. */
function oneStandsOnOther({ host }: Scene, one: KernelLink, other: KernelLink): boolean {
  const lowerOf = new Map(host.links.map(({ name, lower }) => [name, lower]));
  return lowerOf.get(one.name) === other.name || lowerOf.get(other.name) === one.name;
}

/** Pairs of links of which neither ever heard the other although the model says so: they are on different wires. */
export function unheard(pairs: readonly LinkPair[]): ReadonlySet<string> {
  const keys = new Set(pairs.filter(({ predicted }) => predicted).map(keyOf));
  for (const pair of pairs) if (pair.observed) keys.delete(keyOf(pair));
  return keys;
}

function keyOf({ asking, answering }: LinkPair): string {
  return [asking.name, answering.name].toSorted().join(' ');
}

export function supported(found: Finding, pairs: readonly LinkPair[], apart: ReadonlySet<string>): Finding {
  if (found.kind !== 'flux') return found;
  const about = pairs.filter(
    (pair) => found.addresses.includes(formatIpv4(pair.ip)) && found.links.includes(pair.answering.name),
  );
  const proven = about.filter(({ observed }) => observed);
  if (proven.length > 0) {
    const told = proven.map(({ asking, answering, ip }) =>
      heardOnWire(
        `who-has ${formatIpv4(ip)} asked on ${asking.name}: ${answering.name} answered with ${formatMac(answering.mac)}`,
      ),
    );
    return { ...found, evidence: [...found.evidence, ...few(told)] };
  }
  const separate = about.length > 0 && about.every((pair) => apart.has(keyOf(pair)));
  if (!separate) return found;
  const text = `${listed(found.links)} do not hear each other: by the wire they are on different segments`;
  return { ...found, severity: 'risk', evidence: [...found.evidence, heardOnWire(text)] };
}

export function differing(pairs: readonly LinkPair[], apart: ReadonlySet<string>): readonly Finding[] {
  const wrong = pairs.filter((pair) => pair.predicted !== pair.observed && !apart.has(keyOf(pair)));
  const separate = [...apart].map((key) => {
    const links = key.split(' ');
    return finding('wire-differs', {
      sentence: `${listed(links)} have addresses of one subnet but do not hear each other: different wires, or a filter between them.`,
      links,
      evidence: [heardOnWire(`no question of the one was answered by the other, in either direction`)],
    });
  });
  if (wrong.length === 0) return separate;
  const links = [...new Set(wrong.map(({ answering }) => answering.name))];
  const addresses = [...new Set(wrong.map(({ ip }) => formatIpv4(ip)))];
  return [
    ...separate,
    finding('wire-differs', {
      sentence: `${listed(links)} does otherwise than the model says for ${listed(addresses)}: a packet filter, or a frame lost three times.`,
      links,
      addresses,
      evidence: few(
        wrong.map(({ asking, answering, ip, observed }) =>
          heardOnWire(
            `who-has ${formatIpv4(ip)} tell 0.0.0.0 asked on ${asking.name}: ${answering.name} ${observed ? 'answered, and should be silent' : 'was silent, and should answer'}`,
          ),
        ),
      ),
    }),
  ];
}
