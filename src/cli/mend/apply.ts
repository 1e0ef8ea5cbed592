import { UsageFault } from '../../base/fault.ts';
import { printable } from '../../base/printable.ts';
import { planFor } from '../../declare/plan.ts';
import { isUnchanged } from '../../change/unchanged.ts';
import { asAgreed, objectionTo } from '../../verbs/mend/offer.ts';
import { persisted } from '../../persist/persisted.ts';
import { takeCommandLine } from '../command-line.ts';
import type { CommandLine } from '../../terminal/args/line.ts';
import { toggle, type FlagValues } from '../../terminal/args/flags.ts';
import { SILENCE } from './silence-flag.ts';
import { confirmFlag } from '../../terminal/args/times.ts';
import { steelMend } from '../compose.ts';
import type { MendDoor } from '../hands.ts';
import { fitted, readDeclarationFile } from './file.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import type { Command, CommandIo } from '../io.ts';
import { carryOutPlan } from './carry-out.ts';
import { foretold, persistFlag } from './persist-flag.ts';
import { paintFor } from '../../terminal/text/paint.ts';
import { planCommands, planLines } from './plan-lines.ts';
import type { JsonRecord } from '../../records/kind.ts';
import { STEP } from '../../records/mend.ts';
import { planRecords } from '../../records/plan.ts';
import { outcomeFlags, outcomeNote } from '../listing/flags.ts';
import { Listing } from '../listing/listing.ts';
import { sessionsHere } from './sessions.ts';

const FLAGS = {
  confirm: confirmFlag('take all back after so long, unless it is kept with: arpist confirm'),
  persist: persistFlag,
  yes: toggle('--yes', { help: 'also when it would cut the session you came by' }),
  silence: SILENCE,
  dryRun: toggle('--dry-run', {
    help: 'print the commands of the plan (with --json its records, as plan does), and change nothing',
  }),
  ...outcomeFlags(STEP, {
    json: 'JSON Lines: each step when it is made, a summary last (schema/step.v1.json, schema/apply-summary.v1.json)',
    format: '${step} ${outcome} ${command}',
  }),
  plain: toggle('-x --plain', { help: 'no summary on stderr' }),
} as const;

export type ApplyValues = FlagValues<typeof FLAGS>;

export const APPLY_LINE: CommandLine<typeof FLAGS> = {
  name: 'apply',
  words: 'FILE',
  line: 'make this host as a file declares it, so that it can be undone',
  least: 1,
  most: 1,
  flags: FLAGS,
  notes: [
    'What it touches is written down in /var/lib/arpist (ARPIST_STATE names another folder: one that is yours or root’s, and that nobody else may write) before the first change. Each step is held against the host before it is made (of plans with more than 64 steps every 256th; the kernel itself refuses the others), and all is taken back when one cannot be made; what somebody else changes meanwhile stays. After a power cut or kill -9, arpist undo restores what was. A plan that would cut the session you came by, or that of another login, is refused without --confirm or --yes (also under sudo; an IPv6 session is told where it cannot be checked). A plan by which an address that is answered for now would end with nobody answering is refused unless it is named with --silence, or stands in the file as what shall be so ([vip], [[published]], [[address]]). When the host changed since the plan was shown, nothing is done.',
    '',
    'With --confirm a process of its own holds the time: it takes all back even when this session is gone, and ends as soon as somebody confirms or undoes it. Files of --persist carry a header, replace no file of others, and go with the undo; it is looked at beforehand whether they will be read and have the last word (arpist persist looks again). Without --persist it ends with the next start.',
    '',
    outcomeNote(STEP),
  ],
  ends: {
    0: 'done, or so already',
    1: 'not confirmed, and taken back',
    2: 'the file; or nothing was changed, because it would cut a session (--confirm, --yes) or leave an address to nobody that is answered for now (--silence)',
    3: 'no rights, another arpist is at it, or the kernel refused and all was taken back',
    5: 'it could not be taken back in full, something has to be changed elsewhere (on the machine itself, or where /proc/sys can be written) and was left out, a file could not be written, or what is written will not be read or is overruled',
  },
  examples: [
    ['sudo arpist apply router.toml', 'see it first with: arpist plan router.toml'],
    ['sudo arpist apply router.toml --confirm 60', 'over ssh'],
    ['sudo arpist apply flux.toml --persist systemd-networkd', 'and after the next start'],
  ],
};

export const runApply: Command = (args, io) => applyOver(steelMend, args, io);

export async function applyOver(
  open: () => Promise<MendDoor>,
  args: readonly string[],
  io: CommandIo,
): Promise<ExitCode> {
  const taken = takeCommandLine(APPLY_LINE, args, io);
  if ('code' in taken) return taken.code;
  const { values, words } = taken;
  const listing = new Listing(io, STEP, values);
  const file = words[0]!;
  const written = await readDeclarationFile(file, io);
  const door = await open();
  const host = door.system.snapshot();
  const declaration = fitted(written, host, file);
  const sessions = await sessionsHere(io);
  const plan = planFor(declaration, host, sessions);
  const lasting =
    values.persist === undefined
      ? null
      : persisted(values.persist, {
          declaration,
          host,
          file,
          config: door.config,
          networkFileOf: door.networkFileOf,
        });
  if (values.dryRun) {
    if (listing.forPeople) for (const line of planCommands(plan)) io.stdout.write(`${line}\n`);
    else tellPlanned(planRecords(plan, file), listing);
    await io.stdout.drained();
    if (!values.plain && lasting !== null)
      for (const line of foretold(lasting)) io.stderr.write(`${printable(line)}\n`);
    if (!values.plain) io.stderr.write('nothing was changed\n');
    return EXIT.done;
  }
  door.system.mustMayChange();
  if (listing.forPeople && !values.plain && plan.steps.length > 0)
    io.stderr.write(
      planLines(plan, file, paintFor(io.stderr.colour))
        .map((line) => `${line}\n`)
        .join(''),
    );
  const objection = objectionTo(plan, values);
  if (objection) throw new UsageFault('', objection.sentence, objection.remedy);
  const beyond = plan.warnings.filter(({ kind }) => kind === 'beyond');
  const code = await carryOutPlan(door, {
    io,
    values,
    listing,
    command: `apply ${args.join(' ')}`,
    file,
    before: host,
    plan: (now) =>
      isUnchanged(host, now)
        ? plan.steps
        : asAgreed(plan, planFor(declaration, now, sessions), `look at it again with: arpist plan ${file}`),
    lasting,
    toLast: `arpist apply ${file} --persist HOW`,
  });
  if (beyond.length === 0) return code;
  for (const { sentence } of beyond) io.stderr.write(`arpist: ${printable(sentence)}\n`);
  return code === EXIT.done ? EXIT.partial : code;
}

/** Of a plan, JSON has all there is; the other forms have its steps. */
function tellPlanned(records: Iterable<JsonRecord>, listing: Listing<JsonRecord>): void {
  for (const record of records)
    if (record['type'] === 'plan-step') listing.row(record, () => '');
    else listing.record(record);
  listing.end();
}
