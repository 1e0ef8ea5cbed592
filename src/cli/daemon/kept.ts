import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SystemFault } from '../../base/fault.ts';
import type { Instant } from '../../base/time.ts';
import { HeldBefore } from '../../inventory/held-before.ts';
import { lastSeq } from '../../daemon/keeping.ts';
import type { Log } from '../../ports/log.ts';
import type { Spool } from '../../ports/spool.ts';
import type { Store, StoredStation } from '../../ports/store.ts';
import { beginAfterGap } from '../../verbs/watch/gap.ts';
import { memoryStore } from '../compose-service.ts';
import { steelStoreWriter } from '../compose.ts';

export interface OpenedStore {
  readonly store: Store;
  /** What waits for a centre; null: nothing is written, so nothing can wait. */
  readonly spool: Spool | null;
  /** Why nothing is written to the disk; null: it is. */
  readonly memory: string | null;
  readonly seq: number;
  readonly recall: () => Promise<HeldBefore>;
  readonly learnFrom: Instant | null;
}

/** Beyond, whoever speaks is new again. */
const MOST_BEFORE = 262_144;
const PAGE = 4096;

/** Who holds an address, of all that are remembered. */
async function heldBefore(store: Store): Promise<HeldBefore> {
  const held = new HeldBefore();
  let after: StoredStation | null = null;
  while (held.size < MOST_BEFORE) {
    const page: readonly StoredStation[] = await store.stations(after, PAGE);
    for (const one of page) if (one.holds) held.add(one.network, one.ip, one.mac);
    after = page.at(-1) ?? null;
    if (page.length < PAGE) break;
  }
  return held;
}

/** In the folder of a state: when it was learned first who is there. */
const LEARNING = 'first-start';

/**
 * The store of a folder, open and begun. One that is somebody else's is a SystemFault `busy`; one that cannot be used is
 * said, and what is found out is remembered until the process ends.
 */
export async function openKept(folder: string, log: Log, now: Instant): Promise<OpenedStore> {
  try {
    const store = await steelStoreWriter(folder, (text) => log.say('critical', text));
    return await begun({ store, spool: store, memory: null }, { now, folder });
  } catch (fault) {
    if (!(fault instanceof SystemFault) || fault.kind === 'busy') throw fault;
    const { message, remedy } = fault;
    log.say('critical', `${message}: what is found out is remembered only until this ends; ${remedy}`);
    return await begun({ store: await memoryStore(), spool: null, memory: message }, { now, folder: null });
  }
}

async function begun(
  kept: Pick<OpenedStore, 'store' | 'spool' | 'memory'>,
  { now, folder }: { readonly now: Instant; readonly folder: string | null },
): Promise<OpenedStore> {
  const { store } = kept;
  try {
    await beginAfterGap(store, now);
    const { stations } = await store.facts();
    return {
      ...kept,
      seq: await lastSeq(store),
      recall: async () => await heldBefore(store),
      learnFrom: learnFrom(folder, { fresh: stations === 0, now }),
    };
  } catch (fault) {
    await store.close();
    throw fault;
  }
}

/** Learning goes on where a service was ended in the middle of it. */
function learnFrom(
  folder: string | null,
  { fresh, now }: { readonly fresh: boolean; readonly now: Instant },
): Instant | null {
  if (folder === null) return now;
  const path = join(folder, LEARNING);
  try {
    const known = Date.parse(readFileSync(path, 'utf8').trim());
    if (!Number.isNaN(known) && known <= now) return known;
  } catch {
    // There is none: it is written below, or this store is older than such files.
  }
  if (!fresh) return null;
  try {
    writeFileSync(path, `${new Date(now).toISOString()}\n`, { mode: 0o640 });
  } catch {
    // Without it the next start learns no more.
  }
  return now;
}
