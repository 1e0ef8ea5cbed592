import type { Ipv4 } from '../base/ipv4.ts';
import type { Mac } from '../base/mac.ts';
import type { Host } from '../ports/host.ts';
import type { Hints } from './search.ts';

/** What the host knows of a link's neighbours, read when it is first asked for: no question is spent on it. */
export function hintsOf(host: Host, link: string): Hints {
  let known: Map<Mac, Ipv4[]> | undefined;
  return (mac) => {
    known ??= byMac(host.neighbours?.(link) ?? []);
    return known.get(mac) ?? [];
  };
}

function byMac(entries: readonly { readonly ip: Ipv4; readonly mac: Mac }[]): Map<Mac, Ipv4[]> {
  const known = new Map<Mac, Ipv4[]>();
  for (const { ip, mac } of entries) {
    const ips = known.get(mac);
    if (ips) ips.push(ip);
    else known.set(mac, [ip]);
  }
  return known;
}
