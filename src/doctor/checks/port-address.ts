import { isLoopbackIpv4, parseIpv4 } from '../../base/ipv4.ts';
import { prefixOf } from '../../base/prefix.ts';
import { again } from '../remedies.ts';
import { computed, type Finding } from '../finding.ts';
import { finding } from '../make.ts';
import { askerIn, question, type Scene, whoHas } from '../scene.ts';

export function portAddress(scene: Scene): readonly Finding[] {
  return scene.host.addresses.flatMap((address) => {
    const link = scene.kernel.linkOf.get(address.link);
    const ip = parseIpv4(address.local) ?? 0;
    if (!link || link.upper === null || isLoopbackIpv4(ip)) return [];
    const asker = askerIn(scene, prefixOf(ip, Math.min(address.prefixLength, 24)));
    const verdict = whoHas(scene, link, { ip, asker });
    const end = verdict.yes
      ? `${verdict.value.link} answers for it with its own MAC`
      : 'nobody answers for it';
    return [
      finding('port-address', {
        severity: verdict.yes ? 'risk' : 'fault',
        sentence: `${address.local} is on ${link.name}, which is a port of ${link.upper}: ${end}.`,
        links: [link.name, link.upper],
        addresses: [address.local],
        evidence: [
          computed(
            `${question(ip, asker)} on ${link.name}: ${verdict.yes ? 'answered' : 'not answered'}`,
            verdict.reason,
          ),
        ],
        changes: again(address, { link: link.upper, label: null }),
      }),
    ];
  });
}
