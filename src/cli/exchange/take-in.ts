import { existsSync } from 'node:fs';
import { SystemFault } from '../../base/fault.ts';
import type { Instant } from '../../base/time.ts';
import { isMulticastMac } from '../../base/mac.ts';
import type { Hearsay } from '../../known/hearsay/hearsay.ts';
import type { MemoryOrder } from '../../ports/orders.ts';
import { storePath } from '../history/store-flag.ts';
import type { MemoryDoor } from '../orders/door.ts';
import { bodyOf } from '../orders/obey.ts';

/**
 * What is kept of it: an approval of whom that program, or `approve`, lets have the address; a note beside the MAC, or the
 * address where none is told, for whatever has a name, a note or a first time. It is said that it was claimed.
 */
export function ordersFor(entries: readonly Hearsay[], approve: boolean): readonly MemoryOrder[] {
  return entries.flatMap((one): MemoryOrder[] => {
    const { ip, mac, approved, expires } = one;
    const text = wordsOf(one);
    if (ip !== null && mac !== null && !isMulticastMac(mac) && (approved || approve))
      return [{ order: 'approve', approval: { ip, mac, note: text, expires } }];
    if (text === '') return [];
    if (mac !== null) return [{ order: 'note', note: { whom: { mac }, text } }];
    return ip === null ? [] : [{ order: 'note', note: { whom: { ip }, text } }];
  });
}

function wordsOf({ name, note, first }: Hearsay): string {
  return [name, note, first === null ? null : `claimed since ${dayOf(first)}, not heard`]
    .filter((part) => part !== null)
    .join('; ');
}

function dayOf(at: Instant): string {
  const date = new Date(at);
  return Number.isNaN(date.getTime()) ? 'long ago' : date.toISOString().slice(0, 10);
}

/**
 * The service does it, or where none runs its store is written. Calls `done` after each: what was done stays, whatever comes.
 * Throws SystemFault, and UsageFault for an order that is refused.
 */
export async function takeIn(
  door: MemoryDoor,
  orders: readonly MemoryOrder[],
  {
    state,
    now,
    done,
  }: { readonly state: string | undefined; readonly now: Instant; readonly done: () => boolean },
): Promise<void> {
  const service = await door.service(state);
  if (service) {
    for (const order of orders) {
      await service.post('/orders', bodyOf(order));
      if (!done()) return;
    }
    return;
  }
  const path = storePath(state);
  if (!existsSync(path))
    throw new SystemFault('file', `${path}: there is no store, and no service runs that has one`, {
      operation: 'write the store',
      facts: { file: path },
      remedy: 'start the service, or name its folder with --state DIR',
    });
  const store = await door.write(path);
  try {
    for (const order of orders) {
      await store.order(order, door.user(), now);
      if (!done()) return;
    }
  } finally {
    await store.close();
  }
}
