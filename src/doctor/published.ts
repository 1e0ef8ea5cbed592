import { formatIpv4, type Ipv4, parseIpv4 } from '../base/ipv4.ts';
import { contains } from '../base/prefix.ts';
import type { PublishedSnapshot } from '../kernel/host.ts';
import type { KernelLink } from '../kernel/kernel.ts';
import { fibLookup } from '../kernel/routes.ts';
import type { Answer } from '../kernel/reply.ts';
import type { Verdict } from '../kernel/verdict.ts';
import { askerOn, type Scene, whoHas } from './scene.ts';

/** A published entry and what each of its links would do when asked. */
export type PublishedCase = {
  readonly entry: PublishedSnapshot;
  readonly ip: Ipv4;
  readonly asked: readonly {
    readonly link: KernelLink;
    readonly asker: Ipv4;
    readonly verdict: Verdict<Answer>;
  }[];
};

/** Entries beyond this many are not judged one by one: hosts with so many make them by program. */
export const MOST_PUBLISHED = 5000;

const known = new WeakMap<Scene, readonly PublishedCase[]>();

export function publishedCases(scene: Scene): readonly PublishedCase[] {
  let cases = known.get(scene);
  if (!cases) known.set(scene, (cases = judgeAll(scene)));
  return cases;
}

function judgeAll(scene: Scene): readonly PublishedCase[] {
  return scene.host.published.slice(0, MOST_PUBLISHED).map((entry) => {
    const ip = parseIpv4(entry.ip) ?? 0;
    const named = entry.link === null ? undefined : scene.kernel.linkOf.get(entry.link);
    const links = entry.link === null ? scene.hearing : named ? [named] : [];
    const asked = links.map((link) => {
      const asker = askerOn(scene, link, ip);
      return { link, asker, verdict: whoHas(scene, link, { ip, asker }) };
    });
    return { entry, ip, asked };
  });
}

/** The link a packet from a proxied address to an asker leaves by: it comes in by the link where the address lives. */
export function wayBack(
  scene: Scene,
  proxied: { readonly ip: Ipv4; readonly asker: Ipv4 },
): KernelLink | undefined {
  const { ip, asker } = proxied;
  const inward = fibLookup(scene.kernel, { dst: ip, src: asker, iif: 1, vrf: null }).hops[0]?.link;
  const route = fibLookup(scene.kernel, { dst: asker, src: ip, iif: inward?.index ?? 1, vrf: null });
  return route.type === 'unicast' ? route.hops[0]?.link : undefined;
}

/** The links of the host in whose subnets the address lies. */
export function homesOf(scene: Scene, ip: Ipv4): readonly KernelLink[] {
  const segments = scene.segments.filter(({ prefix }) => contains(prefix, ip));
  return [...new Set(segments.flatMap(({ links }) => links))];
}

export function nameOf(entry: PublishedSnapshot): string {
  return entry.link === null ? `${entry.ip} (on every link)` : `${entry.ip} on ${entry.link}`;
}

export function asksFor(ip: Ipv4, asker: Ipv4, link: KernelLink): string {
  return `who-has ${formatIpv4(ip)} tell ${formatIpv4(asker)} on ${link.name}`;
}
