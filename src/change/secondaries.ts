import { maskOf } from '../base/prefix.ts';
import { farEnd } from '../kernel/address-list.ts';
import type { AddressSnapshot, HostSnapshot } from '../kernel/host.ts';

type Gone = Pick<AddressSnapshot, 'link' | 'local' | 'prefixLength'>;

/**
 * The addresses that go with one that is taken away: the secondary ones of its subnet, unless promote_secondaries is
 * set in conf/all or on the link (net/ipv4/devinet.c __inet_del_ifa).
 */
export function takenAlong(host: HostSnapshot, gone: Gone): readonly AddressSnapshot[] {
  return promotes(host, gone.link) ? [] : secondariesOf(host, gone);
}

/** Those that stay and take its place instead: the first becomes the primary address of the subnet. */
export function promotedBy(host: HostSnapshot, gone: Gone): readonly AddressSnapshot[] {
  return promotes(host, gone.link) ? secondariesOf(host, gone) : [];
}

function promotes({ conf }: HostSnapshot, link: string): boolean {
  return (conf.all.promote_secondaries ?? 0) !== 0 || (conf.links[link]?.promote_secondaries ?? 0) !== 0;
}

function secondariesOf(host: HostSnapshot, gone: Gone): readonly AddressSnapshot[] {
  const mine = host.addresses.filter(
    ({ link, prefixLength }) => link === gone.link && prefixLength === gone.prefixLength,
  );
  const primary = mine.find(({ local, secondary }) => local === gone.local && !secondary);
  if (!primary) return [];
  const mask = maskOf(gone.prefixLength);
  const network = (farEnd(primary) & mask) >>> 0;
  return mine.filter((one) => one.secondary && (farEnd(one) & mask) >>> 0 === network);
}
