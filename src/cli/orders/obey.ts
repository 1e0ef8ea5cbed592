import { existsSync } from 'node:fs';
import { SystemFault } from '../../base/fault.ts';
import { formatIpv4 } from '../../base/ipv4.ts';
import { formatMac } from '../../base/mac.ts';
import { printable } from '../../base/printable.ts';
import { shellWord } from '../../base/shell-word.ts';
import type { Instant } from '../../base/time.ts';
import type { MemoryOrder, Ordered, Whom } from '../../ports/orders.ts';
import type { JsonRecord } from '../../records/kind.ts';
import { orderedRecord } from '../../records/order.ts';
import { storePath } from '../history/store-flag.ts';
import type { CommandIo } from '../io.ts';
import type { MemoryDoor } from './door.ts';

/** Asks the service, or where none runs writes it into its store. Throws UsageFault for what cannot be, and SystemFault. */
export async function obeyed(
  door: MemoryDoor,
  order: MemoryOrder,
  { state, now }: { readonly state: string | undefined; readonly now: Instant },
): Promise<Ordered> {
  const service = await door.service(state);
  if (service) return orderedOf(await service.post('/orders', bodyOf(order)));
  const path = storePath(state);
  if (!existsSync(path))
    throw new SystemFault('file', `${path}: there is no store, and no service runs that has one`, {
      operation: 'write the store',
      facts: { file: path },
      remedy: 'start the service, or name its folder with --state DIR',
    });
  const store = await door.write(path);
  try {
    return await store.order(order, door.user(), now);
  } finally {
    await store.close();
  }
}

/** What is different, and how it is taken back; for programs as a record. */
export function tellOrdered(
  order: MemoryOrder['order'],
  done: Ordered,
  { io, json, state }: { readonly io: CommandIo; readonly json: boolean; readonly state: string | undefined },
): void {
  const undo = done.undo === null ? null : there(done.undo, state);
  if (json) {
    io.stdout.write(`${JSON.stringify(orderedRecord(order, { ...done, undo }))}\n`);
    return;
  }
  io.stderr.write(`${printable(done.text)}\n`);
  if (undo !== null) io.stderr.write(`${printable(`taken back by: ${undo}`)}\n`);
}

function there(line: string, state: string | undefined): string {
  return state === undefined ? line : `${line} --state ${shellWord(state)}`;
}

/** As POST /api/v1/orders takes it. */
export function bodyOf(order: MemoryOrder): JsonRecord {
  switch (order.order) {
    case 'approve': {
      const { ip, mac, note, expires } = order.approval;
      const approval = { ip: formatIpv4(ip), mac: formatMac(mac), note, expires: isoOf(expires) };
      return { order: 'approve', approval };
    }
    case 'mute': {
      const { ip, mac, until, ...others } = order.mute;
      const mute = {
        ...others,
        ip: ip === null ? null : formatIpv4(ip),
        mac: mac === null ? null : formatMac(mac),
        until: isoOf(until),
      };
      return { order: 'mute', mute };
    }
    case 'note':
      return { order: 'note', note: { whom: whomBody(order.note.whom), text: order.note.text } };
    case 'revoke':
      return { order: 'revoke', id: order.id };
    case 'forget':
      return { order: 'forget', whom: whomBody(order.whom) };
  }
}

function whomBody(whom: Whom): JsonRecord {
  return 'ip' in whom ? { ip: formatIpv4(whom.ip) } : { mac: formatMac(whom.mac) };
}

function isoOf(at: Instant | null): string | null {
  return at === null ? null : new Date(at).toISOString();
}

function orderedOf(record: JsonRecord): Ordered {
  const { id, text, undo } = record;
  return {
    id: typeof id === 'number' ? id : null,
    text: typeof text === 'string' ? text : '',
    undo: typeof undo === 'string' ? undo : null,
  };
}
