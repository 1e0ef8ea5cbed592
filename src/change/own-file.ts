/** Stands in the first lines of every file that arpist wrote. */
export const OWN_MARK = 'Written by arpist';

const HEADER_LINES = 5;

export function isOurs(text: string): boolean {
  return text.split('\n', HEADER_LINES).some((line) => line.includes(OWN_MARK));
}

/** What stands in the place of a file. A link, a folder, a pipe, or what may not be read is foreign. */
export type FileStanding = { readonly text: string } | 'nothing' | 'foreign';

export function standingOf(text: string | null): FileStanding {
  if (text === null) return 'nothing';
  return isOurs(text) ? { text } : 'foreign';
}

/** `foreign`: it is not ours any more; `changed`: somebody wrote in it since. Both stay. */
export type TakenBack = 'done' | 'gone' | 'foreign' | 'changed';

/** What has to be done so that a file is as before it was written, or taken away (`gone`). */
export interface TakingBack {
  readonly became: TakenBack;
  /** The text it has to have; null: it has to go; left out: nothing is to be done. */
  readonly put?: string | null;
}

export function takingBack(
  file: { readonly text: string; readonly was?: string; readonly gone?: true },
  there: FileStanding,
): TakingBack {
  const { text, was, gone } = file;
  if (there === 'foreign') return { became: 'foreign' };
  if (there === 'nothing') return gone ? { became: 'done', put: was ?? '' } : { became: 'gone' };
  if (there.text === was) return { became: 'done' };
  if (gone || there.text !== text) return { became: 'changed' };
  return { became: 'done', put: was ?? null };
}
