import type { AddressMessage } from '../wire/netlink/address.ts';
import { IFA_F_SECONDARY } from '../wire/netlink/address.ts';
import { addressOf, type KeptItem } from './kept-item.ts';
import { isSame } from '../change/merge.ts';

/** What has to go, and what has to be added behind the rest, so that a list becomes another one. */
export interface Moves {
  readonly remove: readonly KeptItem[];
  readonly add: readonly KeptItem[];
}

/** New ones go to the end of their equals: what comes behind the first difference has to move. */
export function movesAtEnd(now: readonly KeptItem[], wanted: readonly KeptItem[]): Moves {
  let same = 0;
  while (same < now.length && now[same]?.key === wanted[same]?.key) same++;
  return { remove: now.slice(same), add: wanted.slice(same) };
}

/**
 * The addresses of one link: the kernel decides where a new one goes and takes secondary ones along, so this is a round
 * of several: first what must not be there goes, then, as soon as the rest can be completed, what is missing comes.
 */
export function addressMoves(now: readonly KeptItem[], wanted: readonly KeptItem[]): Moves {
  const keys = wanted.map(({ key }) => key);
  const set = new Set(keys);
  const stray = now.filter(({ key }) => !set.has(key));
  if (stray.length > 0) return { remove: stray, add: [] };
  const there = new Set(now.map(({ key }) => key));
  const missing = wanted.filter(({ key }) => !there.has(key));
  if (isSame(completed(now, missing), keys)) return { remove: [], add: missing };
  // The last place at which it could not have been completed tells how much of the list can stay.
  for (let keep = wanted.length - 1; keep > 0; keep--) {
    const head = new Set(keys.slice(0, keep));
    const kept = now.filter(({ key }) => head.has(key));
    if (kept.length === now.length) continue;
    const heads = new Set(kept.map(({ key }) => key));
    const absent = wanted.filter(({ key }) => !heads.has(key));
    if (isSame(completed(kept, absent), keys))
      return { remove: now.filter(({ key }) => !head.has(key)), add: [] };
  }
  return { remove: now, add: [] };
}

/** Where each would go: net/ipv4/devinet.c __inet_insert_ifa. */
function completed(now: readonly KeptItem[], added: readonly KeptItem[]): readonly string[] {
  const list = now.map(placed);
  for (const item of added) {
    const one = placed(item);
    let at = 0;
    for (const [place, there] of list.entries())
      if (!there.secondary && one.scope <= there.scope) at = place + 1;
    list.splice(one.secondary ? list.length : at, 0, one);
  }
  return list.map(({ key }) => key);
}

interface Placed {
  readonly key: string;
  readonly scope: number;
  readonly secondary: boolean;
}

function placed(item: KeptItem): Placed {
  const { scope, flags } = addressOf(item);
  return { key: item.key, scope, secondary: (flags & IFA_F_SECONDARY) !== 0 };
}

/** Without what the kernel decides itself. */
export function askable(message: AddressMessage): AddressMessage {
  const { longFlags, shortFlags } = message;
  return {
    ...message,
    shortFlags: shortFlags & ~IFA_F_SECONDARY,
    ...(longFlags === undefined ? {} : { longFlags: longFlags & ~IFA_F_SECONDARY }),
  };
}
