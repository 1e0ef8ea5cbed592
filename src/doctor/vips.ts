import { isLoopbackIpv4, type Ipv4, parseIpv4 } from '../base/ipv4.ts';
import type { AddressSnapshot } from '../kernel/host.ts';
import type { KernelLink } from '../kernel/kernel.ts';
import type { Answer } from '../kernel/reply.ts';
import type { Verdict } from '../kernel/verdict.ts';
import { askerIn, type Scene, whoHas } from './scene.ts';
import { linksAround, subnetsOf } from './segments.ts';
import { contains } from '../base/prefix.ts';

/** An address on a link without a segment (lo, dummy, tunnel) that lies in the subnet of a NIC: what real servers have. */
export type HeldVip = {
  readonly ip: Ipv4;
  readonly address: AddressSnapshot;
  /** The links in whose subnet it lies, with what each would do when asked for it. */
  readonly around: readonly {
    readonly link: KernelLink;
    readonly asker: Ipv4;
    readonly verdict: Verdict<Answer>;
  }[];
  readonly answering: readonly KernelLink[];
};

export function vipsOf(scene: Scene): readonly HeldVip[] {
  const hearing = new Set(scene.hearing.map(({ name }) => name));
  const onNics = new Set(scene.hearing.flatMap((link) => link.addresses.map(({ local }) => local)));
  return scene.host.addresses.flatMap((address) => {
    const ip = parseIpv4(address.local) ?? 0;
    if (isLoopbackIpv4(ip) || onNics.has(ip) || !isHiding(scene, address.link, hearing)) return [];
    const around = linksAround(scene, ip).map((link) => {
      const subnet = subnetsOf(link).find(({ prefix }) => contains(prefix, ip))!;
      const asker = askerIn(scene, subnet.prefix, ip);
      return { link, asker, verdict: whoHas(scene, link, { ip, asker }) };
    });
    if (around.length === 0) return [];
    const answering = around.filter(({ verdict }) => verdict.yes).map(({ link }) => link);
    return [{ ip, address, around, answering }];
  });
}

/** Links that no question comes in by, on purpose: not a NIC that is merely down. */
function isHiding(scene: Scene, name: string, hearing: ReadonlySet<string>): boolean {
  if (hearing.has(name)) return false;
  const link = scene.facts.get(name);
  return link !== undefined && (link.loopback || !link.arp);
}

/** Whether somebody tried to hide addresses on this host. */
export function meansToHide(scene: Scene): boolean {
  const { all, links } = scene.host.conf;
  return [all, ...Object.values(links)].some(
    (conf) => (conf.arp_ignore ?? 0) !== 0 || (conf.arp_announce ?? 0) !== 0 || (conf.arp_filter ?? 0) !== 0,
  );
}
