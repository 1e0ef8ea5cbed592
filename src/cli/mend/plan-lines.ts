import { parseIpv4 } from '../../base/ipv4.ts';
import { printable } from '../../base/printable.ts';
import type { PlanStep } from '../../declare/draft.ts';
import type { Plan } from '../../declare/plan.ts';
import type { AnswerShift } from '../../declare/shifts.ts';
import { commandOf } from '../../change/change.ts';
import { changeWords } from './change-words.ts';
import { foldRows } from './fold-rows.ts';
import type { Paint } from '../../terminal/text/paint.ts';
import { plural } from '../../terminal/text/texts.ts';

/** Steps, answers and warnings for people; runs of like steps and answers are one line each. */
export function planLines(plan: Plan, file: string, paint: Paint): readonly string[] {
  const { steps, shifts, warnings } = plan;
  const lines = [
    paint(
      'bold',
      printable(
        steps.length === 0
          ? `${file}: so it is already, nothing would change`
          : `${file}: ${plural(steps.length, 'change')}`,
      ),
    ),
  ];
  const rows = runsOf(steps).map((run) => {
    const { line, why } = run[0]!;
    return { words: runWords(run), why, place: line === null ? '' : `line ${line}` };
  });
  let reason = '';
  for (const { words, why, place } of foldRows(rows)) {
    if (why !== reason) lines.push(paint('dim', printable(`  ${why}`)));
    reason = why;
    lines.push(`${printable(`    ${words}`)}${place === '' ? '' : paint('dim', `  ${place}`)}`);
  }
  const answers = [...shiftLines(shifts), ...stayLines(plan.stays)];
  if (answers.length > 0) lines.push('', paint('bold', 'who answers, by the rules of the kernel:'));
  lines.push(...answers.map((line) => printable(`  ${line}`)));
  if (warnings.length > 0) lines.push('');
  for (const { sentence, line } of warnings)
    lines.push(
      `${paint('yellow', 'warning')}  ${printable(sentence)}${line === null ? '' : paint('dim', `  line ${line}`)}`,
    );
  return lines;
}

/** What --simulate adds: the answers of all hosts on the segment, those that stay included. */
export function segmentLines(shifts: readonly AnswerShift[], paint: Paint): readonly string[] {
  if (shifts.length === 0) return [];
  const head = paint('bold', 'who answers on the segment, by the hosts on paper:');
  return ['', head, ...shiftLines(shifts).map((line) => printable(`  ${line}`))];
}

/** The same as commands of iproute2 and sysctl, with the reasons as comments: a shell script. */
export function planCommands({ steps }: Plan): readonly string[] {
  let reason = '';
  return steps.flatMap(({ change, why }) => {
    const head = why === reason ? [] : [`# ${printable(why)}`];
    reason = why;
    return [...head, printable(commandOf(change))];
  });
}

/** `192.168.18.10: now eth0, eth3, eth4 → after: eth0` */
export function shiftLines(shifts: readonly AnswerShift[]): readonly string[] {
  const lines: string[] = [];
  for (let at = 0; at < shifts.length; ) {
    const first = shifts[at]!;
    let last = first;
    let many = 1;
    while (at + many < shifts.length && follows(last, shifts[at + many]!)) last = shifts[at + many++]!;
    at += many;
    const which = many === 1 ? first.ip : `${first.ip}-${last.ip} (${many})`;
    const where = first.on === undefined ? which : `${which} asked on ${first.on}`;
    const home = first.foreign ? ' (in its own network it is answered for)' : '';
    lines.push(`${where}: now ${told(first.before)} → after: ${told(first.after)}${home}`);
  }
  return lines;
}

/** Of links without a subnet these lines are as many as there are containers. */
const MOST_STAYS = 8;

function stayLines(stays: readonly AnswerShift[]): readonly string[] {
  const lines = shiftLines(stays);
  if (lines.length <= MOST_STAYS) return lines;
  return [
    ...lines.slice(0, MOST_STAYS),
    `and ${lines.length - MOST_STAYS} more, where nothing changes either`,
  ];
}

function told(links: readonly string[]): string {
  return links.length === 0 ? 'nobody' : links.join(', ');
}

function follows(a: AnswerShift, b: AnswerShift): boolean {
  return (
    ipIn(a.ip) + 1 === ipIn(b.ip) &&
    a.on === b.on &&
    a.before.join() === b.before.join() &&
    a.after.join() === b.after.join()
  );
}

function ipIn(text: string): number {
  return parseIpv4(text) ?? Number.NaN;
}

function runsOf(steps: readonly PlanStep[]): readonly (readonly PlanStep[])[] {
  const runs: PlanStep[][] = [];
  let last: Target | null = null;
  for (const step of steps) {
    const target = targetOf(step);
    if (continues(last, target)) runs.at(-1)!.push(step);
    else runs.push([step]);
    last = target;
  }
  return runs;
}

interface Target {
  readonly ip: string;
  readonly rest: string;
}

/** The next address, and all else the same. */
function continues(one: Target | null, other: Target | null): boolean {
  return one !== null && other !== null && one.rest === other.rest && ipIn(one.ip) + 1 === ipIn(other.ip);
}

function targetOf({ change }: PlanStep): Target | null {
  if (change.do === 'add-route' && change.destination.endsWith('/32') && change.via === null)
    return { ip: change.destination.slice(0, -3), rest: `route ${change.link} ${change.table}` };
  if (change.do === 'publish' || change.do === 'unpublish')
    return { ip: change.ip, rest: `${change.do} ${change.link}` };
  if (change.do === 'add-address' && change.prefixLength === 32 && change.peer === null)
    return { ip: change.local, rest: `address ${change.link} ${change.scope}` };
  return null;
}

function runWords(run: readonly PlanStep[]): string {
  const first = run[0]!;
  const words = changeWords(first.change, first.undo);
  const from = targetOf(first)?.ip;
  const to = targetOf(run.at(-1)!)?.ip;
  return run.length === 1 || !from || !to ? words : `${words.replace(from, `${from}-${to}`)} (${run.length})`;
}
