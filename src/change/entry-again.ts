import type { NudState } from '../kernel/host.ts';
import { type Change, type NeighbourPlan, wholeNeighbour } from './change.ts';

/** An entry of the neighbour table as far as it can be made again. A snapshot does not tell who made it. */
export interface KnownEntry {
  readonly link: string;
  readonly ip: string;
  readonly mac: string | null;
  readonly state: NudState;
  readonly flags: readonly string[];
  readonly protocol?: number | null;
}

type Entry = Pick<KnownEntry, 'state' | 'flags'>;

/** A person or program made it, and nothing brings it back by itself. */
export function isByHand({ state, flags }: Entry): boolean {
  return state === 'noarp' || isMade({ state, flags });
}

/** The same without what the kernel itself makes of loopback and groups. */
export function isMade({ state, flags }: Entry): boolean {
  return state === 'permanent' || flags.includes('extern_learn') || flags.includes('managed');
}

/**
 * How to have an entry again. One that was learned comes back as STALE, which the kernel proves before it believes it
 * for long; one that a program made without a MAC, as it was made; one the kernel was asking for (null) comes by itself.
 */
export function entryAgain(entry: KnownEntry): Change<'set-neighbour'> | null {
  const { link, ip, mac, state, flags, protocol = null } = entry;
  const more = {
    ...(flags.length === 0 ? {} : { flags }),
    ...(protocol === null ? {} : { protocol }),
  };
  // A managed entry is asked for without its MAC: the kernel finds that out (net/core/neighbour.c neigh_add).
  if (flags.includes('managed') || (mac === null && flags.includes('extern_learn')))
    return { do: 'set-neighbour', link, ip, mac: null, state: 'none', ...more };
  if (mac === null) return null;
  if (state === 'permanent') return { do: 'set-neighbour', link, ip, mac, ...more };
  return { do: 'set-neighbour', link, ip, mac, state: state === 'noarp' ? state : 'stale', ...more };
}

/** What undoes an entry that is set where `there` stands; null: it is so already. */
export function undoOfSet(
  plan: NeighbourPlan,
  there: KnownEntry | undefined,
): Change<'set-neighbour' | 'remove-neighbour'> | null {
  const gone = { do: 'remove-neighbour', link: plan.link, ip: plan.ip } as const;
  if (!there) return gone;
  return isAsWished(there, plan) ? null : (entryAgain(there) ?? gone);
}

/** What undoes that an entry is taken away; null: nothing has to, it comes again by itself. */
export function undoOfRemoval(there: KnownEntry | undefined): Change<'set-neighbour'> | null {
  return there && isByHand(there) ? entryAgain(there) : null;
}

function isAsWished(entry: KnownEntry, plan: NeighbourPlan): boolean {
  const { how, mac, state, flags, protocol } = wholeNeighbour(plan);
  return (
    how === 'replace' &&
    entry.mac === mac &&
    entry.state === state &&
    (protocol === null || entry.protocol === protocol) &&
    entry.flags.length === flags.length &&
    flags.every((flag) => entry.flags.includes(flag))
  );
}
