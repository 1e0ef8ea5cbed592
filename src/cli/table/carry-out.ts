import { printable } from '../../base/printable.ts';
import { UsageFault } from '../../base/fault.ts';
import { cutBy } from '../../declare/session.ts';
import type { PersistKind } from '../../persist/persisted.ts';
import { type Applied, applyAllOrNothing, applyPlan } from '../../verbs/table/apply.ts';
import type { Planned } from '../../verbs/table/plan.ts';
import { toggle } from '../../terminal/args/flags.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import type { CommandIo } from '../io.ts';
import { foretold } from '../mend/persist-flag.ts';
import { untilNextStart } from '../mend/lines.ts';
import { changeOutcomeRecord, TABLE_CHANGE } from '../../records/table-change.ts';
import type { JsonRecord } from '../../records/kind.ts';
import { type FormValues, outcomeFlags, outcomeNote } from '../listing/flags.ts';
import { Listing } from '../listing/listing.ts';
import { changesSummary, commandText, refusedLine } from './change-lines.ts';
import { count } from '../../terminal/text/texts.ts';
import { lastingFor, tellLasting } from './lasting.ts';
import { sessionsHere } from '../mend/sessions.ts';
import { type Agreed, mustSilenceNobody } from './silence.ts';
import type { TableHands } from '../hands.ts';

/** What every command that changes the table has. */
export const CHANGE_FLAGS = {
  dryRun: toggle('--dry-run', { help: 'print what would be done, as commands of ip, and change nothing' }),
  yes: toggle('--yes', { help: 'also when it would cut the session you came by, or another login' }),
  ...outcomeFlags(TABLE_CHANGE, {
    json: 'a line for each change (schema/table-change.v1.json)',
    format: '${outcome} ${ip} ${mac} ${why}',
  }),
  plain: toggle('-x --plain', { help: 'no summary on stderr' }),
} as const;

export const CHANGE_FIELD_NOTE = outcomeNote(TABLE_CHANGE);

export interface CarryOut {
  readonly io: CommandIo;
  readonly values: Pick<FormValues<JsonRecord>, 'json' | 'csv' | 'format'> & {
    readonly dryRun: boolean;
    readonly plain: boolean;
    readonly yes: boolean;
    readonly persist?: PersistKind | undefined;
  };
  /** For the journal. */
  readonly command: string;
  /** Of what takes something away: which answers may end with it. */
  readonly agreed?: Agreed;
  /** Take back what was made when anything is refused; `file` is named beside the line. */
  readonly allOrNothing?: { readonly file: string };
}

const MOST_REFUSALS = 20;

/** Makes the changes, or shows them; says what was refused, and how it went. Throws SystemFault. */
export async function carryOut(
  hands: TableHands,
  planned: readonly Planned[],
  how: CarryOut,
): Promise<ExitCode> {
  const { io, values, command, allOrNothing, agreed } = how;
  const { json, csv, format } = values;
  const listing = new Listing(io, TABLE_CHANGE, { json, csv, format });
  const lasting = values.persist === undefined ? null : await lastingFor(hands, planned, values.persist);
  if (agreed) {
    const changes = planned.filter(({ same }) => !same).map(({ change }) => change);
    await mustSilenceNobody(hands, changes, { io, agreed, values });
  }
  if (values.dryRun) {
    if (lasting !== null) for (const line of foretold(lasting)) io.stderr.write(`${printable(line)}\n`);
    return await show(planned, listing, how);
  }
  if (!values.yes) await mustCutNobody(hands, planned, io);
  const deed = { command, files: lasting?.files ?? [] };
  const applied = (allOrNothing ? applyAllOrNothing : applyPlan)(hands, planned, deed);
  for (const one of applied) listing.row(changeOutcomeRecord(one, one), () => '');
  listing.end();
  await io.stdout.drained();
  const refused = applied.filter(({ outcome }) => outcome === 'refused');
  for (const one of refused.slice(0, MOST_REFUSALS))
    io.stderr.write(`arpist: ${refusedLine(one, allOrNothing?.file ?? null)}.\n`);
  if (refused.length > MOST_REFUSALS)
    io.stderr.write(`arpist: and ${count(refused.length - MOST_REFUSALS)} more were refused.\n`);
  if (!values.plain && applied.length > 0) io.stderr.write(`${changesSummary(applied)}\n`);
  const code = codeOf(applied, refused);
  if (lasting === null) {
    const last = values.plain ? null : untilNextStartOf(applied);
    if (last !== null) io.stderr.write(`${last}\n`);
    return code;
  }
  if (code !== EXIT.done) {
    io.stderr.write('arpist: not all of it was made: nothing was written that would make it last.\n');
    return code;
  }
  return tellLasting(lasting, values, io);
}

/** What is taken away is not kept away by a file; what was learned was to end anyway (null). */
function untilNextStartOf(applied: readonly Applied[]): string | null {
  const made = applied.filter(({ outcome, undo }) => outcome === 'done' && undo !== null);
  if (made.length === 0) return null;
  return made.some(({ change }) => change.do === 'set-neighbour' || change.do === 'publish')
    ? untilNextStart('arpist persist add HOW')
    : 'what a file or a program makes at the next start comes back with it';
}

/** Neighbours that a login goes by, and that would have another MAC. Throws UsageFault. */
async function mustCutNobody(
  { snapshot }: TableHands,
  planned: readonly Planned[],
  io: CommandIo,
): Promise<void> {
  const sessions = await sessionsHere(io);
  if (!snapshot || sessions.four.length === 0) return;
  const changes = planned.flatMap(({ change, same }) =>
    same || change.do !== 'set-neighbour' || change.mac === null ? [] : [change],
  );
  if (changes.length === 0) return;
  const cut = cutBy(await snapshot(), changes, sessions);
  if (cut === null) return;
  throw new UsageFault(
    '',
    `nothing was changed: ${cut.replace(/\.$/, '')}`,
    'write --yes to do it all the same',
  );
}

async function show(
  planned: readonly Planned[],
  listing: Listing<JsonRecord>,
  { io, values }: CarryOut,
): Promise<ExitCode> {
  const { stdout, stderr } = io;
  const toDo = planned.filter(({ same }) => !same);
  for (const plan of listing.forPeople ? toDo : planned)
    listing.row(changeOutcomeRecord(plan, null), () => `${commandText(plan.change)}\n`);
  listing.end();
  await stdout.drained();
  const same = planned.length - toDo.length;
  const already = same > 0 ? `, ${count(same)} as they should be already` : '';
  if (!values.plain) stderr.write(`${count(toDo.length)} to be done${already}; nothing was changed\n`);
  return planned.length > 0 ? EXIT.done : EXIT.negative;
}

function codeOf(applied: readonly Applied[], refused: readonly Applied[]): ExitCode {
  if (applied.length === 0) return EXIT.negative;
  if (refused.length === 0) return EXIT.done;
  if (applied.some(({ outcome }) => outcome === 'done')) return EXIT.partial;
  const negative = refused.every(({ refusal }) => refusal?.code === 'EEXIST' || refusal?.code === 'ENOENT');
  return negative ? EXIT.negative : EXIT.refused;
}
