/** A line that cannot be used, and why, to stand behind `FILE:LINE: `. */
export interface BadLine {
  readonly line: number;
  readonly why: string;
}

export interface TextLine {
  readonly text: string;
  /** from 1 */
  readonly line: number;
}

/** Without the ends of lines of any system and the mark some editors put in front of a text. */
export function linesOfText(text: string): readonly TextLine[] {
  return text
    .replace(/^\uFEFF/, '')
    .split(/\r\n|\n|\r/)
    .map((one, at) => ({ text: one, line: at + 1 }));
}

/** For sentences: as much of a word as tells which it is. */
export function shortWord(word: string): string {
  return word.length > 40 ? `${word.slice(0, 40)}…` : word;
}
