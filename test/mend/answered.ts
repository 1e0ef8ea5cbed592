import { type Ipv4, isLoopbackIpv4, parseIpv4 } from '../../src/base/ipv4.ts';
import { contains, type Prefix, prefixOf } from '../../src/base/prefix.ts';
import { asKernel, type Kernel, type KernelLink } from '../../src/kernel/kernel.ts';
import type { HostSnapshot } from '../../src/kernel/host.ts';
import { decideReply } from '../../src/kernel/reply.ts';

/** `10.0.0.1@e0`: asked there by somebody, somebody of this host answers. Written apart from what it judges. */
export function lostBetween(before: HostSnapshot, after: HostSnapshot): readonly string[] {
  const [was, is] = [asKernel(before), asKernel(after)];
  const ips = new Set<Ipv4>();
  for (const { local } of before.addresses) ips.add(parseIpv4(local)!);
  for (const { ip } of before.published) ips.add(parseIpv4(ip)!);
  const lost: string[] = [];
  for (const link of was.links) {
    if (!hears(link)) continue;
    const wire = was.links.filter((other) => hears(other) && sharesWith(link, other));
    for (const ip of ips) {
      if (isLoopbackIpv4(ip)) continue;
      for (const asker of askersOn(was, link, ip)) {
        if (ownIn(is, asker) || ownIn(was, asker)) continue;
        const ask = (kernel: Kernel): boolean =>
          wire.some(({ name }) => {
            const now = kernel.linkOf.get(name);
            return now !== undefined && hears(now) && answers(kernel, now, { ip, asker });
          });
        if (ask(was) && !ask(is))
          lost.push(
            `${before.addresses.find(({ local }) => parseIpv4(local) === ip)?.local ?? format(ip)}@${link.name}`,
          );
      }
    }
  }
  return [...new Set(lost)];
}

const format = (ip: Ipv4): string => [24, 16, 8, 0].map((shift) => (ip >>> shift) & 255).join('.');

function hears({ up, carrier, arp, ipv4, loopback, upper }: KernelLink): boolean {
  return up && carrier && arp && ipv4 && !loopback && upper === null;
}

function subnets(link: KernelLink): readonly Prefix[] {
  return link.addresses
    .filter(({ length, local }) => length < 32 && !isLoopbackIpv4(local))
    .map(({ peer, length }) => prefixOf(peer, length));
}

function sharesWith(link: KernelLink, other: KernelLink): boolean {
  if (link === other) return true;
  return subnets(link).some((one) =>
    subnets(other).some((two) => contains(one, two.network) || contains(two, one.network)),
  );
}

/** Strangers of each subnet that holds the address; on a link without one, the machine behind it or somebody unknown. */
function askersOn(kernel: Kernel, link: KernelLink, ip: Ipv4): readonly Ipv4[] {
  const mine = subnets(link);
  if (mine.length === 0) {
    const behind = kernel.snapshot.routes.some(
      ({ destination, nexthops }) => destination === '172.20.0.9/32' && nexthops[0]?.link === link.name,
    );
    return [parseIpv4(behind ? '172.20.0.9' : '192.0.2.1')!];
  }
  return mine
    .filter((prefix) => contains(prefix, ip))
    .flatMap(({ network, length }) => {
      const size = 2 ** (32 - length);
      const hosts = [size - 2, size - 3, 1].map((at) => network + at).filter((one) => one !== ip);
      return hosts.filter((one) => !ownIn(kernel, one)).slice(0, 1);
    });
}

function ownIn(kernel: Kernel, ip: Ipv4): boolean {
  return kernel.links.some(({ addresses }) => addresses.some(({ local }) => local === ip));
}

function answers(
  kernel: Kernel,
  link: KernelLink,
  { ip, asker }: { readonly ip: Ipv4; readonly asker: Ipv4 },
): boolean {
  const frame = {
    link: link.name,
    dst: 0xff_ff_ff_ff_ff_ff,
    op: 1,
    sha: 0x02_00_00_00_00_77,
    spa: asker,
    tha: 0,
    tpa: ip,
  };
  return decideReply(frame, kernel).yes;
}
