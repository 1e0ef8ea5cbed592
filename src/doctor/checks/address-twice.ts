import { formatIpv4, parseIpv4 } from '../../base/ipv4.ts';
import { formatMac } from '../../base/mac.ts';
import { formatPrefix } from '../../base/prefix.ts';
import type { SystemChange } from '../../change/change.ts';
import { computed, few, type Finding, listed } from '../finding.ts';
import { finding } from '../make.ts';
import { type AskedAddress, names, question, type Scene, sharedSegments } from '../scene.ts';

export function addressTwice(scene: Scene): readonly Finding[] {
  return sharedSegments(scene).flatMap((segment) => {
    const twice = scene
      .answers(segment)
      .filter(({ holders, answering }) => holders.length > 1 && answering.length > 1);
    if (twice.length === 0) return [];
    const links = [...new Set(twice.flatMap(({ holders }) => holders))];
    const addresses = twice.map(({ ip }) => formatIpv4(ip));
    return [
      finding('address-twice', {
        sentence: `${listed(addresses)} ${addresses.length === 1 ? 'is' : 'are'} held by ${listed(names(links))}, all on ${formatPrefix(segment.prefix)}: each answers as the owner.`,
        links: names(links),
        addresses,
        evidence: few(twice.map(evidenceOf)),
        changes: twice.flatMap((one) => removals(scene, one)),
      }),
    ];
  });
}

function evidenceOf({ ip, asker, answering }: AskedAddress): ReturnType<typeof computed> {
  const who = answering.map((link) => `${link.name} (${formatMac(link.mac)})`);
  return computed(`${question(ip, asker)}: answered by ${who.join(', ')}`, 'answer-local');
}

/** The first link keeps it. */
function removals(scene: Scene, { ip, holders }: AskedAddress): readonly SystemChange[] {
  const others = new Set(names(holders.slice(1)));
  return scene.host.addresses
    .filter(({ link, local }) => others.has(link) && parseIpv4(local) === ip)
    .map(({ link, local, prefixLength, peer, scope, label }) => ({
      do: 'remove-address',
      link,
      local,
      prefixLength,
      peer,
      scope,
      label,
    }));
}
