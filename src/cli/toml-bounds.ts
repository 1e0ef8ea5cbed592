/** A declaration nests three deep; the parser goes down by recursion. */
const DEEPEST = 32;
/** No name, address or reason is as long; the parser makes a text from its letters as arguments of one call. */
const LONGEST_TEXT = 4096;
const MOST_KEY_PARTS = 32;

export interface TomlFault {
  readonly line: number;
  readonly sentence: string;
}

/** What no declaration holds and no parser of TOML should be asked to take: found in one pass, by quotes and brackets alone. */
export function beyondBounds(text: string): TomlFault | null {
  let line = 1;
  let depth = 0;
  let parts = 1;
  for (let at = 0; at < text.length; at++) {
    const character = text[at]!;
    if (character === '\n') {
      line++;
      parts = 1;
    } else if (character === '#') at = Math.max(at, endOf(text, at, '\n') - 1);
    else if (character === '[' || character === '{') depth++;
    else if (character === ']' || character === '}') depth--;
    else if (character === '.' && ++parts > MOST_KEY_PARTS)
      return { line, sentence: `a key or number has more than ${MOST_KEY_PARTS} parts` };
    else if (character === ',' || character === '=') parts = 1;
    else if (character === '"' || character === "'") {
      const end = endOfText(text, at, character);
      if (end - at > LONGEST_TEXT)
        return { line, sentence: `a text has more than ${LONGEST_TEXT} letters, or its quotes do not end` };
      line += lineEndsIn(text, at, end);
      at = end - 1;
    } else if (isWord(character)) {
      const begin = at;
      while (at + 1 < text.length && isWord(text[at + 1]!)) at++;
      if (at - begin > LONGEST_TEXT)
        return { line, sentence: `a word has more than ${LONGEST_TEXT} letters` };
    }
    if (depth > DEEPEST)
      return { line, sentence: `lists and tables stand in each other more than ${DEEPEST} deep` };
  }
  return null;
}

function isWord(character: string): boolean {
  return /[\w:+-]/.test(character);
}

function endOf(text: string, from: number, what: string): number {
  const found = text.indexOf(what, from);
  return found < 0 ? text.length : found;
}

/** Behind the quotes that end it; at the end of the text when they do not. One-line texts end with their line. */
function endOfText(text: string, at: number, quote: string): number {
  const mark = text.startsWith(quote.repeat(3), at) ? quote.repeat(3) : quote;
  for (let next = at + mark.length; next < text.length; next++) {
    if (quote === '"' && text[next] === '\\') next++;
    else if (mark.length === 1 && text[next] === '\n') return next;
    else if (text.startsWith(mark, next)) return next + mark.length;
  }
  return text.length;
}

function lineEndsIn(text: string, from: number, to: number): number {
  let lines = 0;
  for (let at = from; at < to; at++) if (text[at] === '\n') lines++;
  return lines;
}
