import type { PlanStep } from '../../declare/draft.ts';
import { commandOf } from '../../doctor/change.ts';
import type { JournalEntry } from '../../ports/journal.ts';
import type { ApplyReport } from '../../verbs/mend/apply.ts';
import { isPending, isStanding } from '../../verbs/mend/standing.ts';
import type { UndoReport } from '../../verbs/mend/undo.ts';
import { stampText } from './clock.ts';
import { plural, tabbed } from './texts.ts';

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

export function applyWords(report: ApplyReport<PlanStep>, file: string): string {
  const { ending, made, steps, because } = report;
  if (ending === 'nothing') return `${file}: so it is already, nothing was changed`;
  if (because === null)
    return steps.length === 0
      ? `${file}: so it is already`
      : `${file}: ${plural(made, 'change')} made; arpist undo takes ${made === 1 ? 'it' : 'them'} back`;
  const told = ending === 'stuck' ? 'and not all of it could be taken back' : 'all is as before';
  return `arpist: ${outcomeWords(because).why}: ${told}.`;
}

/** The last line of everything that changes this host, and writes nothing that is read at its start. */
export function untilNextStart(toLast: string): string {
  return `it ends with the next start of the machine; ${toLast} makes it last`;
}

export function undoWords({ entry, complete, left, remains }: UndoReport): string {
  if (entry === null) return 'nothing to undo';
  const what = `'arpist ${entry.command}' of ${stampText(entry.at)}`;
  if (!complete) return `${what} could not be undone in full`;
  return left.length + remains.length === 0
    ? `${what} is undone: all it touched is as before`
    : `${what} is undone, but:`;
}

/** `ID  time  state  changes  command` */
export function entryLine(entry: JournalEntry): string {
  const { name, at, command, changes } = entry;
  const refused = entry.outcome?.refused.length ?? 0;
  const { files = [] } = entry;
  const onlyFiles = changes.length === 0 && files.length > 0;
  const many = onlyFiles
    ? plural(files.length, 'file')
    : `${refused === 0 ? '' : `${changes.length - refused} of `}${plural(changes.length, 'change')}`;
  return tabbed([name, stampText(at), stateOf(entry), many, `arpist ${command}`]);
}

export type EntryState = 'stands' | 'waits' | 'cut-short' | 'undone' | 'refused' | 'elsewhere';

export function stateOf(entry: JournalEntry): EntryState {
  // The kernel took none of it.
  if (entry.changes.length > 0 && entry.outcome?.refused.length === entry.changes.length) return 'refused';
  if (entry.undone) return 'undone';
  if (!isStanding(entry)) return entry.here ? 'undone' : 'elsewhere';
  if (entry.outcome === null) return 'cut-short';
  return isPending(entry) ? 'waits' : 'stands';
}
