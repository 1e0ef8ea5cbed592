/** Words in lines of at most `width`, each with `indent` before it; a word that is longer stands alone. */
export function wrap(text: string, width: number, indent = 0): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && indent + line.length + 1 + word.length > width) {
      lines.push(' '.repeat(indent) + line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  lines.push(' '.repeat(indent) + line);
  return lines;
}

/** Text in the second of two columns, beside `head`, or below it where that is too wide. */
export function beside(
  head: string,
  text: string,
  at: { readonly column: number; readonly width: number },
): readonly string[] {
  const column = at.width < 2 * at.column ? Math.min(8, at.column) : at.column;
  const [first = '', ...more] = wrap(text, at.width, column);
  if (head.length + 2 > column) return [head, first, ...more];
  return [`${head.padEnd(column)}${first.trim()}`, ...more];
}
