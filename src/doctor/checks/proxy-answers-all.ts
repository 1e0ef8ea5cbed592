import { parseIpv4 } from '../../base/ipv4.ts';
import { fibLookup } from '../../kernel/routes.ts';
import { computed, type Finding, listed } from '../finding.ts';
import { finding } from '../make.ts';
import { askerOn, names, question, type Scene, whoHas } from '../scene.ts';
import { subnetsOf } from '../segments.ts';

/** Addresses of public resolvers: whatever a host routes by itself, it routes these by its default route. */
const FAR = ['9.9.9.9', '1.1.1.1', '8.8.8.8'].map((text) => parseIpv4(text)!);

export function proxyAnswersAll(scene: Scene): readonly Finding[] {
  const far = FAR.find(
    (ip) =>
      fibLookup(scene.kernel, { dst: ip, src: 0, iif: 1, vrf: null }).snapshot?.destination === '0.0.0.0/0',
  );
  if (far === undefined) return [];
  const answers = scene.hearing.flatMap((link) => {
    const asker = askerOn(scene, link);
    const { reason } = whoHas(scene, link, { ip: far, asker });
    return reason === 'answer-proxy-arp' ? [{ link, asker, reason }] : [];
  });
  if (answers.length === 0) return [];
  const links = answers.map(({ link }) => link);
  // A cable to one container without an address of its own is meant to be answered for everything.
  const unnumbered = links.every((link) => subnetsOf(link).length === 0);
  return [
    finding('proxy-answers-all', {
      severity: unnumbered ? 'note' : 'risk',
      sentence: `proxy_arp on ${listed(names(links))} answers for every address of the Internet, because the default route leaves by another link.`,
      links: names(links),
      evidence: answers.map(({ link, asker, reason }) =>
        computed(`${question(far, asker)} on ${link.name}: answered`, reason),
      ),
    }),
  ];
}
