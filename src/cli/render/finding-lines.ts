import { printable } from '../../base/printable.ts';
import { commandOf } from '../../change/change.ts';
import { type Finding, pageOf } from '../../doctor/finding.ts';
import { SEVERITIES, type Severity } from '../../doctor/severity.ts';
import { FINDINGS } from '../../doctor/findings.ts';
import type { Beyond } from '../../doctor/reach.ts';
import type { Ink, Paint } from '../../terminal/text/paint.ts';
import { plural } from '../../terminal/text/texts.ts';

const INKS: Readonly<Record<Severity, Ink>> = { conflict: 'red', fault: 'red', risk: 'yellow', note: 'cyan' };
const INDENT = ' '.repeat(10);
/** What fits on one screen beside other findings; --why shows all. */
const SHOWN = { evidence: 3, changes: 8 };

/** One finding: what, how it is known, what mends it, where to read on. */
export function findingLines(
  found: Finding,
  wishes: { readonly why: boolean; readonly paint: Paint },
): readonly string[] {
  const { severity, kind, sentence, host, evidence, changes, beyond } = found;
  const { why, paint } = wishes;
  const where = host === null ? '' : `${host}: `;
  const shown = why ? evidence : evidence.slice(0, SHOWN.evidence);
  const done = why ? changes : changes.slice(0, SHOWN.changes);
  const away = why ? beyond : beyond.slice(0, SHOWN.changes);
  const all = evidence.length + changes.length + beyond.length;
  const more = all - shown.length - done.length - away.length;
  const steps = done.map((change, at) => `${INDENT}${at === 0 ? 'fix:  ' : '      '}${commandOf(change)}`);
  return [
    `${paint(INKS[severity], severity.padEnd(8))}  ${paint('bold', printable(`${where}${sentence}`))}`,
    ...shown.map(({ from, text }) =>
      paint('dim', printable(`${INDENT}${from === 'wire' ? 'wire: ' : ''}${text}`)),
    ),
    ...steps.map(printable),
    ...beyondLines(away).map(printable),
    ...(steps.length + away.length > 0 ? [] : [`${INDENT}mend: ${FINDINGS[kind].remedy}`]),
    ...(more > 0 ? [paint('dim', `${INDENT}${more} more lines with --why`)] : []),
    paint('dim', `${INDENT}${pageOf(kind)}`),
  ];
}

/** What would mend it elsewhere, below the place where it can be made. */
function beyondLines(beyond: readonly Beyond[]): readonly string[] {
  return beyond.flatMap(({ change, where }, at) => {
    const head = where === beyond[at - 1]?.where ? [] : [`${INDENT}fix, ${where}:`];
    return [...head, `${INDENT}      ${commandOf(change)}`];
  });
}

/** `1 conflict, 2 faults and 1 note`, or that all is well; neither is known of what was cut short. */
export function diagnosisLine(
  findings: readonly Finding[],
  about: string,
  run: { readonly fixed?: boolean | undefined; readonly interrupted?: boolean } = {},
): string {
  const counts = SEVERITIES.map(
    (severity) => [severity, findings.filter((one) => one.severity === severity).length] as const,
  );
  const words = counts.filter(([, many]) => many > 0).map(([severity, many]) => plural(many, severity));
  const told = words.length > 1 ? `${words.slice(0, -1).join(', ')} and ${words.at(-1)}` : words[0];
  if (run.interrupted === true)
    return `${about}: undecided, interrupted before the end; until then ${told ?? 'nothing'} was found`;
  if (told === undefined) return `${about}: healthy, nothing found`;
  return `${about}: ${told}${run.fixed === true ? '' : '; nothing was changed'}`;
}
