import { SystemFault } from '../../base/fault.ts';
import type { Instant } from '../../base/time.ts';
import type { Spool, SpoolLimits } from '../../ports/spool.ts';
import type { Store, StoreBatch } from '../../ports/store.ts';
import { moveAside } from './files.ts';
import { NEWER } from './migrate.ts';
import { openStore } from './store.ts';

/** Told to people: what was moved aside, and where. */
export type TellPeople = (text: string) => void;

/**
 * The store to write to; one that is damaged is moved aside and another begun, so that what is heard from now on is kept.
 * Throws SystemFault as `openStore` does, also for one that a newer version wrote: that is not damaged.
 */
export async function openLasting(
  path: string,
  note: TellPeople,
  now: () => Instant = Date.now,
): Promise<Store & Spool> {
  try {
    return lasting(await openStore(path, 'writer'), { path, note, now });
  } catch (fault) {
    if (!isBroken(fault)) throw fault;
    return lasting(await anew(path, { fault, note, now }), { path, note, now });
  }
}

interface Place {
  readonly path: string;
  readonly note: TellPeople;
  readonly now: () => Instant;
}

/** As the store, but a commit that finds it damaged begins another, and is kept in that. */
function lasting(opened: Store & Spool, { path, note, now }: Place): Store & Spool {
  let store = opened;
  let limits: SpoolLimits | null = null;
  const write = async (deed: (to: Store) => Promise<void>): Promise<void> => {
    try {
      await deed(store);
    } catch (fault) {
      if (!isBroken(fault)) throw fault;
      await store.close();
      store = await anew(path, { fault, note, now });
      if (limits) await store.openSpool(limits, now());
      await store.begin(now());
      await deed(store);
    }
  };
  return {
    begin: (at) => write((to) => to.begin(at)),
    commit: (batch: StoreBatch) => write((to) => to.commit(batch)),
    tenures: (query, most) => store.tenures(query, most),
    blinds: (from, until) => store.blinds(from, until),
    stations: (after, most) => store.stations(after, most),
    episodes: (query, most) => store.episodes(query, most),
    eventsOf: (episode) => store.eventsOf(episode),
    eventsAfter: (seq, most) => store.eventsAfter(seq, most),
    evidenceOf: (episode) => store.evidenceOf(episode),
    prune: (keep, at, most) => store.prune(keep, at, most),
    holdings: (whom) => store.holdings(whom),
    order: (order, by, at) => store.order(order, by, at),
    approvals: () => store.approvals(),
    mutes: () => store.mutes(),
    notes: () => store.notes(),
    audit: (after, most) => store.audit(after, most),
    backup: (to) => store.backup(to),
    facts: () => store.facts(),
    check: () => store.check(),
    openSpool: (wish, at) => {
      limits = wish;
      return store.openSpool(wish, at);
    },
    spooled: (after, most) => store.spooled(after, most),
    confirm: (run, mark, at) => store.confirm(run, mark, at),
    renewRun: (at) => store.renewRun(at),
    close: () => store.close(),
  };
}

function isBroken(fault: unknown): fault is SystemFault {
  return fault instanceof SystemFault && fault.kind === 'damaged' && fault.code !== NEWER;
}

async function anew(
  path: string,
  {
    fault,
    note,
    now,
  }: { readonly fault: SystemFault; readonly note: TellPeople; readonly now: () => Instant },
): Promise<Store & Spool> {
  const aside = moveAside(path, now());
  note(`${fault.message}: it was moved aside to ${aside}, and another is begun`);
  return await openStore(path, 'writer');
}
