import type { Ipv4 } from '../../base/ipv4.ts';
import type { Mac } from '../../base/mac.ts';
import type { NeighbourEntry } from '../../ports/neighbours.ts';
import type { Hints } from './search.ts';

/** A hand that can say what this machine believes of its neighbours. */
export interface Hinting {
  /** Never throws; empty when it cannot be read. */
  readonly neighbours?: () => readonly NeighbourEntry[];
}

/** What the table of neighbours says of a link, read when it is first asked for: no question is spent on finding it out. */
export function hintsOf({ neighbours }: Hinting, link: string): Hints {
  let known: Map<Mac, Ipv4[]> | undefined;
  return (mac) => {
    known ??= tableOf(neighbours?.() ?? [], link);
    return known.get(mac) ?? [];
  };
}

function tableOf(entries: readonly NeighbourEntry[], link: string): Map<Mac, Ipv4[]> {
  const known = new Map<Mac, Ipv4[]>();
  for (const { link: where, ip, mac, published } of entries) {
    if (mac === null || published || where !== link) continue;
    const ips = known.get(mac);
    if (ips) ips.push(ip);
    else known.set(mac, [ip]);
  }
  return known;
}
