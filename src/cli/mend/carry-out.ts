import { printable } from '../../base/printable.ts';
import type { PlanStep } from '../../declare/draft.ts';
import type { HostSnapshot } from '../../kernel/host.ts';
import type { Watching } from '../../ports/watchdog.ts';
import { type ApplyReport, apply } from '../../verbs/mend/apply.ts';
import { hinders } from '../../verbs/mend/hinders.ts';
import { lostAnswers } from '../../verbs/mend/offer.ts';
import type { Persisted } from '../../persist/persisted.ts';
import type { MendDoor } from '../hands.ts';
import { awaitConfirmation } from './await.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import type { JsonRecord } from '../../records/kind.ts';
import type { CommandIo } from '../io.ts';
import type { Listing } from '../listing/listing.ts';
import { applyWords, untilNextStart } from './lines.ts';
import { outcomeWords } from '../../verbs/mend/outcome-words.ts';
import { tellDamage } from './tell-damage.ts';
import { applySummaryRecord, stepRecordOf } from '../../records/mend.ts';
import { tellAll } from '../tell-all.ts';

export interface PlanToCarryOut {
  readonly io: CommandIo;
  readonly values: { readonly plain: boolean; readonly confirm?: number | undefined };
  /** Each step that was made; JSON has a summary last. */
  readonly listing: Pick<Listing<JsonRecord>, 'row' | 'record' | 'end'>;
  /** For the journal. */
  readonly command: string;
  /** What the plan came from, for people. */
  readonly file: string;
  readonly plan: (host: HostSnapshot) => readonly PlanStep[];
  /** As it was when the plan was shown: what is lost of its answers is told by looking. */
  readonly before?: HostSnapshot;
  /** The files that make it last; null: it ends with the next start. */
  readonly lasting: Persisted | null;
  /** What would make it last, as a command. */
  readonly toLast: string;
}

/** Makes a plan and says how it went; waits for the confirmation where one was asked for. Throws SystemFault. */
export async function carryOutPlan(door: MendDoor, wanted: PlanToCarryOut): Promise<ExitCode> {
  const { io, values, listing, command, file, plan, lasting, toLast } = wanted;
  const { confirm } = values;
  tellDamage(door, io);
  let watching: Watching | null = null;
  const watchdog = { start: (name: string) => (watching = door.watchdog.start(name)) };
  const run = apply(
    door,
    {
      command,
      plan,
      hinders,
      ...(lasting === null ? {} : { files: lasting.files }),
      ...(confirm === undefined ? {} : { confirm: { within: confirm, watchdog } }),
    },
    io.signal,
  );
  const report = await tellAll(run, {
    async take(event) {
      if (event.type !== 'made') return;
      const { step, at, more } = event;
      listing.row(stepRecordOf(step, at, null), () => '');
      // Signals get their turn where the next step can still be left out.
      if (!more) await new Promise((resolve) => void setImmediate(resolve));
    },
    end: (told: ApplyReport<PlanStep>) => told,
  });
  tellRecords(report, { file, lost: lasting?.lost ?? [] }, listing);
  await io.stdout.drained();
  if (!values.plain || report.because !== null) io.stderr.write(`${printable(applyWords(report, file))}\n`);
  for (const sentence of report.left) io.stderr.write(`arpist: ${printable(sentence)}.\n`);
  if (!values.plain) for (const note of lasting?.notes ?? []) io.stderr.write(`${printable(note)}\n`);
  if (!values.plain)
    for (const path of report.files.written) io.stderr.write(`written: ${printable(path)}\n`);
  for (const sentence of report.files.unwritten) io.stderr.write(`arpist: ${printable(sentence)}.\n`);
  if (report.ending !== 'done') return codeOf(report);
  if (wanted.before && !values.plain)
    for (const lost of lostAnswers(wanted.before, door.system.snapshot()))
      io.stderr.write(`${printable(lost)}\n`);
  const code =
    confirm === undefined
      ? codeOf(report)
      : await awaitConfirmation(door, { name: report.name!, seconds: confirm, watching }, io);
  if (code !== EXIT.done) return code;
  for (const sentence of lasting?.lost ?? []) io.stderr.write(`arpist: ${printable(sentence)}.\n`);
  if (!values.plain && lasting === null) io.stderr.write(`${untilNextStart(toLast)}\n`);
  return (lasting?.lost ?? []).length > 0 ? EXIT.partial : EXIT.done;
}

function tellRecords(
  report: ApplyReport<PlanStep>,
  { file, lost }: { readonly file: string; readonly lost: readonly string[] },
  listing: PlanToCarryOut['listing'],
): void {
  const { because, steps } = report;
  if (because !== null && because.kind !== 'interrupted') {
    const record = stepRecordOf(because.step, steps.indexOf(because.step), outcomeWords(because));
    listing.row(record, () => '');
  }
  listing.end();
  listing.record(applySummaryRecord(report, file, lost));
}

function codeOf({ ending, because, files }: ApplyReport<PlanStep>): ExitCode {
  if (ending === 'stuck' || files.unwritten.length > 0) return EXIT.partial;
  if (because?.kind === 'interrupted') return EXIT.interrupted;
  return because === null ? EXIT.done : EXIT.refused;
}
