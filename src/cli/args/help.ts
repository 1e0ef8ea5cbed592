import type { CommandLine } from './command-line.ts';
import type { Flag, Flags } from './flags.ts';
import { TIME_RULE } from './times.ts';

const WIDTH = 100;
const COLUMN = 30;

/** The help of a command, made from what it takes. */
export function commandHelp(line: CommandLine<Flags>): string {
  const flags = Object.values(line.flags);
  const habits = flags.filter(({ habit }) => habit !== undefined);
  const parts = [
    `arpist ${line.name}: ${line.line}`,
    '',
    `usage: arpist ${`${line.name} ${line.words}`.trim()} [FLAG…]`,
    '',
    'flags:',
    ...flags.filter(({ habit }) => habit === undefined).flatMap(flagLines),
  ];
  if (flags.some((flag) => flag.kind === 'one' && flag.time === 's')) parts.push('', `  ${TIME_RULE}`);
  for (const tool of new Set(habits.map(({ habit }) => habit))) {
    const own = habits.filter(({ habit }) => habit === tool);
    parts.push('', `habits (of ${tool}), with the same meaning:`, ...own.flatMap(flagLines));
  }
  if (line.notes) parts.push('', ...line.notes.flatMap((note) => wrap(note, 0)));
  if (line.examples.length > 0) parts.push('', 'examples:', ...exampleLines(line.examples));
  return `${parts.join('\n')}\n`;
}

/** What an example does stands beside it, or below when that would be too wide. */
function exampleLines(examples: CommandLine<Flags>['examples']): readonly string[] {
  const room = WIDTH - 4 - Math.max(...examples.map(([, what]) => what.length));
  const width = Math.max(
    0,
    ...examples.map(([command]) => command.length).filter((length) => length <= room),
  );
  return examples.flatMap(([command, what]) =>
    command.length > width ? [`  ${command}`, `      ${what}`] : [`  ${command.padEnd(width)}  ${what}`],
  );
}

function flagLines(flag: Flag): readonly string[] {
  const value = flag.kind === 'switch' ? '' : ` ${flag.value}`;
  const head = `  ${flag.names.join(', ')}${value}`;
  const [first = '', ...more] = wrap(flag.help, COLUMN);
  if (head.length + 2 > COLUMN) return [head, `${' '.repeat(COLUMN)}${first.trim()}`, ...more];
  return [`${head.padEnd(COLUMN)}${first.trim()}`, ...more];
}

function wrap(text: string, indent: number): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && indent + line.length + 1 + word.length > WIDTH) {
      lines.push(' '.repeat(indent) + line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  lines.push(' '.repeat(indent) + line);
  return lines;
}
