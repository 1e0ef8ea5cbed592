/**
 * `arpist/mend`: this machine changed, and changed back: a declaration is planned, agreed to and applied, an address moved here,
 * entries of the neighbour table set. Everything is written into the journal of `arpist undo` first. What a person has to say
 * on the command line (`--silence`, `--yes`), a program says as `consent`; nothing is taken for said.
 *
 * @module arpist/mend
 */
export { type FaultKind, SystemFault, UsageFault } from '../base/fault.ts';
export { formatIpv4, type Ipv4 } from '../base/ipv4.ts';
export { formatMac, type Mac } from '../base/mac.ts';
export { commandOf, type SystemChange, type TableChange, type TimerChange } from '../change/change.ts';
export type { TakenBack } from '../change/own-file.ts';
export type { Touched } from '../change/touched.ts';
export type { PlanStep, PlanWarning, WarningKind } from '../declare/draft.ts';
export type { Precondition } from '../declare/preconditions.ts';
export type { LoginFacts } from '../declare/logins.ts';
export type { Plan } from '../declare/plan.ts';
export type { AnswerShift } from '../declare/shifts.ts';
export type { SilenceTurn } from '../doctor/silence.ts';
export type { OwnFiles } from '../ports/files.ts';
export type {
  EntryFacts,
  FilesIntent,
  History,
  Intent,
  Journal,
  JournalDamage,
  JournalEntry,
  PersistFile,
  Release,
  StateIntent,
  StepsIntent,
} from '../ports/journal.ts';
export type { Changer, NeighbourEntry, NeighbourTable, Outcome, TableTimers } from '../ports/neighbours.ts';
export type { Kept, Restored, Surroundings, System } from '../ports/system.ts';
export type { ApplyEvent, ApplyReport, MendHands, Step } from '../verbs/mend/apply.ts';
export type { UndoReport } from '../verbs/mend/undo.ts';
export type { FilesReport } from '../verbs/mend/write-files.ts';
export type { MoveEvent, MoveReport, OutageFrom } from '../verbs/move/events.ts';
export type { MovePlan } from '../verbs/move/plan.ts';
export type { Applied } from '../verbs/table/apply.ts';
export type { Planned } from '../verbs/table/plan.ts';
export { apply, type ApplyConsent, type Declared, plan, undo } from './declaring.ts';
export { type Machine, type Mender, openMachine } from './machine.ts';
export { move, type MoveWishes } from './move.ts';
export {
  entries,
  type EntryWanted,
  removeEntries,
  setEntries,
  type TableMender,
  type EntryWishes,
} from './table.ts';
export type { ReportEvent, Told, Wished } from './told.ts';
