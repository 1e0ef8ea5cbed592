import { SystemFault, UsageFault } from '../../base/fault.ts';
import type { Spool } from '../../ports/spool.ts';
import type { Store } from '../../ports/store.ts';

/** What may be asked of a store in another thread: all that the port has. */
export const CALLS = [
  'begin',
  'commit',
  'tenures',
  'blinds',
  'stations',
  'episodes',
  'eventsOf',
  'eventsAfter',
  'evidenceOf',
  'prune',
  'holdings',
  'order',
  'approvals',
  'mutes',
  'notes',
  'audit',
  'backup',
  'facts',
  'check',
  'openSpool',
  'spooled',
  'confirm',
  'renewRun',
  'close',
] as const satisfies readonly (keyof Store | keyof Spool)[];

export type StoreCall = (typeof CALLS)[number];

export interface StoreQuestion {
  readonly id: number;
  readonly name: StoreCall;
  readonly args: readonly unknown[];
}

/** `note`: something to tell people that nobody asked for; the first answer, with the number 0, is that it is open. */
export type StoreAnswer =
  | { readonly id: number; readonly value: unknown }
  | { readonly id: number; readonly fault: SentFault }
  | { readonly note: string };

/** A fault loses its class on its way between threads. */
export type SentFault =
  | ({ readonly is: 'system' } & Pick<
      SystemFault,
      'kind' | 'message' | 'operation' | 'code' | 'facts' | 'remedy'
    >)
  | { readonly is: 'usage'; readonly where: string; readonly message: string; readonly remedy: string }
  | { readonly is: 'other'; readonly message: string };

export function sentFault(fault: unknown): SentFault {
  if (fault instanceof SystemFault) {
    const { kind, message, operation, code, facts, remedy } = fault;
    return { is: 'system', kind, message, operation, code, facts, remedy };
  }
  if (fault instanceof UsageFault)
    return { is: 'usage', where: fault.where, message: fault.message, remedy: fault.remedy };
  return { is: 'other', message: fault instanceof Error ? (fault.stack ?? fault.message) : String(fault) };
}

export function asThrown(fault: SentFault): Error {
  if (fault.is === 'system') return new SystemFault(fault.kind, fault.message, fault);
  if (fault.is === 'usage') return new UsageFault(fault.where, fault.message, fault.remedy);
  return new Error(fault.message);
}
