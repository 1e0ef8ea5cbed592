const PLAIN = /^[ -~]*$/;
/** C0, C1, DEL, bidi marks, isolates and overrides, what has no width, line and paragraph separators, tags, halves of pairs. */
const STEERING = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu;

/**
 * Text from outside (a name from the DNS, an interface, a file, a snapshot, the wire) as part of one line: what would
 * steer a terminal, break the line or a column, or make text look other than it is, is shown as an escape. Done twice it
 * is the same as once.
 */
export function printable(text: string): string {
  return PLAIN.test(text) ? text : text.replaceAll(STEERING, escapeOf);
}

function escapeOf(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  if (code < 256) return `\\x${code.toString(16).padStart(2, '0')}`;
  return code < 0x10000 ? `\\u${code.toString(16).padStart(4, '0')}` : `\\u{${code.toString(16)}}`;
}

/** JSON on one line: the same value to every reader, and nothing raw in it that steers a terminal. */
export function jsonText(value: unknown): string {
  const text = JSON.stringify(value);
  return PLAIN.test(text) ? text : text.replaceAll(STEERING, jsonEscapeOf);
}

/** RFC 8259 7: beyond the basic plane two escapes. */
function jsonEscapeOf(character: string): string {
  let text = '';
  for (let at = 0; at < character.length; at++)
    text += `\\u${character.charCodeAt(at).toString(16).padStart(4, '0')}`;
  return text;
}

/** ECMA-48: the colours, cursor up, erase in line and display: all that arpist itself ever sends. */
const OWN = /(\u001b\[(?:0|1|2|31|33|36)m|\u001b\[[0-9]+A|\u001b\[[JK])/; // oxlint-disable-line no-control-regex

/**
 * The last net, at the door: whole lines of our own, where line ends and tabs stand as they are, and nothing else
 * steers; on a terminal our own colours and movements do. Whoever puts text from outside into a line has called
 * `printable` before: only that keeps the line whole.
 */
export function steerless(text: string, terminal: boolean): string {
  if (PLAIN_LINES.test(text)) return text;
  if (terminal)
    return text
      .split(OWN)
      .map((part, at) => (at % 2 === 1 ? part : steerless(part, false)))
      .join('');
  return text.replaceAll(STEERING, (character) =>
    character === '\n' || character === '\t' || character === '\r' ? character : jsonEscapeOf(character),
  );
}

const PLAIN_LINES = /^[ -~\n\t\r]*$/;
