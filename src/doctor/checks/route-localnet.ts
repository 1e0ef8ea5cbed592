import { computed, type Finding, listed } from '../finding.ts';
import { finding } from '../make.ts';
import { askerOn, names, question, type Scene, whoHas } from '../scene.ts';

const LOOPBACK = 0x7f000001;

export function routeLocalnet(scene: Scene): readonly Finding[] {
  const answers = scene.hearing.flatMap((link) => {
    const asker = askerOn(scene, link);
    const verdict = whoHas(scene, link, { ip: LOOPBACK, asker });
    return verdict.yes ? [{ link, asker, reason: verdict.reason }] : [];
  });
  if (answers.length === 0) return [];
  const links = answers.map(({ link }) => link);
  return [
    finding('route-localnet', {
      sentence: `route_localnet makes ${listed(names(links))} answer for 127.0.0.1: neighbours can reach what listens there.`,
      links: names(links),
      addresses: ['127.0.0.1'],
      evidence: answers.map(({ link, asker, reason }) =>
        computed(`${question(LOOPBACK, asker)} on ${link.name}: answered`, reason),
      ),
    }),
  ];
}
