import { formatIpv4, isLoopbackIpv4, parseIpv4 } from '../../base/ipv4.ts';
import { formatPrefix, lastOf, prefixOf } from '../../base/prefix.ts';
import { addressType } from '../../kernel/routes.ts';
import { computed, type Finding, listed } from '../finding.ts';
import { finding } from '../make.ts';
import { again } from '../remedies.ts';
import { askerIn, askerOn, names, question, type Scene, whoHas } from '../scene.ts';
import { subnetsOf } from '../segments.ts';

export function vipPrefix(scene: Scene): readonly Finding[] {
  return scene.host.addresses.flatMap((address) => {
    const ip = parseIpv4(address.local) ?? 0;
    const loopback = scene.facts.get(address.link)?.loopback ?? false;
    if (!loopback || isLoopbackIpv4(ip) || address.prefixLength === 32 || address.peer !== null) return [];
    const prefix = prefixOf(ip, address.prefixLength);
    const lo = scene.kernel.linkOf.get(address.link)!;
    const foreign = askerIn({ own: new Set(scene.own), others: [] }, prefix);
    if (addressType(scene.kernel, foreign, lo) !== 'local') return [];
    const answers = scene.hearing.flatMap((link) => {
      const asker = askerOn(scene, link, foreign);
      const verdict = whoHas(scene, link, { ip: foreign, asker });
      return verdict.yes ? [{ link, asker, reason: verdict.reason }] : [];
    });
    const inSubnet = scene.hearing
      .flatMap(subnetsOf)
      .some((one) => one.prefix.network <= lastOf(prefix) && prefix.network <= lastOf(one.prefix));
    const network = formatPrefix(prefix);
    const answered =
      answers.length > 0 ? ` and answers for it on ${listed(names(answers.map(({ link }) => link)))}` : '';
    return [
      finding('vip-prefix', {
        severity: inSubnet || answers.length > 0 ? 'fault' : 'risk',
        sentence: `${address.local}/${address.prefixLength} on ${address.link} makes the host take all of ${network} for its own${answered}; it can talk to none of the machines there.`,
        links: names(answers.map(({ link }) => link)),
        addresses: [address.local],
        evidence: [
          computed(`${formatIpv4(foreign)}, which nobody configured here, is local to the routing table`),
          ...answers.map(({ link, asker, reason }) =>
            computed(`${question(foreign, asker)} on ${link.name}: answered`, reason),
          ),
        ],
        changes: again(address, { prefixLength: 32 }),
      }),
    ];
  });
}
