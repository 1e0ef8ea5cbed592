import type { AnswerShift } from '../../declare/shifts.ts';
import { NO_SESSIONS } from '../../declare/session.ts';
import { type Plan, planFor } from '../../declare/plan.ts';
import { UsageFault } from '../../base/fault.ts';
import { printable } from '../../base/printable.ts';
import type { HostSnapshot } from '../../kernel/host.ts';
import { takeCommandLine } from '../command-line.ts';
import type { CommandLine } from '../../terminal/args/line.ts';
import { many, one, text, toggle, type FlagValues } from '../../terminal/args/flags.ts';
import { list } from '../../terminal/args/numbers.ts';
import { paperAnswers, steelSnapshot } from '../compose.ts';
import { fitted, readDeclarationFile } from './file.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import type { Command, CommandIo } from '../io.ts';
import { namedApart, readHostFiles } from '../explain/named-hosts.ts';
import { paintFor } from '../../terminal/text/paint.ts';
import { planCommands, planLines, segmentLines } from './plan-lines.ts';
import { simulate } from '../../verbs/plan/simulate.ts';
import { PLAN, planRecords, shiftRecord, stepRecord, warningRecord } from '../../records/plan.ts';
import type { JsonRecord } from '../../records/kind.ts';
import type { Filter } from '../../records/where.ts';
import { fieldNote, listFlags } from '../listing/flags.ts';
import { Listing } from '../listing/listing.ts';
import { sessionsHere } from './sessions.ts';
import { readHostFile } from '../explain/host-file.ts';

const FLAGS = {
  host: one(
    '--host',
    { value: 'FILE', help: 'for the host of this snapshot (- for stdin), not this one' },
    text,
  ),
  diff: toggle('--diff', { help: 'as commands of iproute2 and sysctl, for reading and copying' }),
  simulate: toggle('--simulate', {
    help: 'put this host and those of --hosts on a paper segment: who answers there, before and after',
  }),
  hosts: many('--hosts', { value: 'FILE…', help: 'with --simulate: snapshots of the other hosts' }, list),
  ...listFlags(PLAN, {
    json: 'JSON Lines, a summary last (schema/plan-step.v1.json, answer-shift, plan-warning, plan-summary)',
    rows: 'records',
    where: 'type=plan-step, command~rp_filter, ip=10.0.0.0/24',
    format: '${step} ${command}',
  }),
} as const;

export const PLAN_LINE: CommandLine<typeof FLAGS> = {
  name: 'plan',
  words: 'FILE',
  line: 'what would change to make this host as a file declares it, and why; nothing is touched',
  least: 1,
  most: Number.POSITIVE_INFINITY,
  flags: FLAGS,
  notes: [
    'The file says how ARP and addressing should be (schema/declaration.v1.json; arpist init writes one to start from, docs/recipes/ tells what each part does). What it does not speak of stays as it is. Who answers before and after is computed by the rules of the kernel; nothing is sent, nothing is changed, and no root is needed.',
    '',
    fieldNote(PLAN, '', false),
  ],
  ends: {
    0: 'the plan is made, also when nothing would change (arpist verify tells the two apart)',
    2: 'the file or a snapshot cannot be used, or the file is for another host',
    3: 'this host cannot be read',
  },
  examples: [
    ['arpist plan router.toml', 'what would change here'],
    ['arpist plan router.toml --diff', 'as commands'],
    [
      'arpist plan vip.toml --simulate --hosts lb.json web2.json',
      'with the balancer and the other server, on paper',
    ],
    ['arpist plan router.toml --host web1.json', 'for another machine, from arpist snapshot'],
  ],
};

export const runPlan: Command = (args, io) => planOver(steelSnapshot, args, io);

/** The command over any snapshot; it is taken only when the file was understood. */
export async function planOver(
  take: () => Promise<HostSnapshot>,
  args: readonly string[],
  io: CommandIo,
): Promise<ExitCode> {
  const taken = takeCommandLine(PLAN_LINE, args, io);
  if ('code' in taken) return taken.code;
  const { values } = taken;
  const [file = '', ...others] = taken.words;
  const hosts = [...values.hosts, ...others];
  judgeWords(file, hosts, values);
  const listing = new Listing(io, PLAN, values);
  const written = await readDeclarationFile(file, io);
  const host = values.host === undefined ? await take() : await readHostFile(values.host, io);
  const declaration = fitted(written, host, file);
  const plan = planFor(declaration, host, values.host === undefined ? await sessionsHere(io) : NO_SESSIONS);
  const simulated = values.simulate
    ? simulate(
        { plan, declaration },
        namedApart([{ host, source: values.host ?? 'this host' }, ...(await readHostFiles(hosts, io))]),
        await paperAnswers(),
      )
    : [];
  if (!listing.forPeople) await writeRecords({ plan, simulated, file }, listing, io);
  else {
    const paint = paintFor(io.stdout.colour);
    const shown = fittingOf(plan, values.where);
    const segment = simulated.filter((shift) => fitsAll(shiftRecord(shift, true), values.where));
    const lines = values.diff
      ? planCommands(shown)
      : [...planLines(shown, file, paint), ...segmentLines(segment, paint)];
    io.stdout.write(lines.map((line) => `${line}\n`).join(''));
    if (values.diff)
      for (const { sentence } of plan.warnings) io.stderr.write(`arpist: ${printable(sentence)}\n`);
    else if (plan.steps.length > 0)
      io.stderr.write(
        `arpist: nothing was changed; sudo arpist apply ${file} does it, and arpist undo takes it back.\n`,
      );
  }
  await io.stdout.drained();
  return EXIT.done;
}

type PlanValues = FlagValues<typeof FLAGS>;

function judgeWords(file: string, hosts: readonly string[], values: PlanValues): void {
  if ([file, values.host, ...hosts].filter((one) => one === '-').length > 1)
    throw new UsageFault('-', 'two files cannot both come from stdin', 'name one of them');
  const form = values.json ? '--json' : values.csv ? '--csv' : values.format ? '--format' : undefined;
  if (values.diff && form !== undefined)
    throw new UsageFault(
      '--diff',
      `--diff and ${form} contradict each other`,
      'keep one of them: the records have the commands',
    );
  if (values.diff && values.simulate)
    throw new UsageFault('--simulate', '--diff shows commands alone', 'leave one of them out');
  const [stray] = hosts;
  if (stray !== undefined && !values.simulate)
    throw new UsageFault(
      stray,
      `'${stray}' is one word too many`,
      'name other hosts with --simulate --hosts',
    );
  if (values.simulate && hosts.length === 0)
    throw new UsageFault(
      '--simulate',
      '--simulate needs the other hosts of the segment',
      'name their snapshots with --hosts',
    );
}

async function writeRecords(
  told: { readonly plan: Plan; readonly simulated: readonly AnswerShift[]; readonly file: string },
  listing: Listing<JsonRecord>,
  io: CommandIo,
): Promise<void> {
  let lines = 0;
  for (const record of planRecords(told.plan, told.file, told.simulated)) {
    if (record['type'] === 'plan-summary') listing.record(record);
    else listing.row(record, () => '');
    if (++lines % 1000 === 0) await io.stdout.drained();
  }
  listing.end();
}

/** What of the plan fits, for people. */
function fittingOf(plan: Plan, where: readonly Filter<JsonRecord>[]): Plan {
  if (where.length === 0) return plan;
  return {
    ...plan,
    steps: plan.steps.filter((step) => fitsAll(stepRecord(step, plan.steps.indexOf(step) + 1), where)),
    shifts: plan.shifts.filter((shift) => fitsAll(shiftRecord(shift, false), where)),
    stays: [],
    warnings: plan.warnings.filter((warning) => fitsAll(warningRecord(warning), where)),
  };
}

function fitsAll(record: JsonRecord, where: readonly Filter<JsonRecord>[]): boolean {
  return where.every(({ fits }) => fits(record));
}
