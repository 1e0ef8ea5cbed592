import { SystemFault, UsageFault } from '../../base/fault.ts';
import type { Ipv4 } from '../../base/ipv4.ts';
import { contains } from '../../base/prefix.ts';
import { hearingLinks, subnetsOf } from '../../doctor/segments.ts';
import { findLink } from '../../kernel/find-link.ts';
import type { HostSnapshot } from '../../kernel/host.ts';
import { asKernel } from '../../kernel/kernel.ts';

/** The named link, or the only one that can be meant; never a guess. Throws UsageFault, SystemFault. `where`: what names it. */
export function linkFor(
  host: HostSnapshot,
  ip: Ipv4,
  { named, where }: { readonly named: string | undefined; readonly where: string },
): string {
  const names = host.links.filter(({ loopback }) => !loopback).map(({ name }) => name);
  if (named !== undefined) {
    const link = findLink(host, named);
    if (link && !link.loopback) return link.name;
    const why = link
      ? `${link.name} is the loopback: there is no ARP on it`
      : `the host has no interface ${named}`;
    throw new SystemFault('interface', why, {
      operation: 'choose interface',
      facts: { interface: named },
      remedy: `it has ${names.join(', ')}`,
    });
  }
  const hearing = hearingLinks(asKernel(host));
  const near = hearing.filter((link) => subnetsOf(link).some(({ prefix }) => contains(prefix, ip)));
  const [only, second] = near.length > 0 ? near : hearing;
  if (only && !second) return only.name;
  throw new UsageFault(
    where,
    'several interfaces could hear the frame',
    `name one with ${where}: ${names.join(', ')}`,
  );
}
