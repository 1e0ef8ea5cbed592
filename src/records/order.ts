import type { MemoryOrder, Ordered } from '../ports/orders.ts';
import type { JsonRecord } from './kind.ts';

/** schema/ordered.v1.json */
export function orderedRecord(order: MemoryOrder['order'], { id, text, undo }: Ordered): JsonRecord {
  return { v: 1, type: 'ordered', order, id, text, undo };
}

/** schema/notify-test.v1.json; `why` it was not sent, null when it was. */
export function notifyTestRecord(target: string, why: string | null): JsonRecord {
  return { v: 1, type: 'notify-test', target, sent: why === null, why };
}
