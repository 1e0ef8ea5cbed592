import { formatIpv4, type Ipv4, parseIpv4 } from '../../base/ipv4.ts';
import { contains } from '../../base/prefix.ts';
import type { NeighbourSnapshot } from '../../kernel/host.ts';
import type { KernelLink } from '../../kernel/kernel.ts';
import { isValid } from '../../kernel/neighbour.ts';
import type { ReasonCode } from '../../kernel/reasons.ts';
import type { SystemChange } from '../../change/change.ts';
import { computed, few, type Finding, listed, seen } from '../finding.ts';
import { finding } from '../make.ts';
import { askerOn, names, type Scene, whoHas } from '../scene.ts';

type Shadow = {
  readonly entry: NeighbourSnapshot;
  readonly ip: Ipv4;
  readonly link: KernelLink;
  readonly asker: Ipv4;
  readonly reason: ReasonCode;
};

/** Neighbours that live on a segment, and for which this host would answer there. */
export function proxyShadows(scene: Scene): readonly Finding[] {
  const proxying = scene.hearing.filter(
    ({ conf }) => conf.forwarding !== 0 && (conf.proxy_arp !== 0 || scene.host.published.length > 0),
  );
  if (proxying.length === 0) return [];
  const shadows = scene.host.neighbours.flatMap((entry) => shadowsOf(scene, entry, proxying));
  if (shadows.length === 0) return [];
  const addresses = [...new Set(shadows.map(({ entry }) => entry.ip))];
  const links = [...new Set(shadows.map(({ link }) => link))];
  return [
    finding('proxy-shadows', {
      sentence: `This host would answer on ${listed(names(links))} for ${listed(addresses)}, ${addresses.length === 1 ? 'a machine that lives' : 'machines that live'} on that segment.`,
      links: names(links),
      addresses,
      evidence: few(
        shadows.flatMap(({ entry, ip, link, asker, reason }) => [
          seen(`${entry.ip} is ${entry.mac} on ${entry.link} (${entry.state})`),
          computed(
            `who-has ${formatIpv4(ip)} tell ${formatIpv4(asker)} on ${link.name}: answered by proxy`,
            reason,
          ),
        ]),
      ),
      changes: removals(scene, shadows),
    }),
  ];
}

function shadowsOf(
  scene: Scene,
  entry: NeighbourSnapshot,
  proxying: readonly KernelLink[],
): readonly Shadow[] {
  const ip = parseIpv4(entry.ip) ?? 0;
  if (!isValid(entry.state) || entry.state === 'permanent' || entry.mac === null) return [];
  const here = scene.segments.filter(
    ({ prefix, links }) => contains(prefix, ip) && links.some(({ name }) => name === entry.link),
  );
  const near = new Set([entry.link, ...here.flatMap(({ links }) => names(links))]);
  return proxying.flatMap((link) => {
    if (!near.has(link.name)) return [];
    const asker = askerOn(scene, link, ip);
    const { reason } = whoHas(scene, link, { ip, asker });
    return reason === 'answer-proxy-arp' || reason === 'answer-published'
      ? [{ entry, ip, link, asker, reason }]
      : [];
  });
}

function removals(scene: Scene, shadows: readonly Shadow[]): readonly SystemChange[] {
  const changes = shadows.flatMap(({ entry, link, reason }): SystemChange[] => {
    if (reason !== 'answer-published') return [];
    const there = scene.host.published.filter(
      ({ ip, link: on }) => ip === entry.ip && (on === link.name || on === null),
    );
    return there.map(({ ip, link: on }) => ({ do: 'unpublish', ip, link: on }));
  });
  const unique = new Map(changes.map((change) => [JSON.stringify(change), change]));
  return [...unique.values()];
}
