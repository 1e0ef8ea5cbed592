import { formatIpv4, isLoopbackIpv4 } from '../../base/ipv4.ts';
import { contains } from '../../base/prefix.ts';
import { computed, few, type Finding, listed, seen } from '../finding.ts';
import { finding } from '../make.ts';
import { askerIn, names, question, type Scene, whoHas } from '../scene.ts';
import { linksAround, subnetsOf } from '../segments.ts';

export function carrierLost(scene: Scene): readonly Finding[] {
  const silent = scene.kernel.links.filter(
    (link) => !link.loopback && link.arp && link.upper === null && (!link.up || !link.carrier),
  );
  return silent.flatMap((link) => {
    const answered = link.addresses.flatMap(({ local }) => {
      if (isLoopbackIpv4(local)) return [];
      const answers = linksAround(scene, local).flatMap((one) => {
        const subnet = subnetsOf(one).find(({ prefix }) => contains(prefix, local))!;
        const asker = askerIn(scene, subnet.prefix);
        const verdict = whoHas(scene, one, { ip: local, asker });
        return verdict.yes ? [{ link: one, asker, reason: verdict.reason }] : [];
      });
      return answers.length > 0 ? [{ local, answers }] : [];
    });
    if (answered.length === 0) return [];
    const by = [...new Set(answered.flatMap(({ answers }) => answers.map((one) => one.link)))];
    const addresses = answered.map(({ local }) => formatIpv4(local));
    const state = link.up ? 'has no carrier' : 'is set down';
    return [
      finding('carrier-lost', {
        sentence: `${link.name} ${state}, and ${listed(names(by))} still answers for its ${listed(addresses)}.`,
        links: [link.name, ...names(by)],
        addresses,
        evidence: [
          seen(`${link.name} ${state}`),
          ...few(
            answered.flatMap(({ local, answers }) =>
              answers.map(({ link: one, asker, reason }) =>
                computed(`${question(local, asker)} on ${one.name}: answered`, reason),
              ),
            ),
          ),
        ],
      }),
    ];
  });
}
