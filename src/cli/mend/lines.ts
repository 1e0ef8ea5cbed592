import type { PlanStep } from '../../declare/draft.ts';
import type { JournalEntry } from '../../ports/journal.ts';
import type { ApplyReport } from '../../verbs/mend/apply.ts';
import { entryStateOf } from '../../verbs/mend/entry-state.ts';
import { outcomeWords } from '../../verbs/mend/outcome-words.ts';
import type { UndoReport } from '../../verbs/mend/undo.ts';
import { stampText } from '../../terminal/text/clock.ts';
import { plural, tabbed } from '../../terminal/text/texts.ts';

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
  return tabbed([name, stampText(at), entryStateOf(entry), many, `arpist ${command}`]);
}
