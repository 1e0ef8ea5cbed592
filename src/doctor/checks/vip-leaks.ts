import { formatIpv4 } from '../../base/ipv4.ts';
import { formatMac } from '../../base/mac.ts';
import { decideSource } from '../../kernel/source.ts';
import { possibleSenders } from '../../kernel/source-doubts.ts';
import { computed, type Finding, listed } from '../finding.ts';
import { finding } from '../make.ts';
import { again, askWithOwn } from '../remedies.ts';
import { names, type Scene } from '../scene.ts';
import { vipsOf } from '../vips.ts';

/** Addresses hidden in answers that the requests of the host give away. */
export function vipLeaks(scene: Scene): readonly Finding[] {
  return vipsOf(scene).flatMap(({ ip, address, around, answering }) => {
    if (answering.length > 0) return [];
    const leaks = around.flatMap(({ link, asker }) => {
      const asking = { link: link.name, target: asker, packetSource: ip };
      const { reason } = decideSource(asking, scene.kernel);
      return possibleSenders(asking, scene.kernel).includes(ip) ? [{ link, asker, reason }] : [];
    });
    if (leaks.length === 0) return [];
    const links = leaks.map(({ link }) => link);
    const borrowed = leaks.some(({ reason }) => reason === 'source-borrowed');
    return [
      finding('vip-leaks', {
        sentence: `${address.local} on ${address.link} is hidden, but requests out of ${listed(names(links))} carry it as their sender: peers learn it here.`,
        links: names(links),
        addresses: [address.local],
        evidence: leaks.map(({ link, asker, reason }) =>
          computed(
            `who-has ${formatIpv4(asker)} tell ${address.local} leaves ${link.name} with ${formatMac(link.mac)}`,
            reason,
          ),
        ),
        changes: [...askWithOwn(scene, links), ...(borrowed ? again(address, { scope: 'host' }) : [])],
      }),
    ];
  });
}
