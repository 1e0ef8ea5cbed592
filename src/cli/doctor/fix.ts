import { UsageFault } from '../../base/fault.ts';
import { commandOf } from '../../change/change.ts';
import type { Finding } from '../../doctor/finding.ts';
import type { Beyond } from '../../doctor/reach.ts';
import type { HostSnapshot } from '../../kernel/host.ts';
import { fixesFor, type LeftOut } from '../../verbs/doctor/fixes.ts';
import { asAgreed, objectionTo, type Word } from '../../verbs/mend/offer.ts';
import type { MendDoor } from '../hands.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import type { CommandIo } from '../io.ts';
import { printable } from '../../base/printable.ts';
import { STEP } from '../../records/mend.ts';
import { Listing } from '../listing/listing.ts';
import { carryOutPlan } from '../mend/carry-out.ts';
import type { PersistKind } from '../../persist/persisted.ts';
import { lastingChanges } from '../mend/persist-flag.ts';
import { paintFor } from '../../terminal/text/paint.ts';
import { planLines } from '../mend/plan-lines.ts';
import { plural } from '../../terminal/text/texts.ts';
import { sessionsHere } from '../mend/sessions.ts';

export interface Fixing {
  readonly io: CommandIo;
  readonly values: Word & { readonly json: boolean; readonly persist: PersistKind | undefined };
  readonly host: HostSnapshot;
  readonly findings: readonly Finding[];
}

/** Shows what mends the findings, asks, and makes it. Throws SystemFault, UsageFault. */
export async function fix(
  door: MendDoor,
  { io, values, host, findings }: Fixing,
): Promise<ExitCode | 'nothing' | 'fixed'> {
  const wishes = { sessions: await sessionsHere(io), consents: values.silence };
  const fixes = fixesFor(host, findings, wishes);
  const { steps, unmended, beyond } = fixes;
  if (unmended.length > 0)
    io.stderr.write(`${plural(unmended.length, 'finding')} no change of this host mends: see above\n`);
  for (const line of leftOut(beyond)) io.stderr.write(`${printable(line)}\n`);
  for (const line of spared(fixes.leftOut)) io.stderr.write(`${printable(line)}\n`);
  if (steps.length === 0) {
    io.stderr.write('nothing to be changed\n');
    return 'nothing';
  }
  const lines = planLines(fixes, 'the plan', paintFor(io.stderr.colour));
  io.stderr.write(`\n${lines.map((line) => `${line}\n`).join('')}`);
  door.system.mustMayChange();
  const objection = objectionTo(fixes, values);
  if (objection) throw new UsageFault('', objection.sentence, objection.remedy);
  if (!values.yes && !(await isAgreed(door, steps.length, io))) {
    io.stderr.write('nothing was changed\n');
    return EXIT.negative;
  }
  const code = await carryOutPlan(door, {
    io,
    values: { plain: false, confirm: values.confirm },
    // The other forms are of findings.
    listing: new Listing(io, STEP, { json: values.json, csv: false, format: undefined }),
    command: 'doctor --fix',
    file: 'doctor',
    before: host,
    plan: (now) =>
      asAgreed(fixes, fixesFor(now, findings, wishes), 'look at it again with: arpist doctor --fix'),
    lasting:
      values.persist === undefined
        ? null
        : lastingChanges(
            values.persist,
            steps.map(({ change }) => change),
            { ...door, host, name: 'doctor' },
          ),
    toLast: 'arpist persist add HOW',
  });
  return code === EXIT.done ? 'fixed' : code;
}

/** What a person may still have, by naming what it costs. */
function spared(left: readonly LeftOut[]): readonly string[] {
  const sentences = [...new Set(left.map(({ sentence }) => sentence))];
  const names = [...new Set(left.flatMap(({ silences }) => silences.map(({ ip, on }) => `${ip}@${on}`)))];
  const how = names.length === 0 ? [] : [`it is made when you name it: --silence ${names.join(',')}`];
  return [...sentences, ...how];
}

function leftOut(beyond: readonly Beyond[]): readonly string[] {
  return [...new Set(beyond.map(({ where }) => where))].map((there) => {
    const commands = beyond.filter(({ where }) => where === there).map(({ change }) => commandOf(change));
    return `left out, to be done ${there}: ${[...new Set(commands)].join('; ')}`;
  });
}

async function isAgreed(door: MendDoor, many: number, io: CommandIo): Promise<boolean> {
  if (!door.typed) {
    io.stderr.write(
      'there is no terminal to ask on whether it shall be; --yes has it done without a question\n',
    );
    return false;
  }
  io.stderr.write(`make ${plural(many, 'change')}? [y/N] `);
  await io.stderr.drained();
  const typed = door.typed();
  try {
    for (;;) {
      const [answer] = typed.heard();
      if (answer !== undefined) return /^\s*y(es)?\s*$/i.test(answer);
      if (io.signal.aborted || typed.ended()) return false;
      await new Promise((resolve) => void setTimeout(resolve, 50));
    }
  } finally {
    typed.close();
  }
}
