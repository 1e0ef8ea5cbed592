import { SystemFault, UsageFault } from '../base/fault.ts';
import { printable } from '../base/printable.ts';
import { EXIT, type ExitCode, exitCodeOfFault } from './exit-codes.ts';

export interface ToldFault {
  readonly sentence: string;
  readonly code: ExitCode;
}

/** What went wrong as one line for a person, and the exit code for a program. Never a stack trace. */
export function tellFault(cause: unknown): ToldFault {
  if (cause instanceof UsageFault) {
    const { where, message, remedy } = cause;
    const place = where === '' || message.includes(where) ? '' : `${where}: `;
    return { sentence: sentenceOf(`${place}${message}`, remedy), code: EXIT.usage };
  }
  if (cause instanceof SystemFault)
    return { sentence: sentenceOf(cause.message, cause.remedy), code: exitCodeOfFault(cause.kind) };
  const message = cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause);
  return {
    sentence: sentenceOf(
      `this is a mistake in arpist itself: ${message}`,
      'please report it; ARPIST_TRACE=1 shows where',
    ),
    code: EXIT.partial,
  };
}

/** Longer is what somebody gave us: its beginning and its end tell which it was. */
const LONGEST = 4000;

function clipped(text: string): string {
  return text.length > LONGEST ? `${text.slice(0, 300)} … ${text.slice(-100)}` : text;
}

function sentenceOf(what: string, remedy: string): string {
  const oneLine = `${clipped(what)}${remedy === '' ? '' : `; ${clipped(remedy)}`}`.replaceAll(
    /\s*\n\s*/g,
    ' ',
  );
  return printable(`arpist: ${oneLine}${/[.?!]$/.test(oneLine) ? '' : '.'}`);
}

export { printable };
