import type { Ipv4 } from '../base/ipv4.ts';
import { parseIpv4 } from '../base/ipv4.ts';
import type { Mac } from '../base/mac.ts';
import { parseMac } from '../base/mac.ts';
import type { GuardSnapshot } from './host.ts';

/** Who alone may speak for guarded addresses, ready for fast questions. */
export interface KernelGuard {
  readonly links: ReadonlySet<string>;
  readonly speakers: ReadonlyMap<Ipv4, ReadonlySet<Mac>>;
}

/** null: nothing is refused; one that only counts refuses nothing. */
export function compileGuard(guard: GuardSnapshot | null | undefined): KernelGuard | null {
  if (!guard || guard.mode === 'count' || guard.guarded.length === 0) return null;
  return { links: new Set(guard.links), speakers: speakersOf(guard) };
}

/** Whether what a frame says of its sender is refused: hook input of the family arp (net/ipv4/arp.c arp_rcv, NF_ARP_IN). */
export function isRefused(
  guard: KernelGuard,
  link: string,
  { spa, sha }: { readonly spa: Ipv4; readonly sha: Mac },
): boolean {
  const macs = guard.speakers.get(spa);
  return macs !== undefined && guard.links.has(link) && !macs.has(sha);
}

/** Entries of guarded links that whoever may not speak for an address has got into the table. */
export function liesHeld<
  T extends { readonly link: string; readonly ip: string; readonly mac: string | null },
>(guard: GuardSnapshot, entries: readonly T[]): readonly T[] {
  const links = new Set(guard.links);
  const speakers = speakersOf(guard);
  return entries.filter(({ link, ip, mac }) => {
    const macs = mac !== null && links.has(link) ? speakers.get(parseIpv4(ip) ?? -1) : undefined;
    return macs !== undefined && !macs.has(parseMac(mac!) ?? -1);
  });
}

function speakersOf({ guarded }: GuardSnapshot): ReadonlyMap<Ipv4, ReadonlySet<Mac>> {
  return new Map(
    guarded.map(({ ip, macs }) => [parseIpv4(ip) ?? -1, new Set(macs.map((mac) => parseMac(mac) ?? -1))]),
  );
}

/** In the one form that is written and read: links by name, addresses by number, MACs in small letters. */
export function orderedGuard({ links, mode, guarded }: GuardSnapshot): GuardSnapshot {
  const number = (ip: string): number => parseIpv4(ip) ?? -1;
  return {
    links: [...new Set(links)].toSorted(),
    mode,
    guarded: guarded
      .map(({ ip, macs, expires }) => ({
        ip,
        macs: [...new Set(macs)].toSorted(),
        ...(expires === undefined ? {} : { expires }),
      }))
      .toSorted((a, b) => number(a.ip) - number(b.ip)),
  };
}
