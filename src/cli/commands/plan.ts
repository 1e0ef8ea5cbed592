import { sessionOf } from '../../declare/session.ts';
import { type Plan, planFor } from '../../declare/plan.ts';
import { UsageFault } from '../../base/fault.ts';
import type { HostSnapshot } from '../../kernel/host.ts';
import { type CommandLine, takeCommandLine } from '../args/command-line.ts';
import { one, text, toggle } from '../args/flags.ts';
import { steelSnapshot } from '../compose.ts';
import { mustFit, readDeclarationFile } from '../declaration-file.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import type { Command, CommandIo } from '../io.ts';
import { paintFor } from '../render/paint.ts';
import { planCommands, planLines } from '../render/plan-lines.ts';
import { planRecords } from '../rows/plan-record.ts';
import { readHostFile } from '../snapshots.ts';

const FLAGS = {
  host: one(
    '--host',
    { value: 'FILE', help: 'for the host of this snapshot (- for stdin), not this one' },
    text,
  ),
  diff: toggle('--diff', { help: 'as commands of iproute2 and sysctl, for reading and copying' }),
  json: toggle('--json', {
    help: 'JSON Lines, a summary last (schema/plan-step.v1.json, answer-shift, plan-warning, plan-summary)',
  }),
} as const;

export const PLAN_LINE: CommandLine<typeof FLAGS> = {
  name: 'plan',
  words: 'FILE',
  line: 'what would change to make this host as a file declares it, and why; nothing is touched',
  least: 1,
  most: 1,
  flags: FLAGS,
  notes: [
    'The file says how ARP and addressing should be (schema/declaration.v1.json; arpist init writes one to start from, docs/recipes/ tells what each part does). What it does not speak of stays as it is. Who answers before and after is computed by the rules of the kernel; nothing is sent, nothing is changed, and no root is needed.',
    '',
    'Exit code 0: the plan is made, also when nothing would change (arpist verify tells the two apart); 2: the file cannot be used, or is for another host; 3: the snapshot.',
  ],
  examples: [
    ['arpist plan router.toml', 'what would change here'],
    ['arpist plan router.toml --diff', 'as commands'],
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
  const file = taken.words[0]!;
  if (file === '-' && values.host === '-')
    throw new UsageFault(
      '--host',
      'the file and the snapshot cannot both come from stdin',
      'name one of them',
    );
  if (values.diff && values.json)
    throw new UsageFault(
      '--diff',
      '--diff and --json contradict each other',
      'keep one of them: the records have the commands',
    );
  const declaration = await readDeclarationFile(file, io);
  const host = values.host === undefined ? await take() : await readHostFile(values.host, io);
  mustFit(declaration, host, file);
  const session = values.host === undefined ? sessionOf(io.env['SSH_CONNECTION']) : null;
  const plan = planFor(declaration, host, session);
  if (values.json) await writeRecords(plan, file, io);
  else {
    const lines = values.diff ? planCommands(plan) : planLines(plan, file, paintFor(io.stdout.colour));
    io.stdout.write(lines.map((line) => `${line}\n`).join(''));
    if (values.diff) for (const { sentence } of plan.warnings) io.stderr.write(`arpist: ${sentence}\n`);
    else if (plan.steps.length > 0)
      io.stderr.write(
        `arpist: nothing was changed; sudo arpist apply ${file} does it, and arpist undo takes it back.\n`,
      );
  }
  await io.stdout.drained();
  return EXIT.done;
}

async function writeRecords(plan: Plan, file: string, io: CommandIo): Promise<void> {
  let lines = 0;
  for (const record of planRecords(plan, file)) {
    io.stdout.write(`${JSON.stringify(record)}\n`);
    if (++lines % 1000 === 0) await io.stdout.drained();
  }
}
