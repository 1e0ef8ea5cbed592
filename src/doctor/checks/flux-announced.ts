import { formatIpv4 } from '../../base/ipv4.ts';
import { formatMac } from '../../base/mac.ts';
import { formatPrefix } from '../../base/prefix.ts';
import { routeOutput } from '../../kernel/routes.ts';
import { decideSource } from '../../kernel/source.ts';
import { computed, few, type Finding, listed } from '../finding.ts';
import { finding } from '../make.ts';
import { askWithOwn } from '../remedies.ts';
import { askerIn, names, type Scene, sharedSegments } from '../scene.ts';
import { fluxingIn } from './flux.ts';

/** Requests that tell a wrong MAC for an address of another link; where there is flux, its finding mends them too. */
export function fluxAnnounced(scene: Scene): readonly Finding[] {
  return sharedSegments(scene).flatMap((segment) => {
    if (fluxingIn(scene, segment).length > 0) return [];
    const target = askerIn(scene, segment.prefix);
    const wrong = scene.answers(segment).flatMap(({ ip, holder, holders }) => {
      const out = routeOutput(scene.kernel, { src: ip, dst: target, vrf: holder.vrf });
      if (!out || holders.includes(out) || !segment.links.includes(out)) return [];
      const asked = decideSource({ link: out.name, target, packetSource: ip }, scene.kernel);
      return asked.yes && asked.value.spa === ip ? [{ ip, holder, out, reason: asked.reason }] : [];
    });
    if (wrong.length === 0) return [];
    const addresses = wrong.map(({ ip }) => formatIpv4(ip));
    const links = [...new Set(wrong.map(({ out }) => out))];
    return [
      finding('flux-announced', {
        sentence: `Requests out of ${listed(names(links))} on ${formatPrefix(segment.prefix)} carry ${listed(addresses)}, which other links hold: peers learn the wrong MAC.`,
        links: names(links),
        addresses,
        evidence: few(
          wrong.map(({ ip, holder, out, reason }) =>
            computed(
              `who-has ${formatIpv4(target)} tell ${formatIpv4(ip)} leaves ${out.name} with ${formatMac(out.mac)}; ${holder.name} holds the address`,
              reason,
            ),
          ),
        ),
        changes: askWithOwn(scene, segment.links),
      }),
    ];
  });
}
