/** As a shell takes it: Linux allows almost anything in the name of a link, and a file may be called as it likes. */
export function shellWord(text: string): string {
  return /^[\w.:@=/-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
