import { commandOf } from '../../doctor/change.ts';
import { type Finding, pageOf, SEVERITIES, type Severity } from '../../doctor/finding.ts';
import { FINDINGS } from '../../doctor/findings.ts';
import { printable } from '../faults.ts';
import type { Ink, Paint } from './paint.ts';
import { plural } from './texts.ts';

const INKS: Readonly<Record<Severity, Ink>> = { conflict: 'red', fault: 'red', risk: 'yellow', note: 'cyan' };
const INDENT = ' '.repeat(10);
/** What fits on one screen beside other findings; --why shows all. */
const SHOWN = { evidence: 3, changes: 8 };

/** One finding: what, how it is known, what mends it, where to read on. */
export function findingLines(
  found: Finding,
  wishes: { readonly why: boolean; readonly paint: Paint },
): readonly string[] {
  const { severity, kind, sentence, host, evidence, changes } = found;
  const { why, paint } = wishes;
  const where = host === null ? '' : `${host}: `;
  const shown = why ? evidence : evidence.slice(0, SHOWN.evidence);
  const done = why ? changes : changes.slice(0, SHOWN.changes);
  const more = evidence.length - shown.length + changes.length - done.length;
  const steps = done.map((change, at) => `${INDENT}${at === 0 ? 'fix:  ' : '      '}${commandOf(change)}`);
  return [
    `${paint(INKS[severity], severity.padEnd(8))}  ${paint('bold', printable(`${where}${sentence}`))}`,
    ...shown.map(({ from, text }) =>
      paint('dim', printable(`${INDENT}${from === 'wire' ? 'wire: ' : ''}${text}`)),
    ),
    ...(steps.length > 0 ? steps.map(printable) : [`${INDENT}mend: ${FINDINGS[kind].remedy}`]),
    ...(more > 0 ? [paint('dim', `${INDENT}${more} more lines with --why`)] : []),
    paint('dim', `${INDENT}${pageOf(kind)}`),
  ];
}

/** `1 conflict, 2 faults and 1 note`, or that all is well. */
export function diagnosisLine(findings: readonly Finding[], about: string, fixed = false): string {
  const counts = SEVERITIES.map(
    (severity) => [severity, findings.filter((one) => one.severity === severity).length] as const,
  );
  const words = counts.filter(([, many]) => many > 0).map(([severity, many]) => plural(many, severity));
  if (words.length === 0) return `${about}: healthy, nothing found`;
  const told = words.length > 1 ? `${words.slice(0, -1).join(', ')} and ${words.at(-1)}` : words[0];
  return `${about}: ${told}${fixed ? '' : '; nothing was changed'}`;
}
