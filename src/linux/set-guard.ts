import { parseIpv4 } from '../base/ipv4.ts';
import { isByHand } from '../change/entry-again.ts';
import { liesHeld } from '../kernel/guard.ts';
import type { GuardSnapshot } from '../kernel/host.ts';
import type { Outcome } from '../ports/neighbours.ts';
import { AF_INET } from '../wire/netlink/field.ts';
import { neighbourCodec, RTM_DELNEIGH } from '../wire/netlink/neighbour.ts';
import { writeGuard } from './guard.ts';
import type { Netlink } from './netlink-socket.ts';
import { readNeighbours } from './snapshot-neighbours.ts';

/**
 * The table first, then the entries that a liar got in before: a guard refuses nothing that the neighbour table already
 * holds, and without it what was removed could come again between the two.
 */
export function setGuard(
  netlink: Netlink,
  guard: GuardSnapshot | null,
  nameOf: ReadonlyMap<number, string>,
): Outcome {
  const outcome = writeGuard(guard);
  if (outcome.code !== null || guard === null || guard.mode === 'count') return outcome;
  const indexOf = new Map([...nameOf].map(([index, name]) => [name, index]));
  const held = liesHeld(guard, readNeighbours(netlink, nameOf)).filter((entry) => !isByHand(entry));
  netlink.changeMany(held.length, (nth) => {
    const { link, ip } = held[nth]!;
    const index = indexOf.get(link)!;
    const address = parseIpv4(ip)!;
    return { type: RTM_DELNEIGH, payload: neighbourCodec.encode({ family: AF_INET, index, address }) };
  });
  return outcome;
}
