import { commandOf } from '../../change/change.ts';
import type { PlanStep } from '../../declare/draft.ts';
import type { ApplyReport } from './apply.ts';

type Because = NonNullable<ApplyReport<PlanStep>['because']>;

/** Why a plan was not made to its end. */
export function outcomeWords(because: Because): { readonly code: string | null; readonly why: string } {
  switch (because.kind) {
    case 'interrupted':
      return { code: null, why: 'it was interrupted' };
    case 'hindered':
      return { code: null, why: because.sentence };
    case 'refused': {
      const { code, words } = because.outcome;
      const own = words === null ? '' : ` (the kernel says: ${words})`;
      const known = REFUSALS[code ?? ''] ?? `the kernel refused with ${code}`;
      return { code, why: `'${commandOf(because.step.change)}': ${known}${own}` };
    }
  }
}

const REFUSALS: Readonly<Record<string, string>> = {
  EPERM: 'changing the network needs the capability CAP_NET_ADMIN: run it with sudo',
  EEXIST: 'it is there already, made by somebody else meanwhile',
  ENODEV: 'the interface is gone',
  ENOENT: 'it is not there, or this kernel does not have it',
  ESRCH: 'there is no such route',
  EADDRNOTAVAIL: 'there is no such address on the interface',
  ENETUNREACH: 'the gateway cannot be reached from the interface',
  ENETDOWN: 'the interface is down',
  EOPNOTSUPP: 'this kernel cannot do that',
  EBUSY: 'the interface is busy',
  ENOBUFS: 'the neighbour table of the machine is full (arpist table timers gc_thresh)',
};
