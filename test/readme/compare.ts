import { difference, rewrite, shownUnder } from './shown.ts';

/** `ARPIST_README=write` puts what is printed now into README. */
export const WRITE = process.env['ARPIST_README'] === 'write';

/** The commands of a section that printed something else than README has. */
export function differencesUnder(
  title: string,
  printed: readonly (readonly string[])[],
  write: boolean,
): readonly object[] {
  if (write) rewrite(title, printed);
  return shownUnder(title).flatMap((shown, at) => {
    const found = difference(shown, printed[at] ?? []);
    return found === null ? [] : [{ command: shown.command, ...found }];
  });
}
