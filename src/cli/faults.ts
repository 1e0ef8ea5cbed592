import { SystemFault, UsageFault } from '../base/fault.ts';
import { EXIT, type ExitCode, exitCodeOfFault } from './exit-codes.ts';

export interface Told {
  readonly sentence: string;
  readonly code: ExitCode;
}

/** What went wrong as one line for a person, and the exit code for a program. Never a stack trace. */
export function tellFault(cause: unknown): Told {
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

function sentenceOf(what: string, remedy: string): string {
  const oneLine = `${what}${remedy === '' ? '' : `; ${remedy}`}`.replaceAll(/\s*\n\s*/g, ' ');
  return printable(`arpist: ${oneLine}${/[.?!]$/.test(oneLine) ? '' : '.'}`);
}

/** Control characters shown as escapes: what came from a file name, the DNS or the wire must not steer a terminal. */
export function printable(text: string): string {
  // oxlint-disable-next-line no-control-regex
  return text.replaceAll(/[\u0000-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069]/g, (character) => {
    const code = character.charCodeAt(0);
    return code < 256 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u${code.toString(16)}`;
  });
}
