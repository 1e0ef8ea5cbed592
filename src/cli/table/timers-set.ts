import { UsageFault } from '../../base/fault.ts';
import { printable } from '../../base/printable.ts';
import { commandOf } from '../../change/change.ts';
import type { Outcome } from '../../ports/neighbours.ts';
import { applySteps } from '../../verbs/mend/apply-steps.ts';
import { interfaceNamed } from '../../asking/targets/interfaces.ts';
import { isOfMachine, parseTimerWish, type PlannedTimer, planTimers } from '../../verbs/table/set-timers.ts';
import { timersOf } from '../../verbs/table/timers.ts';
import { takeCommandLine } from '../command-line.ts';
import type { CommandLine } from '../../terminal/args/line.ts';
import { many, toggle } from '../../terminal/args/flags.ts';
import { list } from '../../terminal/args/numbers.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import type { CommandIo } from '../io.ts';
import { untilNextStart } from '../mend/lines.ts';
import { plural } from '../../terminal/text/texts.ts';
import type { JsonRecord } from '../../records/kind.ts';
import { TIMER_CHANGE, timerChangeRecord } from '../../records/timer-change.ts';
import { outcomeFlags, outcomeNote } from '../listing/flags.ts';
import { Listing } from '../listing/listing.ts';
import type { TableHands } from '../hands.ts';

const SET_FLAGS = {
  interface: many(
    '-I -i --interface --iface --dev',
    { value: 'NAME', help: 'of this interface (several: again, or A,B); default: what new ones begin with' },
    list,
  ),
  dryRun: toggle('--dry-run', {
    help: 'print what would be done, as commands of sysctl, and change nothing',
  }),
  ...outcomeFlags(TIMER_CHANGE, {
    json: 'a line for each setting (schema/timer-change.v1.json)',
    format: '${outcome} ${setting} ${value}',
  }),
  plain: toggle('-x --plain', { help: 'no summary on stderr' }),
} as const;

export const SET_LINE: CommandLine<typeof SET_FLAGS> = {
  name: 'table timers set',
  words: 'SETTING=VALUE…',
  line: 'change how long the kernel believes, waits and asks',
  least: 1,
  most: Number.POSITIVE_INFINITY,
  flags: SET_FLAGS,
  notes: [
    'A time is 500ms, 1.5s, 5min, 1h; a bare number is seconds (gc_stale_time=60), and refused where sysctl would take it for something else (locktime, proxy_delay: hundredths of a second; names that end in _ms). The old values go to the journal first. gc_thresh1 to 3 and gc_interval are of the whole machine and need no -I.',
    '',
    outcomeNote(TIMER_CHANGE),
  ],
  ends: {
    0: 'set, or so already',
    3: 'the kernel refused all of it',
    5: 'some of it',
  },
  examples: [
    ['arpist table timers set gc_stale_time=5min -I eth0', 'keep idle entries longer'],
    ['arpist table timers set locktime=0 -I eth0 --dry-run', 'only shown'],
    ['arpist table timers set gc_thresh3=8192 gc_thresh2=4096', 'room for a large segment'],
  ],
};

export async function changeTimers(
  open: () => Promise<TableHands>,
  args: readonly string[],
  io: CommandIo,
): Promise<ExitCode> {
  const taken = takeCommandLine(SET_LINE, args, io);
  if ('code' in taken) return taken.code;
  const { words, values } = taken;
  const listing = new Listing(io, TIMER_CHANGE, values);
  const wishes = words.map(parseTimerWish);
  if (values.interface.length === 0 && wishes.some(({ setting }) => !isOfMachine(setting)))
    throw new UsageFault(
      '-I',
      'a timer belongs to an interface',
      'name it with -I (or -I default, for new ones)',
    );
  const { table, journal } = await open();
  const interfaces = table.interfaces();
  const links = values.interface.map((name) =>
    name === 'default' ? name : interfaceNamed(interfaces, name).name,
  );
  const planned = planTimers(wishes, links, timersOf(table.timers()));
  const toDo = planned.filter(({ same }) => !same);
  if (values.dryRun) {
    tell(listing, listing.forPeople ? toDo : planned, null);
    if (!values.plain) io.stderr.write(`${toDo.length} to be done; nothing was changed\n`);
    return EXIT.done;
  }
  const changes = toDo.map(({ change }) => change);
  const deed = { command: `table timers set ${args.join(' ')}`, files: [] };
  const outcomes = applySteps({ table, journal }, toDo, deed);
  tell(listing, planned, outcomes);
  let refused = 0;
  for (const [at, outcome] of outcomes.entries()) {
    if (outcome.code === null) continue;
    refused++;
    io.stderr.write(`arpist: ${printable(commandOf(changes[at]!))}: ${whyRefused(outcome)}.\n`);
  }
  const done = changes.length - refused;
  if (!values.plain)
    io.stderr.write(
      `${plural(planned.length, 'setting')}: ${done} changed, ${planned.length - changes.length} so already, ${refused} refused\n`,
    );
  if (!values.plain && done > 0) io.stderr.write(`${untilNextStart('arpist persist add sysctl.d')}\n`);
  if (refused === 0) return EXIT.done;
  return done > 0 ? EXIT.partial : EXIT.refused;
}

/** `outcomes`: of those that are not `same`, in order; null: nothing was asked for. */
function tell(
  listing: Listing<JsonRecord>,
  planned: readonly PlannedTimer[],
  outcomes: readonly Outcome[] | null,
): void {
  let nth = 0;
  for (const plan of planned) {
    const outcome = plan.same || outcomes === null ? null : outcomes[nth++]!;
    const why = outcome === null || outcome.code === null ? null : whyRefused(outcome);
    const record = timerChangeRecord(plan, outcome, { planned: outcomes === null, why });
    listing.row(record, () => (outcomes === null ? `${commandOf(plan.change)}\n` : ''));
  }
  listing.end();
}

function whyRefused({ code, words }: Outcome): string {
  const own = words === null ? '' : ` (the kernel says: ${words})`;
  if (code === 'EPERM') return `this needs the capability CAP_NET_ADMIN: run it with sudo${own}`;
  if (code === 'ENOENT')
    return `only the machine’s first network namespace has limits and defaults for new interfaces${own}`;
  return `the kernel refused with ${code}${own}`;
}
