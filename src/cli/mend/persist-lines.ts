import { printable } from '../../base/printable.ts';
import { lasts, type WrittenFile } from '../../persist/survey.ts';

/** One line, and one behind it for each thing that is not as it should be. */
export function persistLines(file: WrittenFile): readonly string[] {
  const { path, kind, from, unread, beaten, differs } = file;
  return [
    `${path}  ${kind}, from ${from}: ${lasts(file) ? 'read, wins, and is so' : wordsFor(file)}`,
    ...[...(unread === null ? [] : [unread]), ...beaten, ...differs].map((sentence) => `  ${sentence}`),
  ].map(printable);
}

function wordsFor({ unread, beaten, differs }: WrittenFile): string {
  return [
    unread === null ? 'read' : 'NOT READ',
    beaten.length === 0 ? 'wins' : 'OVERRULED',
    differs.length === 0 ? 'is so' : 'NOT SO NOW',
  ].join(', ');
}
