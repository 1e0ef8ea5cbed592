import type { Instant } from '../base/time.ts';
import type {
  Approval,
  AuditLine,
  MemoryOrder,
  Mute,
  Ordered,
  Remark,
  Stood,
  Whom,
} from '../ports/orders.ts';
import type { Pruned } from '../ports/store.ts';
import {
  approvedText,
  forgottenText,
  lineOf,
  mustBeMute,
  mutedText,
  notedText,
  takenBackText,
  unknownNumber,
  whomText,
} from './order-words.ts';

/** What stands until it is taken back, by its kind. */
export interface StandValues {
  readonly approval: Approval;
  readonly mute: Mute;
  readonly note: Remark;
}

export type StandKind = keyof StandValues;

/** One of them, as a body of the store keeps it. */
export type Stands = {
  readonly [Each in StandKind]: Stood<StandValues[Each]> & { readonly kind: Each };
}[StandKind];

/** Where a body of the store keeps it: rows, and nothing of what they mean. */
export interface Shelf {
  find(kind: StandKind, key: string): Stands | undefined;
  numbered(id: number): Stands | undefined;
  /** Takes the place of one of the same kind with the same key; returns its number. */
  put(kind: StandKind, key: string, one: Omit<Stood<StandValues[StandKind]>, 'id'>): number;
  drop(id: number): void;
  audit(line: Omit<AuditLine, 'seq'>): void;
  /** Everything of it goes, what stands and what the audit says of it too. */
  forget(whom: Whom): Pruned;
}

/** Does what is asked, and writes it down. Throws UsageFault, and then nothing is different. */
export function obey(
  order: MemoryOrder,
  by: string,
  { at, shelf }: { readonly at: Instant; readonly shelf: Shelf },
): Ordered {
  const done = did(order, by, { at, shelf });
  // Whom somebody wants forgotten stands in no list of those who were.
  const line = order.order === 'forget' ? 'arpist forget' : lineOf(order);
  shelf.audit({ at, by, line, text: done.text, undo: done.undo });
  return done;
}

function did(
  order: MemoryOrder,
  by: string,
  { at, shelf }: { readonly at: Instant; readonly shelf: Shelf },
): Ordered {
  switch (order.order) {
    case 'approve': {
      const { approval } = order;
      const id = shelf.put('approval', `${approval.ip} ${approval.mac}`, { at, by, value: approval });
      return { id, text: approvedText(approval), undo: `arpist revoke ${id}` };
    }
    case 'mute': {
      mustBeMute(order.mute);
      const { kind, ip, mac, interface: name, episode } = order.mute;
      const key = JSON.stringify([kind, ip, mac, name, episode]);
      const id = shelf.put('mute', key, { at, by, value: order.mute });
      return { id, text: mutedText(order.mute), undo: `arpist revoke ${id}` };
    }
    case 'note':
      return noted(order.note, { at, by, shelf });
    case 'revoke': {
      const one = shelf.numbered(order.id);
      if (!one || one.kind === 'note') throw unknownNumber(order.id);
      shelf.drop(one.id);
      if (one.kind === 'approval')
        return {
          id: one.id,
          text: takenBackText({ approval: one.value }),
          undo: lineOf({ order: 'approve', approval: one.value }),
        };
      return {
        id: one.id,
        text: takenBackText({ mute: one.value }),
        undo: lineOf({ order: 'mute', mute: one.value }),
      };
    }
    case 'forget':
      return { id: null, text: forgottenText(shelf.forget(order.whom)), undo: null };
  }
}

function noted(
  note: Remark,
  { at, by, shelf }: { readonly at: Instant; readonly by: string; readonly shelf: Shelf },
): Ordered {
  const key = whomText(note.whom);
  const known = shelf.find('note', key);
  const before = known?.kind === 'note' ? known.value.text : null;
  if (note.text !== '') shelf.put('note', key, { at, by, value: note });
  else if (known) shelf.drop(known.id);
  const undo = lineOf({ order: 'note', note: { whom: note.whom, text: before ?? '' } });
  return { id: null, text: notedText(note, before), undo: before === null && note.text === '' ? null : undo };
}

/** Whether it is about whom somebody wants forgotten. */
export function isAbout({ kind, value }: Stands, whom: Whom): boolean {
  const of = kind === 'note' ? value.whom : value;
  if ('ip' in whom) return 'ip' in of && of.ip === whom.ip;
  return 'mac' in of && of.mac === whom.mac;
}
